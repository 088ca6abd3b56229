// Marked fields: the newest last, no more than a list can show.
import { expect, test } from 'vitest';
import { withToggled } from '../../src/explore/favourite-fields.ts';

test('a second time takes it out again', () => {
  expect(withToggled(['a'], 'b')).toEqual(['a', 'b']);
  expect(withToggled(['a', 'b'], 'a')).toEqual(['b']);
});

test('the oldest goes where there are too many', () => {
  const thirty = Array.from({ length: 30 }, (_, at) => `f${at}`);
  expect(withToggled(thirty, 'new')).toEqual([...thirty.slice(1), 'new']);
});
