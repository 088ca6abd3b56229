// The figures of Overview: what the time before is worth, and whether it is that.
import { expect, it } from 'vitest';
import {
  areAdjacent,
  comparedFigures,
  LEAST_BEFORE,
  overviewRows,
  runtimesByFunction,
  totalFigures,
} from '../../src/overview/overview-request.ts';

it('a time before with next to nothing in it is none to be against', () => {
  const now = totalFigures({ rows: [[String(10 * LEAST_BEFORE), 0]] });
  expect(comparedFigures({ rows: [] }, now)).toBeNull();
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE - 1), 0]] }, now)).toBeNull();
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE), 0.5]] }, now)).toMatchObject({
    requests: LEAST_BEFORE,
    errorShare: 0.5,
  });
  const more = totalFigures({ rows: [[String(10 * LEAST_BEFORE + 1), 0]] });
  expect(comparedFigures({ rows: [[String(LEAST_BEFORE), 0.5]] }, more)).toBeNull();
});

it('the time before another range is no time before: only what a live clock moved is near enough', () => {
  const hour = { startMs: 3_600_000, endMs: 7_200_000 };
  const before = { startMs: 0, endMs: 3_600_000 };
  expect(areAdjacent(before, hour)).toBe(true);
  expect(areAdjacent(before, { startMs: 3_620_000, endMs: 7_220_000 })).toBe(true);
  expect(areAdjacent(before, { startMs: 3_600_000, endMs: 4_500_000 })).toBe(false);
  expect(areAdjacent(before, { startMs: 7_200_000, endMs: 10_800_000 })).toBe(false);
});

it('a function that ran on two runtimes is said to run on the one with most of it', () => {
  const rows = [
    ['pay', 'nodejs:24.v3', '90'],
    ['cart', 'nodejs:22.v31', '50'],
    ['pay', 'nodejs:22.v31', '10'],
  ];
  const runtimes = runtimesByFunction({ rows });
  expect([...runtimes].sort()).toEqual([
    ['cart', 'nodejs:22.v31'],
    ['pay', 'nodejs:24.v3'],
  ]);
});

it('a service that no span says is none, and an empty text is one', () => {
  const rows = overviewRows({
    rows: [
      ['pay', null, '3'],
      [null, '', '2'],
      [null, null, '1'],
    ],
    series: null,
    stats: { notes: ['Weighed by sample_rate.'] },
  } as never);
  expect(rows.every(({ isAbout }) => isAbout)).toBe(true);
  expect(rows.map(({ name, service, isFunction }) => [name, service, isFunction])).toEqual([
    ['pay', null, true],
    ['', '', false],
    [null, null, false],
  ]);
});
