// The fields that were picked last.
import { expect, test } from 'vitest';
import { withRecentField } from '../../src/explore/recent-fields.ts';

test('the newest is first, none stands there twice, four are kept', () => {
  expect(withRecentField(['a', 'b'], 'b')).toEqual(['b', 'a']);
  expect(['a', 'b', 'c', 'd', 'e'].reduce<readonly string[]>(withRecentField, [])).toEqual(['e', 'd', 'c', 'b']);
});
