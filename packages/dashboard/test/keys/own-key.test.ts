// Which presses a row or a value hears itself.
import { expect, test } from 'vitest';
import { ownKey } from '../../src/keys/own-key.ts';

const FREE = { metaKey: false, ctrlKey: false, altKey: false, shiftKey: false };

test.each(['j', 'W', ' ', 'ArrowDown', 'Enter', 'Home'])('%j is its own', (key) => {
  expect(ownKey({ ...FREE, key }, { singleKeys: true })).toBe(key);
});

test.each(['metaKey', 'ctrlKey', 'altKey'] as const)('with %s it is the page that hears it', (held) => {
  expect(ownKey({ ...FREE, key: 'k', [held]: true }, { singleKeys: true })).toBeNull();
});

test('letters can be switched off, arrows and the space bar cannot', () => {
  expect(['j', 'W', ' ', 'ArrowDown'].map((key) => ownKey({ ...FREE, key }, { singleKeys: false }))).toEqual([
    null,
    null,
    ' ',
    'ArrowDown',
  ]);
});
