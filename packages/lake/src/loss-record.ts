// What is lost of which nothing is left to be set aside: a line of text in the quarantine, so that it is told of after a restart, too.
import { lossPath, QUARANTINE_FOLDER } from './lake-paths.ts';
import { quarantinedFiles } from './quarantine.ts';
import type { FolderStorage } from './storage/folder-storage.ts';

export interface Loss {
  readonly sequence: number;
  readonly offset: number;
  readonly reason: string;
}

export interface RecordedLoss {
  /** Below the lake's folder. */
  readonly path: string;
  readonly text: string;
}

/** The first that was said of a place stays. @returns the record's path; `null` where it cannot be written, which is no reason for the rest to wait */
export async function recordLoss(storage: FolderStorage, { sequence, offset, reason }: Loss): Promise<string | null> {
  const path = lossPath(sequence, offset);
  try {
    if ((await storage.head(path)) === null) await storage.put(path, Buffer.from(`Log ${sequence}: ${reason}\n`));
    return path;
  } catch {
    return null;
  }
}

/** One that cannot be read says so. */
export async function recordedLosses(storage: FolderStorage): Promise<readonly RecordedLoss[]> {
  const files = await quarantinedFiles(storage.folder);
  const records = files.map(({ path }) => path).filter(isLossRecord);
  return Promise.all(
    records.map(async (path) => {
      const bytes = await storage.get(path).catch(() => Buffer.from(`"${path}" cannot be read.`));
      return { path, text: Buffer.from(bytes).toString('utf8').trim() };
    }),
  );
}

export function isLossRecord(path: string): boolean {
  return path.startsWith(`${QUARANTINE_FOLDER}/`) && path.endsWith('.lost');
}
