// Opens files to read them, and nothing else: a FIFO would hold up whoever opens it until somebody writes to it, a folder has no bytes.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { misplaced } from './file-error.ts';

/** Windows has neither FIFOs in folders nor this flag. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Throws the operating system's errors, and `object_not_found`, which says what is there instead of a file. `path` is what the user knows it by. */
export async function openRegularFile(absolute: string, path: string): Promise<FileHandle> {
  const handle = await open(absolute, READ_WITHOUT_WAITING);
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw misplaced(path, kindOf(stats));
}

/** What is in a file's place: "a folder", "a FIFO" …; `null` for a file, also behind a link, and where nothing is. */
export async function misplacedKind(absolute: string): Promise<string | null> {
  try {
    const stats = await stat(absolute);
    return stats.isFile() ? null : kindOf(stats);
  } catch {
    const isLink = await lstat(absolute).then(
      (stats) => stats.isSymbolicLink(),
      () => false,
    );
    return isLink ? 'a link that leads nowhere' : null;
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}
