// One writer a folder: a lock file that names its owner, and is taken over only from an owner that no longer runs.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { lstat, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { lostLink } from '../lake-folders.ts';
import { LOCK_FILE } from '../lake-paths.ts';
import { makeFolder } from '../storage/atomic-file.ts';
import { errnoOf, fileError } from '../storage/file-error.ts';
import { READ_WITHOUT_WAITING } from '../storage/regular-file.ts';
import { cannotBeMade, fileInPlace, lockedBy, lockGone, lockLost } from './lock-error.ts';
import {
  type FolderPlace,
  folderPlace,
  HEARTBEAT_MS,
  isOfCopy,
  type LockOwner,
  ownerIsAlive,
  ownProcessSpace,
  parseOwner,
  processStartOf,
} from './lock-owner.ts';
import { createLock, removeClaims, removeIfStale } from './lock-takeover.ts';

const ATTEMPTS = 10;

/** The process that writes the folder now, or `null`. Reads only. */
export async function readLockOwner(folder: string): Promise<LockOwner | null> {
  const path = join(folder, LOCK_FILE);
  try {
    const stats = await stat(path);
    const owner = stats.isFile() ? parseOwner(await readFile(path, 'utf8')) : null;
    if (owner === null || isOfCopy(owner, folder)) return null;
    return ownerIsAlive(owner, Date.now() - stats.mtimeMs, folder) ? owner : null;
  } catch {
    return null;
  }
}

export interface HeldLock {
  readonly token: string;
  /** Where its folder lay when it was taken; `null`: that could not be seen. A snapshot of the file system has the same lock and the same inodes. */
  readonly place: FolderPlace | null;
}

/**
 * Throws `storage_unavailable` when the folder's lock is not this one any more: it was moved, deleted, is in another server's hands, or an older
 * copy, which has the same lock, was put in its place.
 * Without a promise, since it stands between every sync and its answers: a small file that was just read takes 20 µs, its six ways through
 * node's threads took up to 190 ms on busy cores.
 */
export function assertLockHeld(folder: string, { token, place }: HeldLock): void {
  const path = join(folder, LOCK_FILE);
  const owner = ownerNow(path);
  if (owner?.token !== token) throw lockLost(owner, path);
  if (place === null) return;
  const now = folderPlace(folder);
  if (now?.inode !== place.inode || now.device !== place.device) throw lockGone(path, 'a copy lies in its place');
}

export class FolderLock {
  private readonly folder: string;
  private readonly path: string;
  readonly held: HeldLock;
  /** The folder of the lock, open: the file system gives its number to no other meanwhile, as it would to one made after it was deleted. */
  private readonly openFolder: number | null;
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(folder: string, held: HeldLock) {
    const path = join(folder, LOCK_FILE);
    this.folder = folder;
    this.path = path;
    this.held = held;
    this.openFolder = openFolderOf(path);
    this.heartbeat = setInterval(() => void this.showLife().catch(() => undefined), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /** Throws `folder_locked` (details: pid, host, folder), `folder_read_only`, `disk_full`. */
  static async take(folder: string, nowMs: number): Promise<FolderLock> {
    const path = join(folder, LOCK_FILE);
    const claimant: LockOwner = {
      pid: process.pid,
      host: hostname(),
      processStart: processStartOf(process.pid),
      processSpace: ownProcessSpace(),
      lockedAt: new Date(nowMs).toISOString(),
      token: randomBytes(8).toString('hex'),
    };
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        await makeLockFolder(folder, path);
        const place = folderPlace(folder);
        const owner = { ...claimant, folderInode: place?.inode ?? null };
        if (await createLock(path, owner)) {
          await removeClaims(path);
          return new FolderLock(folder, { token: owner.token, place });
        }
        const other = await removeIfStale(folder, LOCK_FILE, owner);
        if (other !== null) throw lockedBy(other, path, folder);
      }
    } catch (error) {
      throw fileError(error, path);
    }
    throw new TracelakeError('folder_locked', `The lock "${path}" changes hands all the time.`, {
      details: { folder },
    });
  }

  /** What tells this lock from every other. */
  get token(): string {
    return this.held.token;
  }

  /** See assertLockHeld. */
  check(): void {
    assertLockHeld(this.folder, this.held);
  }

  /** Never of another's lock, nor of that in a copy: nobody could take these over then. */
  private async showLife(): Promise<void> {
    this.check();
    const now = new Date();
    await utimes(this.path, now, now);
  }

  /** Removes the lock if it is still ours. */
  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    try {
      this.check();
      await unlink(this.path);
    } catch {
      // It is not ours, or cannot be read or removed; the next start finds its owner gone.
    }
    if (this.openFolder !== null) closeSync(this.openFolder);
  }
}

/** `null` where a folder cannot be opened. */
function openFolderOf(path: string): number | null {
  try {
    return openSync(dirname(path), 'r');
  } catch {
    return null;
  }
}

async function makeLockFolder(folder: string, path: string): Promise<void> {
  try {
    await makeFolder(dirname(path), true);
  } catch (error) {
    throw (await misplacedWal(dirname(path))) ?? cannotBeMade(error, folder) ?? error;
  }
}

/** What is in the place of wal; `null`: a folder, nothing, or what cannot be seen. */
async function misplacedWal(path: string): Promise<TracelakeError | null> {
  const there = await stat(path).catch(() => null);
  if (there !== null) return there.isDirectory() ? null : fileInPlace(basename(path));
  const link = await lstat(path).catch(() => null);
  return link === null ? null : lostLink(basename(path));
}

const NO_LOCK: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP']);

function readWithoutWaiting(path: string): string {
  const file = openSync(path, READ_WITHOUT_WAITING);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** `null`: there is no lock, or a damaged one, which nobody can own. */
function ownerNow(path: string): LockOwner | null {
  try {
    return parseOwner(readWithoutWaiting(path));
  } catch (error) {
    if (NO_LOCK.has(errnoOf(error))) return null;
    throw fileError(error, path);
  }
}
