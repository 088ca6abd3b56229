// Who holds a folder's lock, and whether that process still runs.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { LOCK_FILE } from '../lake-paths.ts';
import { errnoOf } from '../storage/file-error.ts';

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** When the kernel started the process, in its own unit; `null` where it does not say. A pid alone may be used again. */
  readonly processStart: string | null;
  /** Which processes it sees (the kernel's name of its pid namespace); `null` where there are no such. Containers may share a host's name. */
  readonly processSpace?: string | null;
  /** Which folder it writes, see folderInode. In a copy of it lies the same lock. */
  readonly folderInode?: string | null;
  /** ISO 8601. */
  readonly lockedAt: string;
  readonly token: string;
}

/** The owner touches the file this often, so that another host, which cannot see its processes, can tell it is alive. */
export const HEARTBEAT_MS = 5_000;
/**
 * Four signs of life that did not come. An owner that was only held up so long (a stopped container, a disk that hangs) finds the lock
 * gone behind its next sync, and acknowledges and publishes nothing any more.
 */
export const FOREIGN_STALE_MS = 20_000;

/** Field 22 of /proc/<pid>/stat (proc(5)). */
export function processStartOf(pid: number): string | null {
  return processStatOf(pid)?.[19] ?? null;
}

/** Its fields from the third on; the process's name before them may hold spaces and brackets. `null` where the system has no such file. */
function processStatOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** It has ended, and its parent has not asked how: in a container whose first process never does it stays so. None of its threads is left. */
function isZombie(pid: number): boolean {
  if (processStatOf(pid)?.[0] !== 'Z') return false;
  try {
    return readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return true;
  }
}

/** pid_namespaces(7) */
export function ownProcessSpace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/** Where a lake's `wal` lies. */
export interface FolderPlace {
  /** The file system's number of it: it stays when the folder is moved, and a copy has another. */
  readonly inode: string;
  /** The system's number of the file system, until it is mounted again. */
  readonly device: string;
}

/** `null` where it cannot be seen. */
export function folderPlace(folder: string): FolderPlace | null {
  try {
    const { ino, dev } = statSync(join(folder, dirname(LOCK_FILE)), { bigint: true });
    return { inode: String(ino), device: String(dev) };
  } catch {
    return null;
  }
}

export function folderInode(folder: string): string | null {
  return folderPlace(folder)?.inode ?? null;
}

/** Some file systems number anew with each mount: then only the signs of life tell, as in a copy, where none come any more. */
export function isOfCopy(owner: LockOwner, folder: string): boolean {
  return owner.folderInode != null && owner.folderInode !== folderInode(folder);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

export function ownerIsAlive(owner: LockOwner, heartbeatAgeMs: number, folder: string): boolean {
  if (!seesOwner(owner, folder)) return heartbeatAgeMs < FOREIGN_STALE_MS;
  if (!isRunning(owner.pid) || isZombie(owner.pid)) return false;
  const start = processStartOf(owner.pid);
  return start === null || owner.processStart === null || start === owner.processStart;
}

/** Else only its signs of life tell whether it runs. */
export function seesOwner(owner: LockOwner, folder: string): boolean {
  return seesProcessesOf(owner) && !isOfCopy(owner, folder);
}

export function seesProcessesOf({ host, processSpace }: LockOwner): boolean {
  const own = ownProcessSpace();
  return host === hostname() && (own === null || processSpace == null || processSpace === own);
}

export function parseOwner(text: string): LockOwner | null {
  try {
    const owner: LockOwner = JSON.parse(text);
    // The token becomes part of a file's name.
    const isWhole = Number.isSafeInteger(owner.pid) && typeof owner.host === 'string' && /^\w+$/.test(owner.token);
    return isWhole ? owner : null;
  } catch {
    return null;
  }
}
