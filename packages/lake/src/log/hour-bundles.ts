// Puts the field documents of each closed hour into one bundle, so that a reader opens one file an hour instead of sixty.
import type { TableDefinition } from '@tracelake/schema';
import { CatalogueStore } from '../catalog/catalogue-store.ts';
import { crc32OfFile } from '../file-checks.ts';
import { partitionAt, partitionOf } from '../lake-paths.ts';
import { LandingFolder } from '../landing-folder.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';

/** Hours closed longer ago were bundled when they were younger, or are read one by one. */
const LOOK_BACK_MS = 48 * 3_600_000;

/** `isStopping`: asked before each file; an hour that is begun then is left to the next start. */
export async function bundleClosedHours(
  storage: FolderStorage,
  table: TableDefinition,
  nowMs: number,
  isStopping: () => boolean,
): Promise<void> {
  const oldest = partitionAt(nowMs - LOOK_BACK_MS);
  const files = await new LandingFolder(storage.folder, table.name).files();
  const recent = files.filter((file) => (partitionOf(file.path) ?? '') >= oldest);
  const checksumOf = (path: string) => crc32OfFile(storage.locate(path));
  await new CatalogueStore(storage, table, { checksumOf }).bundleClosedHours(recent, nowMs, isStopping);
}
