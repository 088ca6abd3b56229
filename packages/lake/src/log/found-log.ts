// A log file as it is found: its records, and where they end.
import { stat } from 'node:fs/promises';
import type { CurrentTail } from '../current-document.ts';
import { logPath } from '../lake-paths.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { type LogRecord, logSeed, scanLog } from './log-record.ts';
import type { Arrival } from './recent-bodies.ts';

export interface FoundLog {
  readonly sequence: number;
  readonly createdAtMs: number;
  readonly records: readonly LogRecord[];
  /** Where the last whole or damaged record ends. */
  readonly endBytes: number;
  readonly sizeBytes: number;
}

export interface LogPlace {
  readonly storage: FolderStorage;
  readonly lakeId: string;
}

/** Without what lies behind the end that its tail knows: it was refused. Throws `object_not_found`. */
export async function findLog({ storage, lakeId }: LogPlace, sequence: number, tail?: CurrentTail): Promise<FoundLog> {
  const path = logPath(sequence);
  const content = await storage.get(path);
  const { mtimeMs } = await stat(storage.locate(path));
  const bytes = content.subarray(0, tail?.endBytes);
  const { createdAtMs, records, endBytes } = scanLog(bytes, logSeed(lakeId, sequence));
  return { sequence, createdAtMs: createdAtMs ?? mtimeMs, records, endBytes, sizeBytes: bytes.length };
}

/** One after the other: a server that could not land for long has left a gigabyte of them. */
export async function findLogs(
  place: LogPlace,
  sequences: readonly number[],
  tailOf: (sequence: number) => CurrentTail | undefined,
): Promise<FoundLog[]> {
  const found: FoundLog[] = [];
  for (const sequence of sequences) found.push(await findLog(place, sequence, tailOf(sequence)));
  return found;
}

/** Of its bodies. A log says their wall time only: by monotonic time they are as such that come now. */
export function arrivalOf({ createdAtMs }: Pick<FoundLog, 'createdAtMs'>, nowMonotonicMs: number): Arrival {
  return { atMs: createdAtMs, atMonotonicMs: nowMonotonicMs };
}
