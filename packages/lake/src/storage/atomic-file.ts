// Writes a file whole or not at all: a temporary file beside it, then one rename (or link, where nothing may be replaced).
import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './file-error.ts';
import type { PutBody } from './storage.ts';

export interface AtomicWriteOptions {
  /** Whether content and name outlive a power cut: fsync of the file and of every folder that got a new name. */
  readonly durable: boolean;
  /** Fail with EEXIST instead of replacing. Decided by link(2), so also between processes. */
  readonly exclusive?: boolean;
}

/** Temporary files of a crashed writer keep this form; whoever lists a folder leaves them out. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

/** Makes names in `folder` outlive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(folder, 'r');
  } catch (error) {
    // Windows cannot open a folder; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    throw error;
  }
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Folders whose names this process has synced: one that is there may have been made by a process that was killed before its sync. */
const durableFolders = new Set<string>();

/** Creates `folder` and what is missing above it; with `durable`, their names outlive a power cut. */
export async function makeFolder(folder: string, durable: boolean): Promise<void> {
  if (await isFolder(folder)) {
    if (durable) await syncOnce(folder).catch(unlessUnreadable);
    return;
  }
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent, durable);
  await addFolder(folder, durable);
}

async function syncOnce(folder: string): Promise<void> {
  if (durableFolders.has(folder)) return;
  await syncFolder(dirname(folder));
  durableFolders.add(folder);
}

/** A folder that is there may lie in one that only its owner may read. */
function unlessUnreadable(error: unknown): void {
  if (errnoOf(error) !== 'EACCES') throw error;
}

async function addFolder(folder: string, durable: boolean): Promise<void> {
  if (!(await isFolder(folder))) await createFolder(folder);
  if (durable) await syncOnce(folder);
}

async function createFolder(folder: string): Promise<void> {
  durableFolders.delete(folder);
  try {
    // Not mkdir's own `recursive`: where nothing can be made (below /proc) it tries for ever at full speed (Node 20, 22).
    await mkdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && (await isFolder(folder))) return;
    throw error;
  }
}

/** The same, but neither `root` nor what lies above it is made: ENOENT where it is gone. */
export async function makeFolderBelow(root: string, folder: string, durable: boolean): Promise<void> {
  if (folder === root || ((!durable || durableFolders.has(folder)) && (await isFolder(folder)))) return;
  await makeFolderBelow(root, dirname(folder), durable);
  await addFolder(folder, durable);
}

/** Makes the name of a file that is there outlive a power cut, and those of the folders above it, up to `root`. */
export async function syncName(root: string, path: string): Promise<void> {
  await makeFolderBelow(root, dirname(path), true);
  await syncFolder(dirname(path));
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

let lastModifiedAtMicros = 0;

/**
 * A modification time that no other file of this process has. Kernels stamp files by a clock of 1 to 10 ms and give
 * a freed inode number away at once, so two versions of one size could otherwise look the same.
 */
function uniqueModifiedAtSeconds(): number {
  const now = Math.floor((performance.timeOrigin + performance.now()) * 1000);
  lastModifiedAtMicros = Math.max(now, lastModifiedAtMicros + 1);
  return lastModifiedAtMicros / 1e6;
}

async function writeTemporary(path: string, body: PutBody, durable: boolean): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    if (body instanceof Uint8Array) await handle.writeFile(body);
    // From where the last one ended.
    else for await (const piece of body) await handle.writeFile(piece);
    const seconds = uniqueModifiedAtSeconds();
    await handle.utimes(seconds, seconds);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** It may be gone: who opens a folder to write it deletes what others left unfinished. */
async function removeTemporary(temporary: string): Promise<void> {
  try {
    await unlink(temporary);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Throws the operating system's errors; nothing is left behind then. The folder must exist. */
export async function writeFileAtomically(path: string, body: PutBody, options: AtomicWriteOptions): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeTemporary(temporary, body, options.durable);
    if (options.exclusive) {
      await link(temporary, path);
      await removeTemporary(temporary);
    } else {
      await rename(temporary, path);
    }
  } catch (error) {
    await removeTemporary(temporary).catch(() => undefined);
    throw error;
  }
  if (options.durable) await syncFolder(dirname(path));
}
