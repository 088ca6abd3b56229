// wal/quarantine: where damaged files and pieces of the log are set aside, out of every answer, for a person to look at. Nothing that
// lies there is replaced: what comes under the same name gets a number.
import type { Dirent } from 'node:fs';
import { cp, link, lstat, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { fileName, isTornEnd, logPath, numberedPath, QUARANTINE_FOLDER, UNROLLED_FOLDER } from './lake-paths.ts';
import { makeFolderBelow, syncFolder } from './storage/atomic-file.ts';
import { errnoOf, fileError } from './storage/file-error.ts';
import type { FolderStorage } from './storage/folder-storage.ts';
import { misplacedKind } from './storage/regular-file.ts';

export interface QuarantinedFile {
  /** Below the lake's folder. */
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Moves a file of the lake there, under its own path.
 * @returns where it lies now; `null` where it is gone already, which is no error.
 */
export function setFileAside(folder: string, path: string): Promise<string | null> {
  return move(folder, path, `${QUARANTINE_FOLDER}/${path}`);
}

/** The same for a log whose spans are in no answer: apart from those of which nothing is lost. */
export function setUnrolledAside(folder: string, path: string): Promise<string | null> {
  return move(folder, path, `${UNROLLED_FOLDER}/${fileName(path)}`);
}

/** Where a log lies that is not in its place: set aside by whoever was cut off behind that, or moved there as a start has told. `null`: nowhere. */
export async function logAside(folder: string, sequence: number): Promise<string | null> {
  const name = fileName(logPath(sequence));
  const paths = (await quarantinedFiles(folder)).map(({ path }) => path);
  return paths.find((path) => fileName(path) === name) ?? null;
}

/** A log that a kill left in its place, with its second name there already, is not set aside: it would be told as lost, and lands. */
export async function forgetHalfMoved(folder: string, sequence: number): Promise<void> {
  const path = logPath(sequence);
  const own = await lstat(join(folder, path)).catch(() => null);
  for (const aside of [`${UNROLLED_FOLDER}/${fileName(path)}`, `${QUARANTINE_FOLDER}/${path}`]) {
    const other = await lstat(join(folder, aside)).catch(() => null);
    const isSame = own !== null && other !== null && own.ino === other.ino && own.dev === other.dev;
    if (isSame) await unlink(join(folder, aside)).catch(() => undefined);
  }
}

/**
 * Gives a file a second name there: it stays in its place until another replaces it, and needs no space, which a full disk has not.
 * @returns that name; `null` where the file is gone, or the disk knows no second names.
 */
export async function linkFileAside(folder: string, path: string): Promise<string | null> {
  const quarantined = `${QUARANTINE_FOLDER}/${path}`;
  try {
    await makeFolderBelow(folder, dirname(join(folder, quarantined)), true);
    return await withFreeName(quarantined, (target) => linkTo(join(folder, path), join(folder, target)));
  } catch {
    return null;
  }
}

/**
 * Writes bytes there, unless these very bytes lie under that name: a log is read again by whoever did not get through with it.
 * @returns the name they have. Throws what the disk says.
 */
export function putAside(storage: FolderStorage, path: string, bytes: Uint8Array): Promise<string> {
  return withFreeName(path, async (target) => {
    if ((await storage.head(target)) === null) {
      await storage.put(target, bytes);
      return true;
    }
    return Buffer.compare(await storage.get(target), bytes) === 0;
  });
}

/**
 * Moves what is in a file's place and is none (a folder, a FIFO, a link that leads nowhere), so that the file can be written.
 * @returns where it lies now; `null` where there is a file, or nothing.
 */
export async function setMisplacedAside(folder: string, path: string, nowMs: number): Promise<string | null> {
  if ((await misplacedKind(join(folder, path))) === null) return null;
  return setStrangerAside(folder, path, path, nowMs);
}

/** Moves what is nothing of the lake. @param place of what it lies in the way of */
export function setStrangerAside(folder: string, path: string, place: string, nowMs: number): Promise<string | null> {
  return move(folder, path, `${QUARANTINE_FOLDER}/${fileName(place)}-${nowMs}${MISPLACED}`);
}

/** So that an empty folder is told from one that holds what was set aside. */
const MISPLACED = '.misplaced';

async function move(folder: string, path: string, targetPath: string): Promise<string | null> {
  const source = join(folder, path);
  try {
    await makeFolderBelow(folder, dirname(join(folder, targetPath)), true);
    return await withFreeName(targetPath, (target) => moveTo(source, join(folder, target)));
  } catch (error) {
    // Where the quarantine itself is gone, the file is not.
    if (errnoOf(error) !== 'ENOENT' || (await isTaken(source))) throw cannotBeSetAside(error, path);
    return null;
  }
}

function cannotBeSetAside(error: unknown, path: string): TracelakeError {
  if (error instanceof TracelakeError) return error;
  const { code, details, hint, retryAfterSeconds = 5 } = fileError(error, path);
  const isFull = code === 'disk_full';
  return new TracelakeError(
    isFull || code === 'folder_read_only' ? code : 'storage_unavailable',
    `"${path}" cannot be set aside in "${QUARANTINE_FOLDER}": ${error instanceof Error ? error.message : String(error)}`,
    {
      details,
      cause: error,
      retryAfterSeconds,
      hint: isFull
        ? hint
        : `Make "${QUARANTINE_FOLDER}" a folder that can be written, with no file in the place of one below it; or move "${path}" out of the lake's folder.`,
    },
  );
}

/** Names that are tried: who has as many of one name has another problem. */
const MAX_NAMES = 10_000;

/** @param take false where the name is another file's */
async function withFreeName(path: string, take: (path: string) => Promise<boolean>): Promise<string> {
  for (let number = 1; number <= MAX_NAMES; number++) {
    const name = numberedPath(path, number);
    if (await take(name)) return name;
  }
  throw new TracelakeError('storage_unavailable', `"${path}" lies there ${MAX_NAMES} times.`, {
    details: { path },
    hint: `Look at what is in "${QUARANTINE_FOLDER}", and move it elsewhere: nothing needs a restart.`,
    retryAfterSeconds: 5,
  });
}

/** Node has no rename that replaces nothing; a second name never does. A folder gets none, nor any file on some file systems. */
async function moveTo(source: string, target: string): Promise<boolean> {
  try {
    if (!(await linkTo(source, target))) return false;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw error;
    if (await isTaken(target)) return false;
    await renameTo(source, target);
    await syncFolder(dirname(target));
    return true;
  }
  await syncFolder(dirname(target));
  await unlink(source);
  return true;
}

/** The quarantine may lie on another disk, by a link or a mount. */
async function renameTo(source: string, target: string): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    await cp(source, `${target}.tmp`, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await syncFile(`${target}.tmp`);
    await rename(`${target}.tmp`, target);
    await syncFolder(dirname(target));
    // Where it cannot go each try would leave a copy.
    await rm(source, { recursive: true }).catch(async (failure) => {
      await rm(target, { recursive: true, force: true });
      throw failure;
    });
  }
}

async function syncFile(path: string): Promise<void> {
  if (!(await lstat(path)).isFile()) return;
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** True also where a move was cut off behind it. */
async function linkTo(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    const [a, b] = [await lstat(source), await lstat(target)];
    return a.ino === b.ino && a.dev === b.dev;
  }
}

async function isTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
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
