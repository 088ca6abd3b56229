// Deletes landing files that no longer count, with their field documents and the folders they leave empty.
import { readdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cataloguePrefix } from '../catalog/catalogue-paths.ts';
import { landingPrefix, partitionOf } from '../lake-paths.ts';
import { LandingFolder } from '../landing-folder.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';

export interface SweptPlace {
  readonly storage: FolderStorage;
  readonly table: string;
  /** Throws when the folder is not the writer's any more: then the rest is for its new one to delete. */
  readonly assertOwned: () => void;
}

/**
 * Deletes what lies in partitions before `retainedFrom`. The published document must have left them out for a grace
 * period already. Returns how many landing files went; a crash in between, or a stop, leaves the rest to the next sweep.
 * @param isStopping asked before each file: whoever stops the server waits
 */
export async function deleteExpired(
  place: SweptPlace,
  retainedFrom: string,
  isStopping: () => boolean,
): Promise<number> {
  const { storage, table } = place;
  const expired = await expiredFiles(storage, table, retainedFrom);
  let deleted = 0;
  for (const path of expired) {
    if (isStopping()) return deleted;
    await deleteOwned(place, path);
    deleted++;
  }
  // Documents are looked for by themselves: a crash may have left them after the last file of their hour.
  for (const hour of await expiredHours(storage, cataloguePrefix(table), retainedFrom)) {
    for await (const document of storage.list(hour)) {
      if (isStopping()) return deleted;
      await deleteOwned(place, document.path);
    }
    await removeEmptyFolders(storage.locate(hour.slice(0, -1)));
  }
  for (const hour of await expiredHours(storage, landingPrefix(table), retainedFrom)) {
    await removeEmptyFolders(storage.locate(hour.slice(0, -1)));
  }
  return deleted;
}

/** Where there is one. Returns how many went. */
export async function deleteOldestExpired(place: SweptPlace, retainedFrom: string): Promise<number> {
  const [oldest] = await expiredFiles(place.storage, place.table, retainedFrom);
  if (oldest === undefined) return 0;
  await deleteOwned(place, oldest);
  return 1;
}

async function deleteOwned({ storage, assertOwned }: SweptPlace, path: string): Promise<void> {
  assertOwned();
  await storage.delete(path);
}

/** By the hour, which their paths begin with. */
async function expiredFiles(storage: FolderStorage, table: string, retainedFrom: string): Promise<string[]> {
  const paths = await new LandingFolder(storage.folder, table).paths();
  return paths.filter((path) => isExpired(path, retainedFrom));
}

function isExpired(path: string, retainedFrom: string): boolean {
  const partition = partitionOf(path);
  return partition !== null && partition < retainedFrom;
}

/** Folders of hours, `root` and they end in "/". */
async function expiredHours(storage: FolderStorage, root: string, retainedFrom: string): Promise<string[]> {
  const hours: string[] = [];
  for (const day of await foldersIn(storage, root)) {
    for (const hour of await foldersIn(storage, day)) if (isExpired(hour, retainedFrom)) hours.push(hour);
  }
  return hours;
}

async function foldersIn(storage: FolderStorage, folder: string): Promise<string[]> {
  const entries = await readdir(storage.locate(folder.slice(0, -1)), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}${entry.name}/`);
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
