// The end of a log that a crash cut off while it was written: bytes that nobody was answered for. They are kept, so that who finds a
// disk at fault can look at what it has lost.
import { logPath, tornEndPath } from '../lake-paths.ts';
import { putAside } from '../quarantine.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import type { FoundLog } from './found-log.ts';
import type { LogDamage } from './roll-job.ts';

type Ends = Pick<FoundLog, 'sequence' | 'endBytes' | 'sizeBytes'>;

/** `null` where it ends with a whole record. */
export async function setTornEndAside(storage: FolderStorage, log: Ends): Promise<LogDamage | null> {
  const { sequence, endBytes: offset, sizeBytes: fileBytes } = log;
  const sizeBytes = fileBytes - offset;
  if (sizeBytes <= 0) return null;
  const path = tornEndPath(sequence, offset);
  const reason = 'it was cut off while it was written, and not acknowledged';
  const quarantined = await storage
    .get(logPath(sequence), { offset, lengthBytes: sizeBytes })
    .then((bytes) => putAside(storage, path, bytes))
    // A full disk keeps no server from starting for that.
    .catch(() => null);
  return { sequence, offset, sizeBytes, reason, quarantined };
}
