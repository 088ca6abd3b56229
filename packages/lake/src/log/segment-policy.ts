// When the open segment takes its last body by age alone, as a pure function. One that is full is closed at once, whatever this says.
import type { LogLoad } from './append-admission.ts';
import type { WriterLimits } from './writer-limits.ts';

/**
 * While others wait (`load`), the roll could not begin with this one: it stays open and takes further bodies. So those that wait are full but
 * for one, and their limit is one of bytes: on a disk that needs a second for each sync, ten spans a second were refused with 16 kB waiting.
 */
export function isSegmentDue(
  ageMs: number,
  load: Pick<LogLoad, 'waitingSegments'>,
  limits: Pick<WriterLimits, 'tailEveryMs'>,
): boolean {
  return ageMs >= limits.tailEveryMs && load.waitingSegments === 0;
}
