// Turns what the operating system says about a file into our coded errors.
import { statfsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { TracelakeError } from '@tracelake/schema';

const NO_RESTART = 'nothing needs a restart.';
const DISK_FULL: Readonly<Record<string, { readonly problem: string; readonly hint: string }>> = {
  ENOSPC: { problem: 'No space', hint: `Free space on the disk of the data folder; ${NO_RESTART}` },
  EDQUOT: { problem: "No space left of the user's quota", hint: `Raise the quota, or free space; ${NO_RESTART}` },
  EFBIG: {
    problem: "The process's limit of file sizes is too low",
    hint: 'Raise it (ulimit -f, LimitFSIZE) and start again; 64 MiB a file are enough.',
  },
};
/** ENOSPC too, while bytes are free. */
const NO_INODE = {
  problem: 'No inode is left on the disk',
  hint: `Delete small files on the disk of the data folder (df -i counts its inodes), or give it more; ${NO_RESTART}`,
};
const NO_RIGHT = 'Give the user that runs Tracelake the right to read it, or move it out of the folder.';
/** A start ends with one that it cannot read: whether it is worth waiting for, only its owner knows. */
const MOVE_AWAY = 'Mend the disk, or move this file out of the folder: the rest is served without it.';
const TOO_MANY_FILES = 'Raise the limit of open files (ulimit -n, LimitNOFILE) and start again.';
const OPEN_FILES = new Set(['EMFILE', 'ENFILE']);
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);
const MISPLACED: Readonly<Record<string, string>> = {
  EISDIR: 'a folder',
  ELOOP: 'a link that leads nowhere',
  ENXIO: 'a socket',
};

/** Node has no name for it: it says "Unknown system error -122". A Mac has another number. */
const EDQUOT = -constants.errno.EDQUOT;

/** The operating system's error name: `ENOENT`, or '' when `error` is none of its errors. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return '';
  return 'errno' in error && error.errno === EDQUOT ? 'EDQUOT' : error.code;
}

/** Only what makes a name meets that, and such an error knows the name. Some file systems count none. */
function lacksInodes(error: unknown): boolean {
  if (errnoOf(error) !== 'ENOSPC') return false;
  const { path } = error as { readonly path?: unknown };
  if (typeof path !== 'string') return false;
  try {
    const { files, ffree } = statfsSync(dirname(path));
    return files > 0 && ffree === 0;
  } catch {
    return false;
  }
}

/** What is in a file's place and is none: no object. */
export function misplaced(path: string, kind: string, cause?: unknown): TracelakeError {
  return new TracelakeError('object_not_found', `"${path}" is ${kind} where a file should be.`, {
    details: { path, kind },
    hint: 'Move it away: it is nothing of the lake.',
    cause,
  });
}

export function isMisplaced({ code, details }: TracelakeError): boolean {
  return code === 'object_not_found' && details['kind'] !== undefined;
}

/** A permission, the disk or a limit of the process: that says nothing of what is in the file. */
export function cannotBeRead(error: unknown): error is TracelakeError {
  if (!(error instanceof TracelakeError) || typeof error.details['errno'] !== 'string') return false;
  return error.code === 'folder_read_only' || error.code === 'storage_unavailable';
}

/** A lake's folder that was there and is not any more. */
export function folderGone(folder: string, cause?: unknown): TracelakeError {
  return new TracelakeError('storage_unavailable', `"${folder}" was moved or deleted.`, {
    details: { folder },
    hint: 'Put the folder back where it was: nothing needs a restart.',
    retryAfterSeconds: 5,
    cause,
  });
}

/**
 * `disk_full`, `folder_read_only`, `object_not_found`, else `storage_unavailable`; `internal` for what the operating
 * system did not say. Our own errors pass unchanged.
 * `path` is what the user knows the file by, `doing` what was tried.
 */
export function fileError(error: unknown, path: string, doing: 'read' | 'written' = 'written'): TracelakeError {
  if (error instanceof TracelakeError) return error;
  const errno = errnoOf(error);
  const details = { path, errno };
  const full = lacksInodes(error) ? NO_INODE : DISK_FULL[errno];
  if (full !== undefined) {
    return new TracelakeError('disk_full', `${full.problem} to write "${path}" (${errno}).`, {
      details,
      hint: full.hint,
      retryAfterSeconds: 5,
      cause: error,
    });
  }
  if (READ_ONLY.has(errno)) {
    const hint = doing === 'read' ? { hint: NO_RIGHT } : {};
    const message = `"${path}" cannot be ${doing} (${errno}).`;
    return new TracelakeError('folder_read_only', message, { details, cause: error, ...hint });
  }
  const kind = MISPLACED[errno];
  if (kind !== undefined) return misplaced(path, kind, error);
  if (ABSENT.has(errno)) {
    return new TracelakeError('object_not_found', `"${path}" does not exist.`, { details, cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  if (errno === '') return new TracelakeError('internal', `"${path}" failed: ${reason}`, { details, cause: error });
  return new TracelakeError('storage_unavailable', `"${path}" failed: ${reason}`, {
    details,
    ...(OPEN_FILES.has(errno) ? { hint: TOO_MANY_FILES } : doing === 'read' ? { hint: MOVE_AWAY } : {}),
    retryAfterSeconds: 5,
    cause: error,
  });
}
