// A drag along time ends at the edges of buckets.
import { expect, it } from 'vitest';
import { bucketRange } from '../../src/charts/bucket-range.ts';

const BUCKETS = [600, 630, 660, 690];

it.each([
  ['all that it touches', 640, 670, 630, 690],
  ['one', 661, 662, 660, 690],
  ['no bucket whose edge it only meets', 630, 660, 630, 660],
  ['the last, which is as long as the others', 700, 900, 690, 720],
])('it takes %s', (_what, from, to, start, end) =>
  expect(bucketRange(BUCKETS, 30, from, to)).toEqual({ startMs: start * 1000, endMs: end * 1000 }),
);
