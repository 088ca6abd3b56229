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
    if (bounds.hours !== undefined && !touchesHours(BigInt(min), BigInt(max), bounds.hours)) continue;
    const isInside = BigInt(min) >= bounds.startTimeUnixNano && BigInt(max) < bounds.endTimeUnixNano;
    (isInside ? inside : edge).push(file);
  }
  return { inside, edge };
}

const NANOS_PER_HOUR = 3_600_000_000_000n;
const HOURS_PER_DAY = 24;

/** Whether a moment from `min` to `max` can lie in one of these hours of a day. */
function touchesHours(min: bigint, max: bigint, hours: ReadonlySet<string>): boolean {
  const first = min / NANOS_PER_HOUR;
  const count = Number(max / NANOS_PER_HOUR - first) + 1;
  if (min < 0n || count >= HOURS_PER_DAY) return true;
  return Array.from({ length: count }, (_, n) => String((Number(first) + n) % HOURS_PER_DAY).padStart(2, '0')).some(
    (hour) => hours.has(hour),
  );
}

/** Fewer would tell of moments instead of the range. */
const MIN_SAMPLED_FILES = 12;

/** A part of the files, 0 to 1, the same ones each time: by a hash of their paths. */
export function sampleFiles({ inside, edge }: SelectedFiles, share: number): SelectedFiles {
  const all = [...inside, ...edge];
  const count = Math.max(MIN_SAMPLED_FILES, Math.ceil(all.length * share));
  if (count >= all.length) return { inside, edge };
  const byHash = all.map((file) => ({ file, hash: hashOf(file.path) })).sort((left, right) => left.hash - right.hash);
  const chosen = new Set(byHash.slice(0, count).map(({ file }) => file));
  return { inside: inside.filter((file) => chosen.has(file)), edge: edge.filter((file) => chosen.has(file)) };
}

/** FNV-1a, 32 bits. */
function hashOf(path: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
