// Work on one moment of a lake that a writer moves on meanwhile.
import type { LakeReader } from './lake-reader.ts';
import type { LakeSnapshot } from './lake-snapshot.ts';

/**
 * Runs `work` on the lake as it is now. When it fails and a file of the snapshot is gone meanwhile (a query that outlived
 * the grace period), it runs once more on a fresh snapshot.
 */
export async function withSnapshot<T>(reader: LakeReader, work: (snapshot: LakeSnapshot) => Promise<T>): Promise<T> {
  const snapshot = await reader.snapshot();
  try {
    return await work(snapshot);
  } catch (error) {
    if (!(await reader.hasVanished(snapshot))) throw error;
    return work(await reader.snapshot({ fresh: true }));
  }
}
