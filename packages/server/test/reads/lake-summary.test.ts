// The lake day by day: what lies there, and how much of it is compacted.
import type { DataFile } from '@tracelake/schema';
import { expect, it } from 'vitest';
import { daySummaries, lakeSummary } from '../../src/reads/lake-summary.ts';

const NANOS_PER_MS = 1_000_000n;

const NOW_MS = Date.parse('2026-11-22T17:30:00Z');

function file(tier: DataFile['tier'], path: string, start: string | null, rows: number, end = start): DataFile {
  const nanos = (time: string | null) => (time === null ? null : String(BigInt(Date.parse(time)) * NANOS_PER_MS));
  const range = { minStartTimeUnixNano: nanos(start), maxStartTimeUnixNano: nanos(end) };
  return { path, tier, layout: 0, sizeBytes: 100, rows, ...range };
}

const landed = (day: string, hour: string): string => `landing/spans/dt=${day}/hour=${hour}/x.parquet`;

it('sums files by the day on which they arrived, newest first, and says what is compacted', () => {
  const files = [
    file('compacted', 'compacted/spans/x.parquet', '2026-11-21T00:00:00Z', 40),
    file('landing', landed('2026-11-21', '23'), '1970-01-01T00:00:00Z', 10),
    file('tail', 'wal/tail/x.parquet', '2200-01-01T00:00:00Z', 3),
    file('compacted', 'compacted/spans/y.parquet', null, 7),
  ];
  expect(daySummaries(files, 31, NOW_MS)).toEqual([
    { day: '2026-11-22', files: 1, sizeBytes: 100, rows: 3, compactedRows: 0 },
    { day: '2026-11-21', files: 2, sizeBytes: 200, rows: 50, compactedRows: 40 },
  ]);
  expect(daySummaries(files, 1, NOW_MS)).toHaveLength(1);
});

it.each([
  [
    'that is a little ahead is it',
    'landing',
    landed('2026-11-22', '17'),
    '2026-11-22T17:30:59Z',
    '2026-11-22T17:30:59Z',
  ],
  [
    'far ahead is not: the hour of its file',
    'landing',
    landed('2026-11-22', '14'),
    '2200-01-01',
    '2026-11-22T15:00:00Z',
  ],
  ['far ahead that just came: now', 'landing', landed('2026-11-22', '17'), '2200-01-01', '2026-11-22T17:30:00Z'],
  ['far ahead in a tail: now', 'tail', 'wal/tail/x.parquet', '2200-01-01', '2026-11-22T17:30:00Z'],
  ['far ahead that is compacted says nothing', 'compacted', 'x.parquet', '2200-01-01', '2026-11-22T12:00:00Z'],
] as const)('a newest span %s', (_, tier, path, end, newest) => {
  const old = file('landing', landed('2026-11-22', '12'), '2026-11-22T12:00:00Z', 1);
  const { newestStartTimeUnixNano, maxStartTimeUnixNano } = lakeSummary(
    [old, file(tier, path, '2026-11-22', 2, end)],
    NOW_MS,
  );
  expect(BigInt(newestStartTimeUnixNano!) / NANOS_PER_MS).toBe(BigInt(Date.parse(newest)));
  expect(BigInt(maxStartTimeUnixNano!) / NANOS_PER_MS).toBe(BigInt(Date.parse(end)));
});
