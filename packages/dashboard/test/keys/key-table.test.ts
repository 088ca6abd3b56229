// The table of keys: what is pressed is what is written, and one press means one thing in one place.
import { expect, it } from 'vitest';
import { keyText, pressText, spokenText } from '../../src/keys/key-press.ts';
import { KEY_TABLE } from '../../src/keys/key-table.ts';

const NOTHING_HELD = { metaKey: false, ctrlKey: false, altKey: false, shiftKey: false };

it('no press means two things in one context', () => {
  const uses = Object.values(KEY_TABLE).flatMap(({ context, keys }) => keys.map((key) => `${context} ${key}`));
  expect(uses.filter((use, at) => uses.indexOf(use) !== at)).toEqual([]);
});

it.each([
  [{ key: 'k', metaKey: true }, 'mod+k'],
  [{ key: 'k', ctrlKey: true }, 'mod+k'],
  [{ key: 'Z', ctrlKey: true, shiftKey: true }, 'mod+shift+z'],
  [{ key: '?', shiftKey: true }, '?'],
  [{ key: 'ArrowRight', shiftKey: true }, 'shift+arrowright'],
  [{ key: 'Escape' }, 'escape'],
  [{ key: ' ' }, 'space'],
  [{ key: 'Shift', shiftKey: true }, null],
  [{ key: 'q', altKey: true }, null],
])('%j is %s', (pressed, text) => expect(pressText({ ...NOTHING_HELD, ...pressed })).toBe(text));

it.each([
  ['mod+shift+z', true, '⌘⇧Z'],
  ['mod+k', false, 'Ctrl K'],
  ['g o', true, 'g o'],
  ['+', true, '+'],
  ['space', true, 'Space'],
])('%s is shown as people read it', (keys, isMac, text) => expect(keyText(keys, isMac)).toBe(text));

it.each([
  ['mod+shift+z', false, 'Control Shift Z'],
  ['mod+k', true, 'Command K'],
  ['shift+arrowup', false, 'Shift arrow up'],
  ['g o', false, 'G O'],
  ['+', false, '+'],
])('%s is read aloud in words', (keys, isMac, text) => expect(spokenText(keys, isMac)).toBe(text));
