// When an open segment is closed by its age.
import { expect, it } from 'vitest';
import { isSegmentDue } from '../../src/log/segment-policy.ts';

const limits = { tailEveryMs: 1_000, rowGroupRows: 8_192 };

it.each([
  [999, 1, 0, false],
  [1_000, 1, 0, true],
  [1_000, 1, 1, false],
  [600_000, 1, 4, false],
  [600_000, 1, 0, true],
  [399, 8_192, 0, false],
  [400, 8_192, 0, true],
  [400, 8_192, 1, false],
  [400, 8_191, 0, false],
])('is %d ms old with %d rows, %d wait before it: closed is %s', (ageMs, rows, waitingSegments, expected) => {
  expect(isSegmentDue({ ageMs, rows }, { waitingSegments }, limits)).toBe(expected);
});
