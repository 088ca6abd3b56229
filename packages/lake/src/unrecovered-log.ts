// Rows that only the log of a folder holds, because its server was killed and none has started since: shown to who merely reads,
// as tails in a temporary folder. Nothing in the lake's own folder is touched.
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BatchDecoderFactory, DataFile, TableDefinition } from '@tracelake/schema';
import type { CurrentDocument, CurrentTail } from './current-document.ts';
import { knownLakeId } from './lake-folder.ts';
import { LOG_FOLDER, landedTailOf, landingRangeOf, logPath, sequenceOfLog } from './lake-paths.ts';
import type { LandingFile } from './landing-folder.ts';
import { readLockOwner } from './log/folder-lock.ts';
import type { LogExtent } from './log/roll-job.ts';
import { rollContext, runRollJob } from './log/roll-task.ts';
import { unseenExtents } from './log/unseen-extents.ts';
import { DEFAULT_WRITER_LIMITS, rollLimits } from './log/writer-limits.ts';
import { makeFolder } from './storage/atomic-file.ts';
import { fileError } from './storage/file-error.ts';
import { FolderStorage } from './storage/folder-storage.ts';

/**
 * Log files that no query sees; none when a running server is about to show them. A tail is not synced: where a power cut took
 * it, or it is in `damaged`, its log is to be read.
 */
export async function unseenLogs(
  folder: string,
  current: CurrentDocument | null,
  landing: readonly LandingFile[],
  damaged: { has(path: string): boolean },
): Promise<number[]> {
  const entries = await readdir(join(folder, LOG_FOLDER), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  // A tail that landed in the stead of its log was listed before. Those of other lakes have numbers of their own.
  const isOwn = (lakeId: string) => current === null || current.lakeId === lakeId;
  const landedTails = landing.flatMap((file) => landedTailOf(file.path) ?? []).filter((tail) => isOwn(tail.lakeId));
  const liveTails = await usableTails(folder, current?.tails ?? [], damaged);
  const seen = new Set([...liveTails, ...landedTails].map((tail) => tail.sequence));
  // Without a document every landing file counts.
  const ranges = current === null ? landing.flatMap((file) => landingRangeOf(file.path) ?? []) : [];
  const unseen = names.map(sequenceOfLog).filter((sequence): sequence is number => {
    if (sequence === null || sequence <= (current?.landedThrough ?? 0) || seen.has(sequence)) return false;
    return !ranges.some((range) => range.firstSequence <= sequence && sequence <= range.lastSequence);
  });
  if (unseen.length === 0 || (await readLockOwner(folder)) !== null) return [];
  return unseen.sort((a, b) => a - b);
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

export interface UnrecoveredLogOptions {
  readonly folder: string;
  readonly table: TableDefinition;
  readonly decoderFactory: BatchDecoderFactory;
}

export class UnrecoveredLog {
  private readonly options: UnrecoveredLogOptions;
  private readonly files = new Map<number, DataFile | null>();
  private temporary: FolderStorage | null = null;
  /** At the end of a process that does not close what it has open: a second Ctrl-C. */
  private readonly onExit = () => this.close();

  constructor(options: UnrecoveredLogOptions) {
    this.options = options;
  }

  /** Where the tails and their field documents lie. */
  get storage(): FolderStorage {
    if (this.temporary !== null) return this.temporary;
    this.temporary = new FolderStorage(mkdtempSync(join(tmpdir(), 'tracelake-unrecovered-')));
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
  async read(sequences: readonly number[], tails: readonly CurrentTail[]): Promise<DataFile[]> {
    const files: DataFile[] = [];
    const isNew = sequences.some((sequence) => !this.files.has(sequence));
    const extents = isNew ? await unseenExtents(new FolderStorage(this.options.folder), sequences, tails) : [];
    for (const log of extents) if (!this.files.has(log.sequence)) this.files.set(log.sequence, await this.readOne(log));
    for (const sequence of sequences) {
      const file = this.files.get(sequence);
      if (file) files.push(file);
    }
    return files;
  }

  /** As its next server replays it, in a lake of its own that has a copy of it. */
  private async readOne(log: LogExtent): Promise<DataFile | null> {
    const { sequence } = log;
    const { folder, table, decoderFactory } = this.options;
    const lake = new FolderStorage(folder);
    const lakeId = await knownLakeId(lake);
    const copy = this.storage.locate(logPath(sequence));
    try {
      await makeFolder(dirname(copy), false);
      await copyFile(lake.locate(logPath(sequence)), copy);
    } catch (error) {
      throw fileError(error, logPath(sequence));
    }
    const limits = rollLimits(DEFAULT_WRITER_LIMITS);
    const place = { storage: this.storage, table, lakeId, assertOwned: () => undefined, limits };
    return (await runRollJob(rollContext(place, decoderFactory), { kind: 'replay-tail', log })).file;
  }

  close(): void {
    process.off('exit', this.onExit);
    if (this.temporary !== null) rmSync(this.temporary.folder, { recursive: true, force: true });
    this.temporary = null;
    this.files.clear();
  }
}
