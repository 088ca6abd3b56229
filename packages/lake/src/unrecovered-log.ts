// Rows that only the log of a folder holds, because its server was killed and none has started since: shown to who merely reads,
// as tails in a temporary folder. Nothing in the lake's own folder is touched.
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BatchDecoderFactory, type DataFile, type TableDefinition, TracelakeError } from '@tracelake/schema';
import type { CurrentDocument, CurrentTail, Publisher } from './current-document.ts';
import { knownLakeId } from './lake-folder.ts';
import { LOG_FOLDER, landedTailOf, landingRangeOf, logPath, sequenceOfLog, tailDocumentPath } from './lake-paths.ts';
import type { LandingFile } from './landing-folder.ts';
import type { Listing } from './landing-listing.ts';
import { readLockOwner } from './log/folder-lock.ts';
import type { LockOwner } from './log/lock-owner.ts';
import { endsByLog } from './log/log-tries.ts';
import type { LogExtent, RollRunner } from './log/roll-job.ts';
import { RollProcess } from './log/roll-process.ts';
import { rollContext } from './log/roll-task.ts';
import { InlineRollRunner } from './log/roll-worker-host.ts';
import { unseenExtents } from './log/unseen-extents.ts';
import { DEFAULT_WRITER_LIMITS, rollLimits } from './log/writer-limits.ts';
import { makeFolder } from './storage/atomic-file.ts';
import { errnoOf, fileError } from './storage/file-error.ts';
import { FolderStorage } from './storage/folder-storage.ts';

/** The log files that are there. Before the document is read: what a server lands and deletes meanwhile is gone when it is read, not unseen. */
export async function logSequences(folder: string): Promise<number[]> {
  const entries = await readdir(join(folder, LOG_FOLDER), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  return names.map(sequenceOfLog).filter((sequence) => sequence !== null);
}

/**
 * Log files that no query sees, but those that a running server is about to show. A tail is not synced: where a power cut took
 * it, or it is in `damaged`, its log is to be read.
 */
export async function unseenLogs(
  folder: string,
  logs: readonly number[],
  current: CurrentDocument | null,
  landing: readonly LandingFile[],
  damaged: { has(path: string): boolean },
): Promise<number[]> {
  // A tail that landed in the stead of its log was listed before. Those of other lakes have numbers of their own.
  const isOwn = (lakeId: string) => current === null || current.lakeId === lakeId;
  const landedTails = landing.flatMap((file) => landedTailOf(file.path) ?? []).filter((tail) => isOwn(tail.lakeId));
  const liveTails = await usableTails(folder, current?.tails ?? [], damaged);
  const seen = new Set([...liveTails, ...landedTails].map((tail) => tail.sequence));
  // Without a document every landing file counts.
  const ranges = current === null ? landing.flatMap((file) => landingRangeOf(file.path) ?? []) : [];
  const unseen = logs.filter((sequence) => {
    if (sequence <= (current?.landedThrough ?? 0) || seen.has(sequence)) return false;
    return !ranges.some((range) => range.firstSequence <= sequence && sequence <= range.lastSequence);
  });
  const ownFrom = unseen.length === 0 ? 0 : firstOwnSequence(await readLockOwner(folder), current?.publisher);
  return unseen.filter((sequence) => sequence < ownFrom).sort((a, b) => a - b);
}

/** Whether some of these logs are in no answer, where there is no document to say which tails there are: those of the server that runs. */
export function hasHiddenLogs(logs: readonly number[], { files, unseenLogs }: Listing): boolean {
  const ranges = files.flatMap((file) => landingRangeOf(file.path) ?? []);
  const landed = (sequence: number) =>
    ranges.some((range) => range.firstSequence <= sequence && sequence <= range.lastSequence);
  return logs.some((sequence) => !unseenLogs.includes(sequence) && !landed(sequence));
}

/** From which on logs are those of the server that runs: all others are a killed one's, which it may take minutes to land. */
function firstOwnSequence(owner: LockOwner | null, publisher: Publisher | undefined): number {
  if (owner === null) return Number.POSITIVE_INFINITY;
  // Of an older version.
  if (publisher === undefined) return 0;
  // One that is about to publish has no log of its own yet.
  return publisher.lockToken === owner.token ? publisher.firstSequence : Number.POSITIVE_INFINITY;
}

/** `isBlind`: nobody says which tails there are. `read`: what was read of these logs; `null` where nothing reads them. */
export function unseenNotes(
  sequences: readonly number[],
  isBlind: boolean,
  read: Pick<UnseenRows, 'trouble'> | null,
): readonly string[] {
  if (sequences.length === 0) return isBlind ? ['Spans that have not landed are left out.'] : [];
  const what = `The last server ended without closing: ${sequences.length} file(s) in "${LOG_FOLDER}"`;
  if (read?.trouble) return [`${what} are left out, or some of them: ${read.trouble.message}`];
  if (read !== null) return [`${what} were read as well. A running "tracelake up" lands them.`];
  return [`${what} hold spans that have not landed. A running "tracelake up" lands them.`];
}

async function usableTails(
  folder: string,
  tails: readonly CurrentTail[],
  damaged: { has(path: string): boolean },
): Promise<readonly CurrentTail[]> {
  const sizes = await Promise.all(
    tails.map(({ file }) =>
      stat(join(folder, file.path)).then(
        ({ size }) => size,
        () => null,
      ),
    ),
  );
  return tails.filter(({ file }, n) => sizes[n] === file.sizeBytes && !damaged.has(file.path));
}

/** The rows of logs that no tail or landing file shows. */
export interface UnseenRows {
  readonly files: readonly DataFile[];
  /** Why some are lacking: temporary files have no space, most likely, since they often lie on the lake's own disk. */
  readonly trouble: TracelakeError | null;
}

export interface UnrecoveredLogOptions {
  readonly folder: string;
  readonly table: TableDefinition;
  readonly decoderFactory: BatchDecoderFactory;
  /** A file that calls `runRollWorker`: what reads logs that may have ended their server, in a process of its own. Without it they are left out. */
  readonly rollWorker: URL | string | null;
}

export class UnrecoveredLog {
  private readonly options: UnrecoveredLogOptions;
  private readonly files = new Map<number, DataFile | null>();
  /** Logs that have ended the process that read them here. */
  private readonly deadly = new Map<number, TracelakeError>();
  private temporary: FolderStorage | null = null;
  /** What reads a log in a process of its own now. */
  private reading: RollProcess | null = null;
  /** One read at a time: another may want the same logs. */
  private turn: Promise<unknown> = Promise.resolve();
  /** At the end of a process that does not close what it has open: a second Ctrl-C. */
  private readonly onExit = () => this.close();

  constructor(options: UnrecoveredLogOptions) {
    this.options = options;
  }

  /** Where the tails and their field documents lie. Throws `storage_unavailable` where there is no place for temporary files. */
  get storage(): FolderStorage {
    if (this.temporary !== null) return this.temporary;
    try {
      this.temporary = new FolderStorage(mkdtempSync(join(tmpdir(), 'tracelake-unrecovered-')));
    } catch (error) {
      const message = `No temporary folder can be made in "${tmpdir()}" (${errnoOf(error)}).`;
      throw new TracelakeError('storage_unavailable', message, { cause: error });
    }
    process.once('exit', this.onExit);
    return this.temporary;
  }

  /** Whether a file of this path is one of these. */
  has(path: string): boolean {
    return [...this.files.values()].some((file) => file?.path === path);
  }

  /**
   * The rows of these log files, without bodies that a tail or landing shows, or another of these files.
   * Throws `object_not_found` when one is gone: a server has started meanwhile.
   */
  read(sequences: readonly number[], tails: readonly CurrentTail[]): Promise<UnseenRows> {
    const result = this.turn.then(() => this.readNow(sequences, tails));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async readNow(sequences: readonly number[], tails: readonly CurrentTail[]): Promise<UnseenRows> {
    this.forgetOthers(sequences);
    let trouble: TracelakeError | null = null;
    if (!sequences.every((sequence) => this.isKnown(sequence))) {
      const lake = new FolderStorage(this.options.folder);
      const extents = await unseenExtents(lake, sequences, tails);
      const ends = await endsByLog(lake);
      const unknown = extents.filter(({ sequence }) => !this.isKnown(sequence));
      for (const log of unknown) trouble = (await this.addOne(log, ends.has(log.sequence))) ?? trouble;
    }
    const [deadly = null] = this.deadly.values();
    return { files: sequences.flatMap((sequence) => this.files.get(sequence) ?? []), trouble: trouble ?? deadly };
  }

  private isKnown(sequence: number): boolean {
    return this.files.has(sequence) || this.deadly.has(sequence);
  }

  /** Gives what it failed with. */
  private async addOne(log: LogExtent, isSuspect: boolean): Promise<TracelakeError | null> {
    const { sequence } = log;
    try {
      this.files.set(sequence, await this.readOne(log, isSuspect));
      return null;
    } catch (error) {
      const coded = fileError(error, tmpdir());
      if (coded.code === 'object_not_found') throw coded;
      if (isSuspect && coded.code === 'internal') this.deadly.set(sequence, coded);
      return coded;
    }
  }

  /** As its next server replays it, in a lake of its own that has a copy of it. */
  private async readOne(log: LogExtent, isSuspect: boolean): Promise<DataFile | null> {
    const { sequence } = log;
    const { folder } = this.options;
    const lake = new FolderStorage(folder);
    const lakeId = await knownLakeId(lake);
    const { storage } = this;
    const copy = storage.locate(logPath(sequence));
    try {
      await makeFolder(dirname(copy), false);
      await copyFile(lake.locate(logPath(sequence)), copy);
      const runner = this.runnerFor(sequence, lakeId, isSuspect);
      return (await runner.run({ kind: 'replay-tail', log })).file;
    } catch (error) {
      throw fileError(error, errnoOf(error) === 'ENOENT' ? logPath(sequence) : copy);
    } finally {
      await rm(copy, { force: true });
    }
  }

  /** @param isSuspect a server has ended while it carried it on: neither the next one nor a command may end with it */
  private runnerFor(sequence: number, lakeId: string, isSuspect: boolean): RollRunner {
    const { storage } = this;
    const { table, decoderFactory, rollWorker } = this.options;
    const place = { table, lakeId, limits: rollLimits(DEFAULT_WRITER_LIMITS) };
    if (!isSuspect)
      return new InlineRollRunner(rollContext({ ...place, storage, assertOwned: () => undefined }, decoderFactory));
    if (rollWorker !== null)
      return (this.reading = new RollProcess(rollWorker, { ...place, folder: storage.folder, lock: null }));
    throw new TracelakeError('internal', `"${logPath(sequence)}" may have ended its server: nothing reads it here.`);
  }

  /** Of logs that have landed. A query may still read them. */
  private forgetOthers(sequences: readonly number[]): void {
    const others = [...this.files].filter(([sequence]) => !sequences.includes(sequence));
    for (const sequence of this.deadly.keys()) if (!sequences.includes(sequence)) this.deadly.delete(sequence);
    for (const [sequence, file] of others) {
      this.files.delete(sequence);
      if (file !== null) setTimeout(() => this.deleteTail(file.path), DEFAULT_WRITER_LIMITS.graceMs).unref();
    }
  }

  private deleteTail(path: string): void {
    if (this.temporary === null) return;
    for (const name of [path, tailDocumentPath(path)]) rmSync(this.temporary.locate(name), { force: true });
  }

  close(): void {
    process.off('exit', this.onExit);
    void this.reading?.close();
    const { temporary } = this;
    this.temporary = null;
    this.files.clear();
    if (temporary !== null) rmSync(temporary.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
