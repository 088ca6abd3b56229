// A chart as it is heard.
import { expect, it } from 'vitest';
import { linesWords, valuesWords } from '../../src/charts/chart-words.ts';

const line = (label: string, ...values: (number | null)[]) => ({ label, values });

it('says from where to where each line goes and where it ends, and how many more there are', () => {
  expect(linesWords([line('web', 3, null, 75, 29), line('cart', null), line('pay', 2, 2)], 'duration')).toBe(
    'web 3.00 ms to 75.0 ms, last 29.0 ms; cart nothing; pay 2.00 ms, last 2.00 ms.',
  );
  const many = ['a', 'b', 'c', 'd', 'e'].map((label) => line(label, 1));
  expect(linesWords(many, 'count')).toMatch(/d 1, last 1; and 1 more line\.$/);
  expect(linesWords([], 'count')).toBe('');
});

it('says a moment, the greatest first', () => {
  expect(valuesWords([line('web', 1, 2), line('cart', 5, null), line('pay', 3, 9)], 'count', 1)).toBe(
    'pay 9, web 2, cart nothing',
  );
});
