// Deletes landing files that no longer count, with their field documents and the folders they leave empty.
import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cataloguePartitionOf } from '../catalog/catalogue-paths.ts';
import { partitionOf } from '../lake-paths.ts';
import { LandingFolder } from '../landing-folder.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';

/**
 * Deletes what lies in partitions before `retainedFrom`. The published document must have left them out for a grace
 * period already. Returns how many landing files went; a crash in between leaves the rest to the next sweep.
 */
export async function deleteExpired(storage: FolderStorage, table: string, retainedFrom: string): Promise<number> {
  const paths = await new LandingFolder(storage.folder, table).paths();
  const expired = paths.filter((path) => {
    const partition = partitionOf(path);
    return partition !== null && partition < retainedFrom;
  });
  for (const path of expired) await storage.delete(path);
  const catalogue = new Set(expired.map(cataloguePartitionOf));
  for (const partition of catalogue) {
    for await (const document of storage.list(partition)) await storage.delete(document.path);
    await removeEmptyFolders(storage.locate(partition.slice(0, -1)));
  }
  const hours = new Set(expired.map((path) => dirname(storage.locate(path))));
  for (const hour of hours) await removeEmptyFolders(hour);
  return expired.length;
}

/** The hour's folder and the day's above it. */
async function removeEmptyFolders(hourFolder: string): Promise<void> {
  try {
    await rmdir(hourFolder);
    await rmdir(dirname(hourFolder));
  } catch {
    // Not empty: something else lies there, and it stays.
  }
}
