// wal/quarantine: where damaged files and pieces of the log are set aside, out of every answer, for a person to look at.
import { readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { QUARANTINE_FOLDER } from './lake-paths.ts';
import { makeFolderBelow } from './storage/atomic-file.ts';
import { errnoOf, fileError } from './storage/file-error.ts';

export interface QuarantinedFile {
  /** Below the lake's folder. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Moves a file of the lake there, under its own path. One that is gone already is no error. */
export async function setFileAside(folder: string, path: string): Promise<void> {
  const target = join(folder, QUARANTINE_FOLDER, path);
  try {
    await makeFolderBelow(folder, dirname(target), true);
    await rename(join(folder, path), target);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileError(error, path);
  }
}

/** What lies there; nothing where there is no such folder. */
export async function quarantinedFiles(folder: string): Promise<readonly QuarantinedFile[]> {
  const root = join(folder, QUARANTINE_FOLDER);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (file) => ({
      path: file.slice(folder.length + 1),
      sizeBytes: await stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    })),
  );
}
