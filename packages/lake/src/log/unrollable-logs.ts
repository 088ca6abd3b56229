// A log that the roll cannot get over, whatever the disk does: one whose rows break the encoder, or end its thread, each time. All logs
// behind it would wait for ever, and then all senders. So it is set aside after a few tries; what its tail has lands in its stead.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import type { CurrentTail } from '../current-document.ts';
import { landingRangeOf, logPath, recentPath } from '../lake-paths.ts';
import { LandingFolder } from '../landing-folder.ts';
import { logAside, setFileAside, setUnrolledAside } from '../quarantine.ts';
import { syncName } from '../storage/atomic-file.ts';
import { fileError } from '../storage/file-error.ts';
import type { ClosedLog } from './log-roller.ts';
import { encodeLogs } from './recent-bodies-file.ts';
import type { LandedFile, LogDamage, RollJob, RollResult, RollRunner } from './roll-job.ts';
import type { TailPlace } from './short-logs.ts';

/** A second apart each. */
export const TRIES = 5;
/** Memory that is short is everybody's, and passes; a log that needs more than there is holds the others up for five minutes. */
export const TRIES_WITHOUT_MEMORY = 300;

/** How many of the tries this one uses up, of TRIES. */
export function triesUsedBy(error: unknown): number {
  const said = `${textOf(error)} ${fileError(error, 'wal/log').details['errno']}`;
  const isMemory = /\bmemory\b|allocation failed|allocate|Z_MEM_ERROR|ERR_ZLIB_INITIALIZATION_FAILED/i.test(said);
  return isMemory ? TRIES / TRIES_WITHOUT_MEMORY : 1;
}

export const NOTHING_WRITTEN: RollResult = { file: null, damage: [], short: [], elapsedMs: 0 };

/** What the disk, its limits, or another owner of the folder is behind: it may last for days, and says nothing of a log. */
const NOT_OF_THE_LOG: ReadonlySet<string> = new Set([
  'disk_full',
  'storage_unavailable',
  'folder_read_only',
  'folder_locked',
  'object_not_found',
]);

/** So many ends in a row are enough to carry a log on in a process of its own, and say no more where a disk may be behind them. */
export const DISK_ENDS = 2;

/** Whether the disk has said no: it may be behind ends, too. That a process cannot be started says nothing of one. */
export function isOfTheDisk(error: unknown): boolean {
  const { errno } = fileError(error, 'wal/log').details;
  return !isOfTheLog(error) && typeof errno === 'string' && errno !== '';
}

/** Whether a step of the roll may have failed because of what is in its logs. Whatever the operating system said is none of their doing. */
export function isOfTheLog(error: unknown): boolean {
  const { code, details } = fileError(error, 'wal/log');
  const errno = details['errno'];
  // Node's own errors and zlib's have codes too; what libuv has no name for, as ESTALE, it calls an unknown system error.
  if (typeof errno === 'string' && errno !== '') return !/^(E(?!RR_)[A-Z0-9]+$|Unknown system error)/.test(errno);
  return !NOT_OF_THE_LOG.has(code);
}

/** A thread that cannot even start fails whatever it is asked for: then no log is to blame. */
export async function answersNothing(runner: RollRunner): Promise<boolean> {
  const nothing: RollJob = { kind: 'land', logs: [], replaced: [], latestArrivalMs: null };
  return runner.run(nothing).then(
    () => true,
    () => false,
  );
}

/**
 * Where a thread ended behind its last step, its file is whole, and nothing is to be written again. Its name is on disk when this returns.
 * @param own those of the logs whose rows are in it
 */
export async function writtenBefore(
  place: TailPlace,
  logs: readonly ClosedLog[],
  own: readonly ClosedLog[],
): Promise<LandedFile | null> {
  const { storage, table, lakeId } = place;
  const paths = await new LandingFolder(storage.folder, table).paths();
  const path = paths.find((name) => {
    const range = landingRangeOf(name);
    const isOwn = range?.lakeId === lakeId;
    return isOwn && range.firstSequence === logs[0]!.sequence && range.lastSequence === logs.at(-1)!.sequence;
  });
  if (path === undefined) return null;
  await syncName(storage.folder, storage.locate(path));
  return { path, rows: own.reduce((sum, log) => sum + log.rows, 0) };
}

/** Its bodies stay known: a retry of one that breaks the roll would break it again. */
export async function rememberAside({ storage }: TailPlace, log: ClosedLog, nowMonotonicMs: number): Promise<string> {
  const path = recentPath(log.sequence);
  await storage.put(path, encodeLogs([log], nowMonotonicMs));
  return path;
}

/** Moves the log file; of one that an earlier try has moved it says the same. @returns what is told of it. Throws what the disk says. */
export async function setUnrollableAside(
  { storage }: TailPlace,
  log: ClosedLog,
  landedTail: CurrentTail | null,
): Promise<LogDamage> {
  const path = logPath(log.sequence);
  const failed = `"${path}" could not be carried on, however often it was tried (${textOf(log.givenUpFor)})`;
  const lost = log.rows - (landedTail?.file.rows ?? 0);
  const moved = await (lost <= 0 ? setFileAside : setUnrolledAside)(storage.folder, path);
  const quarantined = moved ?? (await logAside(storage.folder, log.sequence));
  const rows = lost <= 0 ? 'all its spans came from its tail' : `${lost} acknowledged spans of it are in no answer`;
  return { sequence: log.sequence, offset: 0, sizeBytes: log.logBytes, reason: `${failed}: ${rows}`, quarantined };
}

function textOf(error: unknown): string {
  return isTracelakeError(error) ? (error as TracelakeError).message : String(error);
}
