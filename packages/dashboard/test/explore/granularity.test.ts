// How long a bucket is: typed, said, and what a range can be cut into.
import { expect, it } from 'vitest';
import { fittingGranularity, granularities, typedGranularity } from '../../src/explore/granularity.ts';
import { setGranularity } from '../../src/explore/query-steps.ts';
import { exploreSearch, STARTING_QUERY } from '../../src/explore/starting-query.ts';
import { bucketText } from '../../src/time/bucket-seconds.ts';

it.each([
  ['30s', 30, '30 s'],
  ['90s', 90, '90 s'],
  ['5 min', 300, '5 min'],
  ['2 hours', 7200, '2 h'],
  ['1d', 86_400, '1 d'],
])('%s', (text, seconds, said) => {
  expect(typedGranularity(text)).toBe(seconds);
  expect(bucketText(seconds)).toBe(said);
  expect(typedGranularity(said)).toBe(seconds);
});

it.each(['', '0s', 'auto', '-5m', '5', 'm'])('%j is no length of time', (text) => {
  expect(typedGranularity(text)).toBeNull();
});

it('of an hour: no more buckets than an answer has, and two at least', () => {
  const offered = granularities({ startMs: 0, endMs: 3_600_000 });
  expect([offered[0], offered.at(-1)]).toEqual([5, 1800]);
});

it('it is part of the question, until it is taken out', () => {
  const chosen = setGranularity(600)(STARTING_QUERY);
  expect(exploreSearch(chosen)).not.toBe(exploreSearch(STARTING_QUERY));
  expect(setGranularity(undefined)(chosen)).toEqual(STARTING_QUERY);
});

it("a question's own length of a bucket holds where it fits the range", () => {
  const day = { startMs: 0, endMs: 86_400_000 };
  expect(fittingGranularity({ granularity: 3600 }, day, 60)).toBe(3600);
  expect(fittingGranularity({ granularity: 1 }, day, 60)).toBe(1800);
  expect(fittingGranularity({ granularity: 86_400 }, day, 60)).toBe(1800);
  expect(fittingGranularity({}, day, 60)).toBe(1800);
});
