// The one writer of a lake's folder: takes bodies, answers when they are on disk, and carries them on to tails and landing.
import { type BatchDecoderFactory, type BodyFormat, type TableDefinition, TracelakeError } from '@tracelake/schema';
import { createLakeFolder } from '../lake-folder.ts';
import { fileError } from '../storage/file-error.ts';
import { FolderStorage } from '../storage/folder-storage.ts';
import { isDiskTrouble, withRollTrouble } from './append-admission.ts';
import { type CurrentPublisher, readCurrentForRecovery } from './current-publisher.ts';
import { ExpiredHours } from './expired-hours.ts';
import { FolderLock } from './folder-lock.ts';
import { bundleClosedHours } from './hour-bundles.ts';
import { LogAppender } from './log-appender.ts';
import { type OpenLogFile, openLogFile } from './log-file.ts';
import { type RecoveredLog, recoverLog } from './log-recovery.ts';
import { LogRoller } from './log-roller.ts';
import { openRunner } from './open-runner.ts';
import { type AppendResult, RecentBodies } from './recent-bodies.ts';
import type { RollRunner } from './roll-job.ts';
import type { RollMoment } from './roll-policy.ts';
import { type RunningStep, RunningSteps } from './running-steps.ts';
import { systemClock, type WriterClock } from './writer-clock.ts';
import { DEFAULT_WRITER_LIMITS, type WriterLimits } from './writer-limits.ts';
import type { WriterStats } from './writer-stats.ts';
import { WriterTrouble } from './writer-trouble.ts';

export interface LakeWriterOptions {
  readonly folder: string;
  readonly table: TableDefinition;
  readonly decoderFactory: BatchDecoderFactory;
  /** The file that a worker thread starts with (it calls `runRollWorker`); `null`: write Parquet on this thread. */
  readonly worker: { readonly entry: URL | string } | null;
  readonly clock?: WriterClock;
  readonly limits?: Partial<WriterLimits>;
  /** Aborted when the process is told to stop: from then on it may be killed, and no log is to blame for that. */
  readonly stopping?: AbortSignal | undefined;
  /** For tests of a failing disk. */
  readonly openLogFile?: OpenLogFile;
}

/** How long a failed step of the roll waits for its next try. */
const RETRY_AFTER_MS = 1_000;
/** How often the writer looks whether the folder is still its own. */
const LOCK_CHECK_MS = 1_000;
/** How often hours are looked for whose field documents can be put into one bundle. */
const HOURLY_MS = 3_600_000;

interface WriterParts {
  readonly storage: FolderStorage;
  readonly table: TableDefinition;
  readonly lock: FolderLock;
  readonly runner: RollRunner;
  readonly publisher: CurrentPublisher;
  readonly clock: WriterClock;
  readonly limits: WriterLimits;
  readonly appender: LogAppender;
  readonly roller: LogRoller;
  readonly expiredHours: ExpiredHours;
  readonly steps: RunningSteps;
}

/** What a start found, without its bodies and logs: these are as large as ten busy minutes. */
interface RecoveredFacts extends Pick<RecoveredLog, 'tornEnds' | 'quarantined'> {
  readonly logs: number;
  readonly rows: number;
}

export class LakeWriter {
  private readonly parts: WriterParts;
  private readonly recovered: RecoveredFacts;
  private readonly errorsByCode: Record<string, number> = {};
  /** Whatever publishes takes its turn: one at a time. */
  private turn: Promise<unknown> = Promise.resolve();
  /** What a tick has begun; `null` when nothing is under way. */
  private ticking: Promise<void> | null = null;
  /** The same of what deletes: to delete a month takes minutes on a slow disk, and the roll does not wait for that. */
  private cleaning: Promise<void> | null = null;
  private readonly trouble = new WriterTrouble();
  private retryAtMonotonicMs = 0;
  private hourlyAtMonotonicMs = 0;
  private lockCheckAtMonotonicMs = 0;
  private timer: NodeJS.Timeout | null = null;
  private closing: Promise<void> | null = null;

  private constructor(parts: WriterParts, { logs, tornEnds, quarantined }: RecoveredLog) {
    this.parts = parts;
    const rows = logs.reduce((sum, log) => sum + log.rows, 0);
    this.recovered = { logs: logs.length, rows, tornEnds, quarantined };
  }

  /**
   * Takes the folder's lock, creates what is missing, and recovers what an earlier writer acknowledged: when this
   * returns, all of it can be queried (unless the disk is full; then as soon as it is not).
   * Throws `folder_locked`, `folder_read_only`, `folder_version`, `disk_full`, `corrupt_file`.
   */
  static async open(options: LakeWriterOptions): Promise<LakeWriter> {
    const clock = options.clock ?? systemClock;
    const storage = new FolderStorage(options.folder);
    // One for all that is set aside, so that what is met twice lies there once.
    const nowMs = clock.nowMs();
    const lock = await FolderLock.take(storage.folder, nowMs);
    let runner: RollRunner | null = null;
    try {
      const lakeId = await openLake(storage, nowMs);
      const limits = { ...DEFAULT_WRITER_LIMITS, ...options.limits };
      const place = { storage, table: options.table.name, lakeId, lockToken: lock.token };
      const scope = { ...place, nowMs, nowMonotonicMs: clock.monotonicMs() };
      const { recentKeepMs, recentBodies } = limits;
      const recovered = await recoverLog({ ...scope, recentKeepMs, recentBodies });
      runner = await openRunner(options, { storage, lakeId, lock, limits, recovered });
      const parts = assemble({ options, storage, lakeId, lock, runner, recovered, clock, limits });
      const writer = new LakeWriter(parts, recovered);
      await writer.start(recovered);
      return writer;
    } catch (error) {
      await runner?.close();
      await lock.release();
      throw fileError(error, storage.folder);
    }
  }

  /**
   * Stores one OTLP body: `chunks` one behind the other, uncompressed, `sizeBytes` in all. Resolves when its rows are
   * on disk; they can be queried within two seconds. A body that was acknowledged within the last ten minutes is
   * answered and not stored again. A body without rows is answered and not stored.
   * Throws `malformed_body`, `body_too_large`; `too_busy` (429), `disk_full`, `storage_unavailable`, `shutting_down`
   * (503), these with `retryAfterSeconds`: then nothing of the body is stored.
   */
  async append(chunks: readonly Uint8Array[], sizeBytes: number, format: BodyFormat): Promise<AppendResult> {
    if (this.closing !== null) {
      throw new TracelakeError('shutting_down', 'The writer is closing.', { retryAfterSeconds: 2 });
    }
    try {
      const result = await this.parts.appender.append(chunks, sizeBytes, format);
      this.trouble.clear('log');
      return result;
    } catch (error) {
      const coded = this.counted(withRollTrouble(error, this.trouble.of('roll')));
      if (isDiskTrouble(coded)) this.trouble.note('log', coded, this.parts.clock.monotonicMs());
      throw coded;
    }
  }

  /** Makes every acknowledged row queryable now. Throws what the roll failed with. */
  async refresh(): Promise<void> {
    this.parts.appender.closeSegment();
    await this.parts.appender.idle();
    await this.advance({ force: false });
  }

  /** Lands every acknowledged row now. Throws what the roll failed with. */
  async land(): Promise<void> {
    this.parts.appender.closeSegment();
    await this.parts.appender.idle();
    await this.advance({ force: true });
  }

  /**
   * Waits for bodies that wait for the disk, lands everything, releases the lock. Throws what landing failed with; the
   * log then keeps the rows for the next start.
   */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    try {
      await this.ticking;
      await this.land();
    } finally {
      // Over before another may have the folder; no row waits for a disk that hangs with what is deleted.
      await this.cleaning;
      await this.parts.appender.removeEmptyFiles();
      await this.parts.runner.close();
      await this.parts.lock.release();
    }
  }

  private async start(recovered: RecoveredLog): Promise<void> {
    const { roller, limits } = this.parts;
    for (const log of recovered.logs) roller.add(log);
    for (const damage of recovered.damage) roller.noteDamage(damage);
    for (const path of recovered.supersededTails) roller.supersedeTail(path);
    for (const path of recovered.recentFiles) roller.deleteLater(path, limits.recentKeepMs);
    // The rows are safe in the log: a full disk delays them, it does not keep the writer from starting.
    await this.advance({ force: true }).catch((error) => this.postpone(error));
    this.timer = setInterval(() => this.tick(), Math.max(10, limits.tailEveryMs / 5));
    this.timer.unref();
    this.tick();
  }

  private tick(): void {
    const { appender, clock } = this.parts;
    appender.closeDueSegment();
    this.checkLock();
    if (this.closing !== null || this.ticking !== null || clock.monotonicMs() < this.retryAtMonotonicMs) return;
    this.ticking = this.advance({ force: false })
      .catch((error) => this.postpone(error))
      .finally(() => {
        this.ticking = null;
        // Also where the disk was full: what is deleted here may be the space that it lacks.
        this.clean();
        // What has come meanwhile waits for no timer.
        if (this.parts.roller.unlandedLogs.some((log) => !log.hasTail)) this.tick();
      });
  }

  private clean(): void {
    if (this.closing !== null) return;
    this.cleaning ??= this.housekeeping()
      .catch((error) => this.postpone(error))
      .finally(() => {
        this.cleaning = null;
      });
  }

  private postpone(error: unknown): void {
    this.trouble.note('roll', this.counted(error), this.parts.clock.monotonicMs());
    this.retryAtMonotonicMs = this.parts.clock.monotonicMs() + RETRY_AFTER_MS;
  }

  private checkLock(): void {
    const { lock, clock } = this.parts;
    if (clock.monotonicMs() < this.lockCheckAtMonotonicMs) return;
    this.lockCheckAtMonotonicMs = clock.monotonicMs() + LOCK_CHECK_MS;
    try {
      lock.check();
      this.trouble.clear('folder');
      this.parts.appender.removeEmptyFiles();
    } catch (error) {
      this.trouble.note('folder', fileError(error, 'wal/lock'), clock.monotonicMs());
    }
  }

  private advance(wanted: Pick<RollMoment, 'force'>): Promise<void> {
    return this.takeTurn(async () => {
      await this.parts.roller.advance(() => this.parts.appender.openSinceMs, wanted);
      this.trouble.clear('roll');
    });
  }

  private takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async housekeeping(): Promise<void> {
    const isStopping = () => this.closing !== null;
    if (isStopping()) return;
    const { roller, expiredHours, clock, storage, table, lock, steps } = this.parts;
    lock.check();
    await steps.during('cleanup', () => roller.deleteSuperseded());
    // Only what it does is a step, not that it waits for the roll.
    await this.takeTurn(() => steps.during('cleanup', () => expiredHours.hide()));
    await steps.during('cleanup', () => expiredHours.deleteDue(isStopping));
    if (clock.monotonicMs() < this.hourlyAtMonotonicMs) return;
    this.hourlyAtMonotonicMs = clock.monotonicMs() + HOURLY_MS;
    lock.check();
    await steps.during('cleanup', () => bundleClosedHours(storage, table, clock.nowMs(), isStopping));
  }

  /** What keeps it from its work now; `null` when all is well. */
  get currentTrouble(): TracelakeError | null {
    return this.trouble.current(this.parts.clock.monotonicMs()) ?? this.parts.steps.trouble();
  }

  /** Steps that a disk does not get done with, for the server to tell of. */
  get hangingSteps(): readonly RunningStep[] {
    return this.parts.steps.hanging();
  }

  /** What answers leave out because it cannot be written for them; `null` when all is well. Readers have what recovery found from the log itself. */
  get unshownNote(): string | null {
    const trouble = this.trouble.of('roll');
    const unshown = this.parts.roller.unlandedLogs.filter(
      (log) => !log.hasTail && log.acknowledgedAtMonotonicMs !== null,
    );
    const rows = unshown.reduce((sum, log) => sum + log.rows, this.parts.appender.openRows);
    return trouble === null || rows === 0 ? null : `${rows} acknowledged spans cannot be shown yet: ${trouble.message}`;
  }

  private counted(error: unknown): TracelakeError {
    const coded = fileError(error, 'wal');
    this.errorsByCode[coded.code] = (this.errorsByCode[coded.code] ?? 0) + 1;
    return coded;
  }

  stats(): WriterStats {
    const trouble = this.currentTrouble;
    const { appender, roller, expiredHours, publisher, clock, storage, table, steps } = this.parts;
    const { logs: recoveredLogs, rows: recoveredRows, tornEnds, quarantined } = this.recovered;
    const logs = roller.unlandedLogs;
    const waiting = logs.filter((log) => log.segment !== null);
    const unshown = logs.find((log) => !log.hasTail && log.acknowledgedAtMonotonicMs !== null);
    const oldestMs = unshown?.acknowledgedAtMonotonicMs ?? appender.openSinceMonotonicMs;
    const { requests, rows, bytes, rejectedRows, duplicateRequests } = appender.stats;
    const { lastMs, p99Ms, worstMs, minutes } = roller.stats.freshness;
    const lagMs = oldestMs === null ? 0 : clock.monotonicMs() - oldestMs;
    return {
      folder: storage.folder,
      table: table.name,
      acknowledged: { requests, rows, bytes },
      rejectedRows,
      duplicateRequests,
      log: {
        groupCommits: appender.groupCommits,
        unlandedBytes: logs.reduce((sum, log) => sum + log.logBytes, appender.openBytes),
        unlandedRows: logs.reduce((sum, log) => sum + log.rows, appender.openRows),
        waitingSegments: waiting.length + appender.unsettledSegments,
      },
      tails: { live: publisher.current.tails.length, written: roller.stats.tailsWritten },
      landing: {
        files: roller.stats.landingFilesWritten,
        rows: roller.stats.landedRows,
        expiredFiles: expiredHours.deletedFiles,
      },
      lastRoll: { atMs: roller.stats.lastRollAtMs, elapsedMs: roller.stats.lastRollMs },
      freshness: { lastMs, p99Ms, worstMs, minutes: [...minutes], lagMs },
      running: steps.list(),
      recovered: { logs: recoveredLogs, rows: recoveredRows },
      damage: [...roller.stats.damage.values()],
      tornEnds,
      quarantined,
      errorsByCode: { ...this.errorsByCode },
      rollError: this.trouble.of('roll')?.message ?? null,
      trouble: trouble === null ? null : { code: trouble.code, message: trouble.message, hint: trouble.hint },
    };
  }
}

/** The lake's identity: of lake.json, else the one that current.json still knows, else a new one. */
async function openLake(storage: FolderStorage, nowMs: number): Promise<string> {
  const { current, isSealed } = await readCurrentForRecovery(storage, nowMs);
  const known = current === null ? null : { lakeId: current.lakeId, isSealed };
  const { lakeId } = await createLakeFolder(storage.folder, known, nowMs);
  return lakeId;
}

interface Assembly extends Omit<WriterParts, 'table' | 'appender' | 'roller' | 'expiredHours' | 'publisher' | 'steps'> {
  readonly recovered: RecoveredLog;
  readonly options: LakeWriterOptions;
  readonly lakeId: string;
}

function assemble({ options, storage, lakeId, lock, runner, recovered, clock, limits }: Assembly): WriterParts {
  const { table, decoderFactory, openLogFile: openFile = openLogFile } = options;
  const recent = new RecentBodies({ keepMs: limits.recentKeepMs, maxBodies: limits.recentBodies });
  recent.restore(recovered.recentBodies, clock);
  const steps = new RunningSteps(clock, limits.stepHangMs);
  const roller: LogRoller = new LogRoller({
    storage,
    table: table.name,
    lakeId,
    runner,
    publisher: recovered.publisher,
    clock,
    steps,
    policy: limits,
    assertOwned: () => lock.check(),
    graceMs: limits.graceMs,
    recentKeepMs: limits.recentKeepMs,
    latestArrivalMs: recovered.latestArrivalMs,
    onHandedOver: (segment) => appender.releaseDecoder(segment),
    onReleased: (segment) => appender.release(segment),
  });
  const appender: LogAppender = new LogAppender({
    storage,
    lakeId,
    firstSequence: recovered.nextSequence,
    decoderFactory,
    clock,
    limits,
    openFile: async (path) => {
      lock.check();
      return openFile(path);
    },
    assertOwned: () => lock.check(),
    recent,
    steps,
    rollLoad: () => roller.load(),
    onClosed: (log) => roller.add(log),
  });
  const { publisher } = recovered;
  const { retentionDays, graceMs } = limits;
  const expiredHours = new ExpiredHours({
    storage,
    table: table.name,
    publisher,
    clock,
    assertOwned: () => lock.check(),
    retentionDays,
    graceMs,
  });
  return { storage, table, lock, runner, publisher, clock, limits, appender, roller, expiredHours, steps };
}
