// Whether a folder's log holds rows that no query sees: a server ended there without closing, and none has started since.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CurrentDocument } from './current-document.ts';
import { LOG_FOLDER, sequenceOfLog } from './lake-paths.ts';
import { readLockOwner } from './log/folder-lock.ts';

/** What to tell the user, or `null` when all rows are seen, or a running server is about to show them. */
export async function unrecoveredLogNote(folder: string, current: CurrentDocument | null): Promise<string | null> {
  const names = await readdir(join(folder, LOG_FOLDER)).catch(() => []);
  const seen = new Set((current?.tails ?? []).map((tail) => tail.sequence));
  const unseen = names.filter((name) => {
    const sequence = sequenceOfLog(name);
    return sequence !== null && sequence > (current?.landedThrough ?? 0) && !seen.has(sequence);
  });
  if (unseen.length === 0 || (await readLockOwner(folder)) !== null) return null;
  const sizes = await Promise.all(
    unseen.map((name) =>
      stat(join(folder, LOG_FOLDER, name)).then(
        (stats) => stats.size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return `${bytes} bytes of acknowledged spans in "${LOG_FOLDER}" are not shown: the last server ended without closing. Start "tracelake up" on this folder once to recover them.`;
}
