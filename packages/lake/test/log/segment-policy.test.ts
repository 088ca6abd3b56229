// When an open segment is closed by its age.
import { expect, it } from 'vitest';
import { isSegmentDue } from '../../src/log/segment-policy.ts';

const limits = { tailEveryMs: 1_000 };

it.each([
  [999, 0, false],
  [1_000, 0, true],
  [1_000, 1, false],
  [600_000, 4, false],
  [600_000, 0, true],
])('is %d ms old, %d wait before it: closed is %s', (ageMs, waitingSegments, expected) => {
  expect(isSegmentDue(ageMs, { waitingSegments }, limits)).toBe(expected);
});
