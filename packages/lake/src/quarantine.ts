// wal/quarantine: where damaged files and pieces of the log are set aside, out of every answer, for a person to look at.
import type { Dirent } from 'node:fs';
import { link, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileName, isTornEnd, QUARANTINE_FOLDER } from './lake-paths.ts';
import { makeFolderBelow } from './storage/atomic-file.ts';
import { errnoOf, fileError } from './storage/file-error.ts';
import { misplacedKind } from './storage/regular-file.ts';

export interface QuarantinedFile {
  /** Below the lake's folder. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Moves a file of the lake there, under its own path. One that is gone already is no error. */
export async function setFileAside(folder: string, path: string): Promise<void> {
  await move(folder, path, `${QUARANTINE_FOLDER}/${path}`);
}

/**
 * Gives a file a second name there: it stays in its place until another replaces it, and needs no space, which a full disk has not.
 * @returns that name; `null` where the file is gone, or the disk knows no second names.
 */
export async function linkFileAside(folder: string, path: string): Promise<string | null> {
  const quarantined = `${QUARANTINE_FOLDER}/${path}`;
  const target = join(folder, quarantined);
  try {
    await makeFolderBelow(folder, dirname(target), true);
    await link(join(folder, path), target);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') return null;
  }
  return quarantined;
}

/**
 * Moves what is in a file's place and is none (a folder, a FIFO, a link that leads nowhere), so that the file can be written.
 * @returns where it lies now; `null` where there is a file, or nothing.
 */
export async function setMisplacedAside(folder: string, path: string, nowMs: number): Promise<string | null> {
  if ((await misplacedKind(join(folder, path))) === null) return null;
  const target = `${QUARANTINE_FOLDER}/${fileName(path)}-${nowMs}${MISPLACED}`;
  await move(folder, path, target);
  return target;
}

/** So that an empty folder is told from one that holds what was set aside. */
const MISPLACED = '.misplaced';

async function move(folder: string, path: string, targetPath: string): Promise<void> {
  const target = join(folder, targetPath);
  try {
    await makeFolderBelow(folder, dirname(target), true);
    await rename(join(folder, path), target);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileError(error, path);
  }
}

/** What lies there as damaged; nothing where there is no such folder. */
export async function quarantinedFiles(folder: string): Promise<readonly QuarantinedFile[]> {
  return (await filesAside(folder)).filter(({ path }) => !isTornEnd(path));
}

/** Ends of logs, which crashes cut off: no damage. */
export async function tornEnds(folder: string): Promise<readonly QuarantinedFile[]> {
  return (await filesAside(folder)).filter(({ path }) => isTornEnd(path));
}

async function filesAside(folder: string): Promise<readonly QuarantinedFile[]> {
  const root = join(folder, QUARANTINE_FOLDER);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const isTold = (entry: Dirent) => !entry.isDirectory() || entry.name.endsWith(MISPLACED);
  const files = entries.filter(isTold).map((entry) => join(entry.parentPath, entry.name));
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
