// Logs that hold fewer rows than the tails that were made from them: cut behind what was acknowledged, damaged, or gone. A log is what
// lands, and its tail is deleted behind it; so such a tail, which has the rows whole, is set aside first.
import { link } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CurrentTail } from '../current-document.ts';
import { logPath, QUARANTINE_FOLDER } from '../lake-paths.ts';
import { makeFolderBelow } from '../storage/atomic-file.ts';
import { errnoOf } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import type { LogRecord } from './log-record.ts';
import type { LogDamage } from './roll-job.ts';

export interface MeasuredLog {
  readonly sequence: number;
  readonly records: readonly LogRecord[];
  /** Where the last whole or damaged record ends. */
  readonly endBytes: number;
  readonly sizeBytes: number;
}

export interface ShortLog {
  readonly tail: CurrentTail;
  /** `null`: the file is gone. */
  readonly log: MeasuredLog | null;
  readonly missingRows: number;
}

/** A tail never has more rows than its log: a log may have bodies beyond them, which a failing disk kept and nobody acknowledged. */
export function shortLogs(tails: readonly CurrentTail[], logs: readonly MeasuredLog[]): ShortLog[] {
  const short: ShortLog[] = [];
  for (const tail of tails) {
    const log = logs.find(({ sequence }) => sequence === tail.sequence) ?? null;
    const rows = (log?.records ?? []).reduce((sum, record) => sum + record.rows, 0);
    if (rows < tail.file.rows) short.push({ tail, log, missingRows: tail.file.rows - rows });
  }
  return short;
}

/** What is told of it. */
export async function setTailAside(storage: FolderStorage, { tail, log, missingRows }: ShortLog): Promise<LogDamage> {
  const quarantined = await linkAside(storage, tail.file.path);
  const what = log === null ? 'the log file is gone' : `"${logPath(tail.sequence)}" is cut off or damaged`;
  const where = quarantined === null ? '' : ', which their tail has';
  const offset = log?.endBytes ?? 0;
  return {
    sequence: tail.sequence,
    offset,
    sizeBytes: (log?.sizeBytes ?? 0) - offset,
    reason: `${what}: it lacks ${missingRows} acknowledged spans${where}`,
    quarantined,
  };
}

/** A second name needs no space, which a full disk has not. `null` where the tail is gone too, or the disk knows no such names. */
async function linkAside(storage: FolderStorage, path: string): Promise<string | null> {
  const quarantined = `${QUARANTINE_FOLDER}/${path}`;
  const target = storage.locate(quarantined);
  try {
    await makeFolderBelow(storage.folder, dirname(target), true);
    await link(storage.locate(path), target);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') return null;
  }
  return quarantined;
}
