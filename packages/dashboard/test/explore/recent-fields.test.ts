// The fields that were picked last.
import { expect, test } from 'vitest';
import { recentFields, rememberField, withRecentField } from '../../src/explore/recent-fields.ts';

test('the newest is first, none stands there twice, four are kept', () => {
  expect(withRecentField(['a', 'b'], 'b')).toEqual(['b', 'a']);
  expect(['a', 'b', 'c', 'd', 'e'].reduce<readonly string[]>(withRecentField, [])).toEqual(['e', 'd', 'c', 'b']);
});

test('where there is no storage, as here, they are known until the window is closed', () => {
  expect(globalThis.localStorage).toBeUndefined();
  rememberField('a');
  expect(recentFields()).toEqual(['a']);
});
