// The fingerprints that are on disk, as many as are remembered: a busy server leaves twenty times as many in ten minutes.
import { recentPath } from '../lake-paths.ts';
import type { RecentBody } from './recent-bodies.ts';
import type { LandedBody } from './repeated-bodies.ts';

/** Of these files, `sequences`, the bodies that came last, the earliest of them first; what is not wanted is not read. */
export async function latestBodies(
  sequences: readonly number[],
  maxBodies: number,
  read: (path: string) => Promise<readonly RecentBody[]>,
): Promise<LandedBody[]> {
  const runs: LandedBody[][] = [];
  let room = maxBodies;
  for (const sequence of [...sequences].sort((a, b) => b - a)) {
    if (room <= 0) break;
    const bodies = (await read(recentPath(sequence))).slice(-room);
    runs.push(bodies.map((body) => ({ ...body, sequence })));
    room -= bodies.length;
  }
  return runs.reverse().flat();
}
