// What is said of a folder that cannot be locked, or whose lock is not ours any more.
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { errnoOf } from '../storage/file-error.ts';
import { FOREIGN_STALE_MS, isOfCopy, type LockOwner, seesProcessesOf } from './lock-owner.ts';

/** What `check` throws where the folder is not ours any more. */
export function isLockLost({ code, details }: TracelakeError): boolean {
  return code === 'storage_unavailable' && details['lockFile'] !== undefined;
}

export function lockLost(other: LockOwner | null, path: string): TracelakeError {
  if (other === null) return lockGone(path, 'its lock is gone');
  const folder = dirname(dirname(path));
  return new TracelakeError(
    'storage_unavailable',
    `Process ${other.pid} on ${other.host} has taken "${folder}" over since ${other.lockedAt}.`,
    {
      details: { folder, lockFile: path, pid: other.pid },
      hint: `Stop one of the two servers: this one, ${process.pid}, writes nothing any more.`,
      retryAfterSeconds: 5,
    },
  );
}

export function lockGone(path: string, reason: string): TracelakeError {
  const folder = dirname(dirname(path));
  return new TracelakeError(
    'storage_unavailable',
    `"${folder}" was moved or deleted while this server writes it: ${reason}.`,
    {
      details: { folder, lockFile: path, pid: null },
      hint: 'Put the folder back where it was, and the server goes on; or stop the server and start it on the right one.',
      retryAfterSeconds: 5,
    },
  );
}

const NO_FOLDER: Readonly<Record<string, string>> = {
  ENOTDIR: 'it lies below a file',
  EEXIST: 'a file is in its place',
  ENOENT: 'this place takes no folders',
};

export function cannotBeMade(error: unknown, folder: string): TracelakeError | null {
  const errno = errnoOf(error);
  const reason = NO_FOLDER[errno];
  if (reason === undefined) return null;
  const message = `"${folder}" cannot be made a folder: ${reason} (${errno}).`;
  return new TracelakeError('folder_read_only', message, { details: { folder, errno }, cause: error });
}

/** Without the folder there is no lock, and without a lock nothing is set aside. */
export function fileInPlace(part: string): TracelakeError {
  return new TracelakeError('folder_read_only', `"${part}" is no folder, and that of the log should be there.`, {
    details: { path: part },
    hint: 'Move it out of the lake’s folder and start again: the folder is made anew, and what has landed is served.',
  });
}

export function lockedBy(owner: LockOwner, path: string, folder: string): TracelakeError {
  if (isOfCopy(owner, folder)) return copyOf(owner, path, folder);
  const isForeign = !seesProcessesOf(owner);
  const where = owner.host !== hostname() ? ` on host ${owner.host}` : isForeign ? ' in another container' : '';
  const wait = isForeign
    ? `; if it runs no more, the folder is free ${FOREIGN_STALE_MS / 1000} s after its last sign of life`
    : '';
  return new TracelakeError(
    'folder_locked',
    `Process ${owner.pid}${where} writes "${folder}" since ${owner.lockedAt}.`,
    {
      details: { folder, pid: owner.pid, host: owner.host, lockedAt: owner.lockedAt, lockFile: path },
      hint: `Stop process ${owner.pid}, or choose another folder with --data${wait}.`,
    },
  );
}

function copyOf(owner: LockOwner, path: string, folder: string): TracelakeError {
  return new TracelakeError(
    'folder_locked',
    `"${folder}" looks like a copy of the folder that process ${owner.pid} on ${owner.host} writes since ${owner.lockedAt}.`,
    {
      details: { folder, pid: owner.pid, host: owner.host, lockedAt: owner.lockedAt, lockFile: path },
      hint: `A copy is free ${FOREIGN_STALE_MS / 1000} s after it was made: wait so long and start again. One of hard links shares its files, and is free once that server has stopped.`,
    },
  );
}
