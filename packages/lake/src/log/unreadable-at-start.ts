// What a start says of a file of wal/ that it cannot read: it does not go on without it by itself, since the disk may have it again.
import { basename, join } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { QUARANTINE_FOLDER } from '../lake-paths.ts';
import { cannotBeRead } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';

const RIGHTS = new Set(['EACCES', 'EPERM']);
const LIMITS = new Set(['EMFILE', 'ENFILE']);

/** @param without what a start without the file does */
export async function readAtStart<T>(
  { folder }: FolderStorage,
  path: string,
  without: string,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!cannotBeRead(error)) throw error;
    const { code, message, details, retryAfterSeconds } = error;
    const errno = String(details['errno']);
    // With more files open it can be read.
    if (LIMITS.has(errno)) throw error;
    const first = RIGHTS.has(errno) ? 'Give the user that runs Tracelake the right to read it' : 'Mend the disk';
    const move = `move "${join(folder, path)}" to "${join(folder, QUARANTINE_FOLDER, basename(path))}"`;
    const hint = `${first}, and start again; or ${move}: ${without}`;
    throw new TracelakeError(code, message, {
      details,
      hint,
      cause: error,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
}
