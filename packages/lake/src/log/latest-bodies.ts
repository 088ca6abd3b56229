// The fingerprints that are on disk, as many as are remembered.
import { recentPath } from '../lake-paths.ts';
import type { PackedBodies } from './packed-bodies.ts';
import type { LandedBody } from './repeated-bodies.ts';

/** Of these files, `sequences`, the bodies that came last, the earliest of them first; what is not wanted is not read. */
export async function latestBodies(
  sequences: readonly number[],
  maxBodies: number,
  read: (path: string) => Promise<PackedBodies>,
): Promise<Iterable<LandedBody>> {
  const runs: { sequence: number; bodies: PackedBodies }[] = [];
  let room = maxBodies;
  for (const sequence of [...sequences].sort((a, b) => b - a)) {
    if (room <= 0) break;
    const bodies = (await read(recentPath(sequence))).latest(room);
    runs.push({ sequence, bodies });
    room -= bodies.size;
  }
  runs.reverse();
  return {
    *[Symbol.iterator]() {
      // Named one by one: as `{ ...body, sequence }` each took seven times as long.
      for (const { sequence, bodies } of runs) {
        for (const { fingerprint, rows, rejected, atMs, atMonotonicMs } of bodies) {
          yield { fingerprint, rows, rejected, atMs, atMonotonicMs, sequence };
        }
      }
    },
  };
}
