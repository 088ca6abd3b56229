// The fields that were picked last.
import { expect, test } from 'vitest';
import { recentFields, rememberField, withRecentField } from '../../src/explore/recent-fields.ts';

test('the newest is first, none stands there twice, four are kept', () => {
  expect(withRecentField(['a', 'b'], 'b')).toEqual(['b', 'a']);
  expect(['a', 'b', 'c', 'd', 'e'].reduce<readonly string[]>(withRecentField, [])).toEqual(['e', 'd', 'c', 'b']);
});

test('where nothing can be kept, as here, a field is picked all the same', () => {
  rememberField('a');
  expect(recentFields()).toEqual([]);
});
