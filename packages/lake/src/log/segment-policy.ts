// When the open segment takes its last body before it is full, as a pure function. One that is full is closed at once, whatever this says.
import type { LogLoad } from './append-admission.ts';
import type { WriterLimits } from './writer-limits.ts';

export interface OpenSegment {
  readonly ageMs: number;
  readonly rows: number;
}

/**
 * Part of `tailEveryMs` after which rows that are a row group of landing already wait no longer: at 20,000 spans a second segments, columns
 * and what is made of them are half as large, 30 MB in all. A load that fills a segment sooner is served best by full ones (7 % less CPU).
 */
const ROW_GROUP_WAITS = 0.4;

/**
 * While others wait (`load`), the roll could not begin with this one: it stays open and takes further bodies. So those that wait are full but
 * for one, and their limit is one of bytes: on a disk that needs a second for each sync, ten spans a second were refused with 16 kB waiting.
 */
export function isSegmentDue(
  { ageMs, rows }: OpenSegment,
  load: Pick<LogLoad, 'waitingSegments'>,
  { tailEveryMs, rowGroupRows }: Pick<WriterLimits, 'tailEveryMs' | 'rowGroupRows'>,
): boolean {
  const waitMs = rows >= rowGroupRows ? tailEveryMs * ROW_GROUP_WAITS : tailEveryMs;
  return ageMs >= waitMs && load.waitingSegments === 0;
}
