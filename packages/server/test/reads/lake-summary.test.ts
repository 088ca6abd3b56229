// The lake day by day: what lies there, and how much of it is compacted.
import type { DataFile } from '@tracelake/schema';
import { expect, it } from 'vitest';
import { daySummaries } from '../../src/reads/lake-summary.ts';

const NANOS_PER_MS = 1_000_000n;

function file(tier: DataFile['tier'], start: string | null, rows: number): DataFile {
  const nanos = start === null ? null : String(BigInt(Date.parse(start)) * NANOS_PER_MS);
  return { path: 'x', tier, layout: 0, sizeBytes: 100, rows, minStartTimeUnixNano: nanos, maxStartTimeUnixNano: nanos };
}

it('sums files by the day they begin, newest first, and says what is compacted', () => {
  const files = [
    file('compacted', '2026-11-21T00:00:00Z', 40),
    file('landing', '2026-11-21T23:59:59Z', 10),
    file('tail', '2026-11-22T00:00:00Z', 3),
    file('landing', null, 7),
  ];
  expect(daySummaries(files, 31)).toEqual([
    { day: '2026-11-22', files: 1, sizeBytes: 100, rows: 3, compactedRows: 0 },
    { day: '2026-11-21', files: 2, sizeBytes: 200, rows: 50, compactedRows: 40 },
  ]);
  expect(daySummaries(files, 1)).toHaveLength(1);
});
