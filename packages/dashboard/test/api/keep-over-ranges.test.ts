// The answer before is kept while the same is asked of another range; of another question it is not.
import { expect, it } from 'vitest';
import { keepOverRanges } from '../../src/api/keep-over-ranges.ts';

const LAST_HOUR = { startMs: 0, endMs: 3_600_000 };
const TEN_SECONDS_LATER = { startMs: 10_000, endMs: 3_610_000 };

it('keeps what was answered of another range', () => {
  const keep = keepOverRanges(['values', 'env', '', TEN_SECONDS_LATER]);
  expect(keep('prod', { queryKey: ['values', 'env', '', LAST_HOUR] })).toBe('prod');
});

it('keeps nothing of another question, and nothing where there was none', () => {
  const keep = keepOverRanges(['values', 'env', 'sta', LAST_HOUR]);
  expect(keep('prod', { queryKey: ['values', 'env', '', LAST_HOUR] })).toBeUndefined();
  expect(keep(undefined, undefined)).toBeUndefined();
});
