// Presses that are single characters: text in a field, and what the setting for single letters switches off.
import { expect, test } from 'vitest';
import { isOneLetter, isSingleCharacter } from '../../src/keys/key-press.ts';

test('letters, digits and signs can be switched off, what has no other way cannot', () => {
  expect(['j', 'shift+g', '?', '1', '+'].filter((press) => !isOneLetter(press))).toEqual([]);
  expect(['arrowdown', 'shift+arrowup', 'enter', 'home', 'space', 'mod+k'].filter(isOneLetter)).toEqual([]);
});

test('in a field all but Escape and what is held with Ctrl or ⌘ is its own', () => {
  expect(['j', 'arrowdown', 'enter', 'escape', 'mod+z'].map(isSingleCharacter)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
