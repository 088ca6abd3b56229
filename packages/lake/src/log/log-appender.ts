// The way in: a body is fingerprinted, copied into the open segment, decoded there, and answered when it is on disk.
import { type BatchDecoderFactory, type BodyFormat, TracelakeError } from '@tracelake/schema';
import { logPath } from '../lake-paths.ts';
import { fileError } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { isDiskTrouble, type LogLoad, refusalOf } from './append-admission.ts';
import { GroupCommit } from './group-commit.ts';
import { LogFile, type OpenLogFile } from './log-file.ts';
import type { ClosedLog } from './log-roller.ts';
import { LogSegment } from './log-segment.ts';
import { type AppendResult, fingerprintOf, type RecentBodies } from './recent-bodies.ts';
import { hangTrouble, type RunningSteps } from './running-steps.ts';
import { isSegmentDue } from './segment-policy.ts';
import { SegmentPool } from './segment-pool.ts';
import type { WriterClock } from './writer-clock.ts';
import type { WriterLimits } from './writer-limits.ts';

export interface LogAppenderOptions {
  readonly storage: FolderStorage;
  readonly lakeId: string;
  readonly firstSequence: number;
  readonly decoderFactory: BatchDecoderFactory;
  readonly clock: WriterClock;
  readonly limits: WriterLimits;
  /** Throws when another writer has the folder. */
  readonly assertOwned: () => void;
  readonly openFile: OpenLogFile;
  readonly recent: RecentBodies;
  readonly steps: RunningSteps;
  /** What the roll has not done yet. */
  readonly rollLoad: () => LogLoad;
  /** A log file has taken its last body, and every body is on disk. */
  readonly onClosed: (log: ClosedLog) => void;
}

export interface AppenderStats {
  requests: number;
  rows: number;
  bytes: number;
  rejectedRows: number;
  duplicateRequests: number;
}

export class LogAppender {
  readonly stats: AppenderStats = { requests: 0, rows: 0, bytes: 0, rejectedRows: 0, duplicateRequests: 0 };
  private readonly options: LogAppenderOptions;
  private readonly pool: SegmentPool;
  private readonly commit: GroupCommit;
  private nextSequence: number;
  private open: LogSegment | null = null;
  /** Closed, with bodies that wait for the disk; by ascending sequence. */
  private unsettled: LogSegment[] = [];
  /** Without an acknowledged row, and not deleted yet. */
  private emptyFiles: LogFile[] = [];

  constructor(options: LogAppenderOptions) {
    this.options = options;
    this.pool = new SegmentPool(options.limits.segmentBytes, options.decoderFactory);
    this.nextSequence = options.firstSequence;
    this.commit = new GroupCommit({ onSettled: (segment) => this.settle(segment), steps: options.steps });
  }

  /** See LakeWriter.append. */
  async append(chunks: readonly Uint8Array[], sizeBytes: number, format: BodyFormat): Promise<AppendResult> {
    const { recent, clock } = this.options;
    const fingerprint = fingerprintOf(chunks, format);
    const earlier = recent.find(fingerprint, clock.monotonicMs());
    if (earlier !== undefined) {
      if (earlier instanceof Promise) this.expectAnswers();
      const result = await this.waitedFor(earlier);
      this.stats.requests++;
      this.stats.duplicateRequests++;
      return { ...result, duplicate: true };
    }
    const refusal = refusalOf(sizeBytes, this.load(), this.options.limits);
    if (refusal !== null) throw refusal;
    this.expectAnswers();
    const stored = this.store(chunks, sizeBytes, format, fingerprint);
    if (stored.isPending) recent.add(fingerprint, clock, stored.result);
    return this.waitedFor(stored.result.then((result) => this.count(result, sizeBytes)));
  }

  /** While the disk does not answer nothing more is taken. Throws `storage_unavailable`. */
  private expectAnswers(): void {
    const { steps, limits } = this.options;
    const runningMs = steps.runningMs('sync');
    if (runningMs >= limits.syncWaitMs) throw hangTrouble({ step: 'sync', runningMs });
  }

  /** A body whose sender is told to come again may reach the disk yet: it stays known, and so its retry is not stored twice. */
  private async waitedFor(stored: Promise<AppendResult> | AppendResult): Promise<AppendResult> {
    if (!(stored instanceof Promise)) return stored;
    const { syncWaitMs } = this.options.limits;
    return new Promise((resolve, reject) => {
      const hangs = () => reject(hangTrouble({ step: 'sync', runningMs: syncWaitMs }));
      const timer = setTimeout(hangs, syncWaitMs);
      stored.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  private count(result: AppendResult, sizeBytes: number): AppendResult {
    this.stats.requests++;
    this.stats.rows += result.rows;
    this.stats.rejectedRows += result.rejected;
    this.stats.bytes += sizeBytes;
    return result;
  }

  private load(): LogLoad {
    const { unlandedBytes, waitingSegments, waitingBytes, waitingWeight } = this.options.rollLoad();
    return {
      unlandedBytes,
      waitingSegments: waitingSegments + this.unsettled.length,
      waitingBytes: waitingBytes + sum(this.unsettled.map((segment) => segment.bytes.length)),
      waitingWeight: waitingWeight + sum(this.unsettled.map((segment) => segment.weight)),
    };
  }

  /** Synchronous up to the wait for the disk, so that no other body comes between. Throws `malformed_body`, `body_too_large`. */
  private store(chunks: readonly Uint8Array[], sizeBytes: number, format: BodyFormat, fingerprint: Uint8Array) {
    const segment = this.segmentFor(sizeBytes);
    try {
      const { decoded, weight, ...placed } = segment.place(chunks, sizeBytes, format);
      const { rows, rejected, message } = decoded;
      const result: AppendResult = { rows, rejected, message, duplicate: false };
      // Nothing of it would ever be read.
      if (rows === 0) return { isPending: false, result: Promise.resolve(result) };
      const record = segment.seal(placed, { format, rows, rejected, weight, fingerprint });
      const committed = this.commit.add(segment, record).then(
        () => result,
        (error) => Promise.reject(appendError(error)),
      );
      return { isPending: true, result: committed };
    } finally {
      if (segment.isTainted) this.closeSegment();
    }
  }

  private segmentFor(sizeBytes: number): LogSegment {
    const open = this.open;
    if (open !== null) {
      const isHeavy = open.weight >= this.options.limits.segmentWeight || open.isCrowded;
      const isFull = isHeavy || !open.hasRoomFor(sizeBytes);
      if (!open.isTainted && !isFull && !this.isDue(open)) return open;
      this.closeSegment();
    }
    const segment = this.createSegment(sizeBytes);
    this.open = segment;
    return segment;
  }

  private createSegment(sizeBytes: number): LogSegment {
    const { storage, lakeId, clock, openFile, assertOwned } = this.options;
    const sequence = this.nextSequence++;
    return new LogSegment({
      sequence,
      lakeId,
      createdAtMs: clock.nowMs(),
      createdAtMonotonicMs: clock.monotonicMs(),
      memory: this.pool.take(LogSegment.bytesFor(sizeBytes)),
      file: new LogFile(storage.locate(logPath(sequence)), openFile, assertOwned),
    });
  }

  /** Closes the open segment when it is old enough for its rows to be shown, and the roll can show them. */
  closeDueSegment(): void {
    if (this.open !== null && this.isDue(this.open)) this.closeSegment();
  }

  private isDue({ createdAtMonotonicMs, committedRows }: LogSegment): boolean {
    const { clock, limits } = this.options;
    const ageMs = clock.monotonicMs() - createdAtMonotonicMs;
    return isSegmentDue({ ageMs, rows: committedRows }, this.load(), limits);
  }

  /** The next body opens a new segment. */
  closeSegment(): void {
    const segment = this.open;
    if (segment === null) return;
    this.open = null;
    segment.isClosed = true;
    if (segment.pendingBodies > 0) this.unsettled.push(segment);
    else this.finish(segment);
  }

  /** Resolves when every body so far is on disk or refused. */
  idle(): Promise<void> {
    return this.commit.idle();
  }

  /** Arrival of the oldest body whose log file is not closed; `null` when there is none. */
  get openSinceMs(): number | null {
    return (this.unsettled[0] ?? this.open)?.createdAtMs ?? null;
  }

  /** The same in monotonic time. */
  get openSinceMonotonicMs(): number | null {
    return (this.unsettled[0] ?? this.open)?.createdAtMonotonicMs ?? null;
  }

  /** On disk, in a log file that is not closed. */
  get openRows(): number {
    return sum(this.unclosed.map(({ committedRows }) => committedRows));
  }

  /** The same in bytes. */
  get openBytes(): number {
    return sum(this.unclosed.map(({ file }) => file.sizeBytes));
  }

  private get unclosed(): readonly LogSegment[] {
    const open = this.open === null || this.unsettled.includes(this.open) ? [] : [this.open];
    return [...this.unsettled, ...open];
  }

  get groupCommits(): number {
    return this.commit.groups;
  }

  get unsettledSegments(): number {
    return this.unsettled.length;
  }

  /** Takes back the decoder of a segment whose batch was handed over. One that failed in the middle is not believed again. */
  releaseDecoder(segment: LogSegment): void {
    if (segment.decoder !== null && !segment.hasBrokenDecoder) this.pool.giveDecoder(segment.decoder);
    segment.decoder = null;
  }

  /** Takes back the memory of a segment that nobody reads any more. */
  release(segment: LogSegment): void {
    this.releaseDecoder(segment);
    this.pool.giveBytes(segment.bytes);
  }

  /**
   * What cannot be deleted now is tried again with the next call: left to lie, it would be taken for a killed server's by the next start, which
   * knows for ten minutes only that its bodies were refused and have come again.
   */
  async removeEmptyFiles(): Promise<void> {
    const files = this.emptyFiles;
    this.emptyFiles = [];
    for (const file of files) await file.remove().catch(() => this.emptyFiles.push(file));
  }

  private settle(segment: LogSegment): void {
    if (segment === this.open && segment.isTainted) this.open = null;
    else if (!segment.isClosed) return;
    segment.isClosed = true;
    this.unsettled = this.unsettled.filter((other) => other !== segment);
    this.finish(segment);
  }

  private finish(segment: LogSegment): void {
    // A failure changes nothing: what counts was synced.
    const closing = segment.file.close().catch(() => undefined);
    if (segment.file.sizeBytes === 0) {
      this.release(segment);
      this.emptyFiles.push(segment.file);
      closing.then(() => this.removeEmptyFiles());
      return;
    }
    this.options.onClosed({
      sequence: segment.sequence,
      createdAtMs: segment.createdAtMs,
      logBytes: segment.file.sizeBytes,
      endBytes: segment.file.sizeBytes,
      repeats: [],
      hasTail: false,
      failedTries: 0,
      givenUpFor: null,
      rows: segment.committedRows,
      weight: segment.weight,
      bodies: segment.bodies,
      segment,
      acknowledgedAtMonotonicMs: segment.createdAtMonotonicMs,
    });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** What a sender is told when the log cannot be written: always that it may try again. */
function appendError(error: unknown): TracelakeError {
  const coded = fileError(error, 'wal/log');
  if (isDiskTrouble(coded)) return coded;
  return new TracelakeError('storage_unavailable', `The log cannot be written: ${coded.message}`, {
    details: coded.details,
    retryAfterSeconds: 5,
    cause: error,
  });
}
