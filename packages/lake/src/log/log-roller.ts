// Carries closed log files on: to a tail within a second or two, to landing within a minute or so, then out of the log.
import { unlink } from 'node:fs/promises';
import type { DataFile } from '@tracelake/schema';
import { type CurrentTail, withLanding, withoutTails, withTail } from '../current-document.ts';
import { landingArrivalOf, logPath, recentPath, tailDocumentPath, tailPath } from '../lake-paths.ts';
import { fileError } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import type { LogLoad } from './append-admission.ts';
import type { CurrentPublisher } from './current-publisher.ts';
import { findLog } from './found-log.ts';
import { Freshness } from './freshness.ts';
import { latestOf } from './landing-arrival.ts';
import type { RecordFacts } from './log-record.ts';
import type { LogSegment } from './log-segment.ts';
import { encodeLogs } from './recent-bodies-file.ts';
import type { LandedFile, LandingResult, LogDamage, LogExtent, RollJob, RollResult, RollRunner } from './roll-job.ts';
import { nextRollStep, type RollableLog, type RollMoment, type RollPolicy, type RollStep } from './roll-policy.ts';
import type { RunningSteps } from './running-steps.ts';
import { landTail, setShortAside } from './short-logs.ts';
import {
  answersNothing,
  DISK_ENDS,
  isOfTheDisk,
  isOfTheLog,
  NOTHING_WRITTEN,
  rememberAside,
  setUnrollableAside,
  TRIES,
  triesUsedBy,
  writtenBefore,
} from './unrollable-logs.ts';
import type { WriterClock } from './writer-clock.ts';

/** A log file that takes no more bodies and has not landed. */
export interface ClosedLog extends RollableLog, Omit<LogExtent, 'hasSpare'> {
  hasTail: boolean;
  /** Steps with it that failed, and not for the disk: see unrollable-logs.ts. One for want of memory is a part of one. */
  failedTries: number;
  /** Why it is being set aside: nothing else is done with it any more, however often the disk fails at that. */
  givenUpFor: unknown;
  readonly rows: number;
  readonly bodies: readonly RecordFacts[];
  /** `null` once handed over, or after recovery: then the log's bytes are read again. */
  segment: LogSegment | null;
  /** When its first row was acknowledged; `null` after recovery. */
  readonly acknowledgedAtMonotonicMs: number | null;
}

/** Rows written, whose publication is still to come. A range stays as it is until it has been published: see current-document.ts. */
interface LandingRun {
  readonly logs: readonly ClosedLog[];
  /** Its bodies' fingerprints are on disk. */
  isRemembered: boolean;
  result: LandingResult | null;
}

export interface RollerStats {
  tailsWritten: number;
  landingFilesWritten: number;
  landedRows: number;
  lastRollAtMs: number | null;
  lastRollMs: number | null;
  /** From the first row's acknowledgement to its being queryable. */
  readonly freshness: Freshness;
  readonly damage: Map<string, LogDamage>;
}

export interface LogRollerOptions {
  readonly storage: FolderStorage;
  readonly table: string;
  readonly lakeId: string;
  readonly runner: RollRunner;
  readonly publisher: CurrentPublisher;
  readonly clock: WriterClock;
  readonly steps: RunningSteps;
  readonly policy: RollPolicy;
  /** Throws when the folder is not the writer's any more: then it is left as it is. */
  readonly assertOwned: () => void;
  readonly graceMs: number;
  readonly recentKeepMs: number;
  /** Of the landing files that recovery found; `null` when there are none. */
  readonly latestArrivalMs: number | null;
  /** Its batch was read: its decoder can serve another segment. */
  readonly onHandedOver: (segment: LogSegment) => void;
  /** Gives a segment's memory back. */
  readonly onReleased: (segment: LogSegment) => void;
}

export class LogRoller {
  readonly stats: RollerStats = {
    tailsWritten: 0,
    landingFilesWritten: 0,
    landedRows: 0,
    lastRollAtMs: null,
    lastRollMs: null,
    freshness: new Freshness(),
    damage: new Map(),
  };
  private readonly options: LogRollerOptions;
  /** Closed and not landed, by ascending sequence. */
  private logs: ClosedLog[] = [];
  private landing: LandingRun | null = null;
  /** Logs that had lost rows, or break the roll: their tails have landed, where they have any. */
  private readonly replaced = new Set<number>();
  /** Logs that lack rows, and whose tails do too: what they have lands. */
  private readonly withoutSpare = new Set<number>();
  private latestArrivalMs: number | null;
  /** What nothing names any more, until its grace period is over. */
  private superseded: { readonly path: string; readonly deleteAtMonotonicMs: number }[] = [];

  constructor(options: LogRollerOptions) {
    this.options = options;
    this.latestArrivalMs = options.latestArrivalMs;
  }

  add(log: ClosedLog): void {
    this.logs.push(log);
  }

  load(): LogLoad {
    const waiting = this.logs.filter((log) => log.segment !== null);
    return {
      unlandedBytes: this.logs.reduce((sum, log) => sum + log.logBytes, 0),
      waitingSegments: waiting.length,
      waitingBytes: waiting.reduce((sum, log) => sum + (log.segment?.bytes.length ?? 0), 0),
      waitingWeight: waiting.reduce((sum, log) => sum + log.weight, 0),
    };
  }

  get unlandedLogs(): readonly ClosedLog[] {
    return this.logs;
  }

  /**
   * Does what is due of the logs that are closed by now, one step after the other: while more come all the time it would never end, and nothing
   * would be deleted. Throws at the first step that fails; the next call goes on from there. See RollMoment for what is asked of it. Calls must not overlap.
   */
  async advance(openSinceMs: () => number | null, wanted: Pick<RollMoment, 'force'>): Promise<void> {
    const newest = this.logs.at(-1)?.sequence ?? 0;
    for (;;) {
      if (this.landing !== null) {
        this.options.assertOwned();
        const run = this.landing;
        await this.options.steps.during('landing', () => this.land(run));
        continue;
      }
      const nowMs = this.options.clock.nowMs();
      const step = nextRollStep(this.logs, { nowMs, openSinceMs: openSinceMs(), ...wanted }, this.options.policy);
      if (step === null || firstOf(step) > newest) return;
      this.options.assertOwned();
      if (step.kind === 'land') this.beginLanding(step.sequences);
      else await this.options.steps.during('tail', () => this.writeTail(this.logWith(step.sequence)));
    }
  }

  private logWith(sequence: number): ClosedLog {
    return this.logs.find((log) => log.sequence === sequence)!;
  }

  /** Landing has what the worker kept of the tails, else it reads the log's bytes: the segments are needed no more. */
  private beginLanding(sequences: readonly number[]): void {
    const logs = this.logs.filter((log) => sequences.includes(log.sequence));
    for (const log of logs) {
      if (log.segment !== null) this.options.onReleased(log.segment);
      log.segment = null;
    }
    this.landing = { logs, isRemembered: false, result: null };
  }

  /**
   * Counts what fails because of the logs: the first time they go on one by one, in the end the one that it is goes out of the way. `null`: it has.
   */
  private async unlessUnrollable<T>(logs: readonly ClosedLog[], work: () => Promise<T>): Promise<T | null> {
    const [log, another] = logs;
    try {
      if (log!.givenUpFor === null) return await work();
    } catch (error) {
      // As in `wal/tries.json`: of the ends that a start has counted these are left.
      if (isOfTheDisk(error)) for (const one of logs) one.failedTries = Math.min(one.failedTries, DISK_ENDS - 1);
      if (!isOfTheLog(error) || !(await answersNothing(this.options.runner))) throw error;
      for (const one of logs) one.failedTries += triesUsedBy(error);
      if (another !== undefined) this.landing = null;
      if (another !== undefined || log!.failedTries < TRIES) throw error;
      log!.givenUpFor = error;
    }
    await this.setAside(log!);
    return null;
  }

  /**
   * Can be cut off anywhere and done again. Its tail is in landing before the log goes, and counts there once `current.json` names it no
   * more; a start that finds both, and the log in its place, takes it back (log-recovery.ts).
   */
  private async setAside(log: ClosedLog): Promise<void> {
    const { publisher, assertOwned, clock, recentKeepMs } = this.options;
    const { sequence } = log;
    assertOwned();
    this.deleteLater(await rememberAside(this.options, log, clock.monotonicMs()), recentKeepMs);
    const tail = this.tailOf(sequence);
    const isTailLanded = tail !== undefined && (await landTail(this.options, tail, null, assertOwned));
    const landedTail = isTailLanded ? tail : null;
    assertOwned();
    const damage = await setUnrollableAside(this.options, log, landedTail);
    // Beside what was said of places in it.
    if (!this.stats.damage.has(`${sequence}`)) this.stats.damage.set(`${sequence}`, damage);
    assertOwned();
    if (landedTail !== null) await publisher.publish(withoutTails(publisher.current, new Set([sequence])), true);
    if (landedTail !== null) this.countLanded(landedTail.file);
    this.replaced.add(sequence);
    // Nothing of it is to be shown any more.
    log.hasTail = true;
  }

  private async writeTail(log: ClosedLog): Promise<void> {
    const result = await this.unlessUnrollable([log], () => this.run(log));
    if (result === null) return;
    if (result.file !== null) await this.publishTail(log, result.file);
    log.hasTail = true;
    this.stats.tailsWritten++;
  }

  private tailJob(log: ClosedLog): RollJob {
    const segment = log.segment;
    if (segment === null || segment.isTainted || segment.decoder === null)
      return { kind: 'replay-tail', log: extentOf(log, false) };
    return { kind: 'tail', sequence: log.sequence, batch: segment.decoder.batch() };
  }

  /** A batch that was handed over is gone, whatever came of it: another try reads the log. */
  private async run(log: ClosedLog): Promise<RollResult> {
    const segment = log.segment;
    try {
      const running = this.options.runner.run(this.tailJob(log));
      if (segment !== null) this.options.onHandedOver(segment);
      return this.noted(await running);
    } finally {
      log.segment = null;
      if (segment !== null) this.options.onReleased(segment);
    }
  }

  private noted<Result extends LandingResult>(result: Result): Result {
    for (const damage of result.damage) this.noteDamage(damage);
    this.stats.lastRollAtMs = this.options.clock.nowMs();
    this.stats.lastRollMs = result.elapsedMs;
    return result;
  }

  /** The first that was said of a place: a log that is read again is damaged where it was. */
  noteDamage(damage: LogDamage): void {
    const place = `${damage.sequence}-${damage.offset}`;
    if (!this.stats.damage.has(place)) this.stats.damage.set(place, damage);
  }

  private async publishTail(log: ClosedLog, file: DataFile): Promise<void> {
    const { publisher, assertOwned } = this.options;
    assertOwned();
    const { sequence, endBytes } = log;
    const tail: CurrentTail = { sequence, file, ...(endBytes === null ? {} : { endBytes }) };
    await publisher.publish(withTail(publisher.current, tail), false);
    this.noteFreshness(log);
  }

  private noteFreshness({ acknowledgedAtMonotonicMs }: ClosedLog): void {
    if (acknowledgedAtMonotonicMs === null) return;
    const { clock } = this.options;
    this.stats.freshness.add(clock.monotonicMs() - acknowledgedAtMonotonicMs, clock.nowMs());
  }

  private async land(run: LandingRun): Promise<void> {
    const { publisher, assertOwned } = this.options;
    const lastSequence = run.logs.at(-1)!.sequence;
    // Before they land: what a log has beyond them was refused, and nobody is to take it for something that landed.
    if (!run.isRemembered) await this.remember(run, recentPath(lastSequence));
    run.result ??= (await this.unlessUnrollable(run.logs, () => this.writeLanding(run))) ?? NOTHING_WRITTEN;
    assertOwned();
    await publisher.publish(withLanding(publisher.current, lastSequence), true);
    this.landing = null;
    const arrivalMs = run.result.file === null ? null : landingArrivalOf(run.result.file.path);
    this.latestArrivalMs = latestOf(this.latestArrivalMs, arrivalMs);
    this.logs = this.logs.filter((log) => log.sequence > lastSequence);
    if (run.result.file !== null) this.countLanded(run.result.file);
    for (const log of run.logs) {
      if (!log.hasTail) this.noteFreshness(log);
      this.replaced.delete(log.sequence);
      this.withoutSpare.delete(log.sequence);
      await this.retire(log);
    }
  }

  private countLanded({ rows }: LandedFile): void {
    this.stats.landingFilesWritten++;
    this.stats.landedRows += rows;
  }

  private async remember(run: LandingRun, path: string): Promise<void> {
    await this.options.storage.put(path, encodeLogs(run.logs, this.options.clock.monotonicMs()));
    this.deleteLater(path, this.options.recentKeepMs);
    run.isRemembered = true;
  }

  /** A log that lacks rows which a tail has does not land: that does. Each log is asked for once at most. */
  private async writeLanding(run: LandingRun): Promise<LandingResult> {
    for (;;) {
      const result = this.noted(await this.tryLanding(run));
      if (result.short.length === 0) return result;
      for (const { sequence, missingRows } of result.short) await this.settleShort(sequence, missingRows);
    }
  }

  private async tryLanding(run: LandingRun): Promise<LandingResult> {
    try {
      return await this.options.runner.run(this.landingJob(run));
    } catch (error) {
      const own = run.logs.filter(({ sequence }) => !this.replaced.has(sequence));
      const file = isOfTheLog(error) ? await writtenBefore(this.options, run.logs, own) : null;
      if (file === null) throw error;
      return { ...NOTHING_WRITTEN, file };
    }
  }

  private async settleShort(sequence: number, missingRows: number): Promise<void> {
    const { publisher, assertOwned, storage, lakeId, table } = this.options;
    assertOwned();
    const tail = this.tailOf(sequence)!;
    const short = { tail, log: await findLog({ storage, lakeId }, sequence, tail).catch(nullIfGone), missingRows };
    const isTailLanded = await landTail({ storage, table, lakeId }, tail, null, assertOwned);
    assertOwned();
    if (isTailLanded) await publisher.publish(withoutTails(publisher.current, new Set([sequence])), true);
    (isTailLanded ? this.replaced : this.withoutSpare).add(sequence);
    if (isTailLanded) this.countLanded(tail.file);
    this.noteDamage(await setShortAside(storage, short, isTailLanded));
  }

  private tailOf(sequence: number): CurrentTail | undefined {
    return this.options.publisher.current.tails.find((tail) => tail.sequence === sequence);
  }

  private landingJob({ logs }: LandingRun): RollJob {
    // A tail of other rows was made of a log that was short by then, or has bodies that another log lands.
    const hasSpare = ({ sequence, rows }: ClosedLog) =>
      !this.withoutSpare.has(sequence) && this.tailOf(sequence)?.file.rows === rows;
    const extents = logs.map((log) => extentOf(log, hasSpare(log)));
    return { kind: 'land', logs: extents, replaced: [...this.replaced], latestArrivalMs: this.latestArrivalMs };
  }

  private async retire(log: ClosedLog): Promise<void> {
    await deleteFile(this.options.storage, logPath(log.sequence));
    if (log.hasTail) this.supersedeTail(tailPath(this.options.table, log.sequence));
  }

  /** A tail that no document names any more, but that a running query may still read. */
  supersedeTail(path: string): void {
    this.deleteLater(path, this.options.graceMs);
    this.deleteLater(tailDocumentPath(path), this.options.graceMs);
  }

  deleteLater(path: string, afterMs: number): void {
    this.superseded.push({ path, deleteAtMonotonicMs: this.options.clock.monotonicMs() + afterMs });
  }

  /** Deletes what was superseded a grace period ago. */
  async deleteSuperseded(): Promise<void> {
    const nowMs = this.options.clock.monotonicMs();
    const due = this.superseded.filter((file) => file.deleteAtMonotonicMs <= nowMs);
    this.superseded = this.superseded.filter((file) => file.deleteAtMonotonicMs > nowMs);
    for (const file of due) await deleteFile(this.options.storage, file.path);
  }
}

function firstOf(step: RollStep): number {
  return step.kind === 'tail' ? step.sequence : step.sequences[0]!;
}

function extentOf(log: ClosedLog, hasSpare: boolean): LogExtent {
  const { sequence, endBytes, repeats, createdAtMs, logBytes, weight, rows } = log;
  return { sequence, endBytes, repeats, createdAtMs, logBytes, weight, rows, hasSpare };
}

function nullIfGone(error: unknown): null {
  const coded = fileError(error, 'wal/log');
  if (coded.code !== 'object_not_found') throw coded;
  return null;
}

/** What stays behind is found and deleted by the next start. */
async function deleteFile(storage: FolderStorage, path: string): Promise<void> {
  await unlink(storage.locate(path)).catch(() => undefined);
}
