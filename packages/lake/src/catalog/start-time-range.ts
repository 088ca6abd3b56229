// The earliest and latest start in a batch, as a DataFile has them.
import type { ColumnBatch, DataFile } from '@tracelake/schema';
import { int64Extremes } from '../parquet/int64-leaf.ts';

export type StartTimeRange = Pick<DataFile, 'minStartTimeUnixNano' | 'maxStartTimeUnixNano'>;

const UNKNOWN: StartTimeRange = { minStartTimeUnixNano: null, maxStartTimeUnixNano: null };

/** Unknown as soon as one row has no start: such a file must never be left out by time. */
export function startTimeRange(batch: ColumnBatch): StartTimeRange {
  const start = batch.columns['start_time_unix_nano'];
  if (start?.kind !== 'int64' || start.count === 0 || start.count < batch.rows) return UNKNOWN;
  const { low, high } = start;
  const { min, max } = int64Extremes(low, high, start.count);
  const text = (index: number) => String(BigInt(high[index]) * 4294967296n + BigInt(low[index] >>> 0));
  return { minStartTimeUnixNano: text(min), maxStartTimeUnixNano: text(max) };
}

/** The range of all rows of these ranges; unknown as soon as one of them is. */
export function mergedTimeRange(ranges: readonly StartTimeRange[]): StartTimeRange {
  let [min, max]: [bigint | null, bigint | null] = [null, null];
  for (const { minStartTimeUnixNano, maxStartTimeUnixNano } of ranges) {
    if (minStartTimeUnixNano === null || maxStartTimeUnixNano === null) return UNKNOWN;
    const [from, to] = [BigInt(minStartTimeUnixNano), BigInt(maxStartTimeUnixNano)];
    if (min === null || from < min) min = from;
    if (max === null || to > max) max = to;
  }
  return min === null ? UNKNOWN : { minStartTimeUnixNano: String(min), maxStartTimeUnixNano: String(max) };
}
