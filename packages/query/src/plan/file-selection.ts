// Which files a scan must read: by the smallest and greatest start time in them, never by guessing lateness.
import type { DataFile } from '@tracelake/schema';
import type { ScanBounds } from './scan-bounds.ts';

export interface SelectedFiles {
  /** Wholly inside the time range: their rows need no time filter, which is the dearest column of a narrow query. */
  readonly inside: readonly DataFile[];
  /** On an edge of the range, or of unknown times. */
  readonly edge: readonly DataFile[];
}

export function selectFiles(files: readonly DataFile[], bounds: ScanBounds): SelectedFiles {
  const inside: DataFile[] = [];
  const edge: DataFile[] = [];
  if (bounds.startTimeUnixNano >= bounds.endTimeUnixNano) return { inside, edge };
  for (const file of files) {
    if (file.rows === 0) continue;
    const { minStartTimeUnixNano: min, maxStartTimeUnixNano: max } = file;
    if (min === null || max === null) {
      edge.push(file);
      continue;
    }
    if (BigInt(max) < bounds.startTimeUnixNano || BigInt(min) >= bounds.endTimeUnixNano) continue;
    const isInside = BigInt(min) >= bounds.startTimeUnixNano && BigInt(max) < bounds.endTimeUnixNano;
    (isInside ? inside : edge).push(file);
  }
  return { inside, edge };
}
