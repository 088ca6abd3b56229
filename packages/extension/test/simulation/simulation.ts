// A function's life with the extension beside it, thousands of invocations a second: a seed decides what the platform, the network and the disk do.
import type { WideRow } from '@tracelake/otlp';
import { type SeededRandom, seededRandom } from '@tracelake/testkit';
import { type Environment, parseSettings } from '../../src/core/settings.ts';
import { EventQueue } from './event-queue.ts';
import { RowLedger, requestIdOf, rowNumbersOf, spanIdOf } from './row-ledger.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedExtension, type SimulatedWorld } from './simulated-extension.ts';
import { SimulatedFirehose, type Weather } from './simulated-firehose.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly invocations: number;
  /** 0: nothing goes wrong. 1: as much as is fair. */
  readonly trouble: number;
  /** A disk that always takes what it is given, whatever else goes wrong. */
  readonly isDiskWell?: boolean;
  readonly environment?: Environment;
  /** By default there are. */
  readonly hasAmendments?: boolean;
}

/** In one call of the function to the extension; mostly they are a few. */
export const MOST_SPANS_AT_ONCE = 200;

export interface SimulationReport {
  readonly handed: number;
  readonly delivered: number;
  /** Still on the disk at the end. */
  readonly spooled: number;
  /** Told as dropped. */
  readonly dropped: number;
  /** In the memory of a process that was killed, never written: the platform was about to tell, or the disk did not take it. */
  readonly lostInMemory: number;
  /** With a sandbox that ended without SHUTDOWN. */
  readonly lostWithSandbox: number;
  readonly doubled: number;
  readonly toldTwice: number;
  readonly calls: number;
  readonly processes: number;
  readonly logLines: number;
  /** From the end of the runtime's work, when its caller has the answer, to the extension's `next`: billed, but waited for by nobody. */
  readonly meanAddedMs: number;
  readonly mostAddedMs: number;
  /** The same where the platform never tells the end: until the deadline, once. */
  readonly mostAddedUntoldMs: number;
  readonly violations: readonly string[];
}

const START_MS = Date.UTC(2026, 10, 28);
const DEADLINE_MS = 3_000;
const SHUTDOWN_MS = 2_000;
/** By then the extension has heard of an invocation: before the function can have sent a span of it. */
const INVOKE_TOLD_MS = 3;
/** Telemetry's shortest buffering, and then some. */
const TELEMETRY_MS = 25;
/** A whole call and the latest telemetry before it: more would be the function's time. */
const MOST_ADDED_MS = 1_600;

const WEATHERS: readonly Weather[] = [
  'fair',
  'fair',
  'fair',
  'foul',
  'foul',
  'no-route',
  'gone',
  'denied',
  'throttled',
  'hanging',
];

export function simulate(options: SimulationOptions): SimulationReport {
  return new Simulation(options).run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #random: SeededRandom;
  readonly #world: SimulatedWorld;
  #extension: SimulatedExtension | null = null;
  #weatherUntil = 0;
  #nextSpan = 1;
  #dropped = 0;
  #lostInMemory = 0;
  #lostWithSandbox = 0;
  #calls = 0;
  #logLines = 0;
  #processes = 0;
  #addedMs = 0;
  #mostAddedMs = 0;
  #mostAddedUntoldMs = 0;
  #gapMs = 1_000;
  #hasJumped = false;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#world = {
      queue: new EventQueue(START_MS),
      disk: new SimulatedDisk(this.#random),
      firehose: new SimulatedFirehose(this.#random),
      ledger: new RowLedger(),
      random: this.#random,
      settings: parseSettings({ TRACELAKE_STREAM_NAME: 'traces', ...options.environment }).settings,
      hasAmendments: options.hasAmendments ?? true,
      clockOffsetMs: 0,
    };
  }

  run(): SimulationReport {
    const { ledger, disk } = this.#world;
    for (let number = 1; number <= this.#options.invocations && ledger.violations.length === 0; number++) {
      this.#changeWeather(number);
      // An environment that was made for nobody: its first event is SHUTDOWN.
      if (this.#extension === null && this.#happens(0.1)) this.#shutDownUnasked();
      this.#invoke(number);
      if (this.#happens(0.002)) this.#shutDown('spindown');
      if (this.#happens(0.0005)) this.#loseSandbox();
    }
    this.#world.firehose.weather = 'calm';
    disk.state = 'well';
    this.#shutDown('failure');
    return {
      handed: ledger.handed,
      delivered: ledger.delivered,
      spooled: rowNumbersOf(disk.documents()).filter((number) => ledger.outstanding.has(number)).length,
      dropped: this.#dropped,
      lostInMemory: this.#lostInMemory,
      lostWithSandbox: this.#lostWithSandbox,
      doubled: ledger.doubled,
      toldTwice: ledger.toldTwice,
      calls: this.#calls,
      processes: this.#processes,
      logLines: this.#logLines,
      meanAddedMs: this.#addedMs / this.#options.invocations,
      mostAddedMs: this.#mostAddedMs,
      mostAddedUntoldMs: this.#mostAddedUntoldMs,
      violations: ledger.violations,
    };
  }

  #happens(share: number): boolean {
    return this.#random.fraction() < share * this.#options.trouble;
  }

  #changeWeather(number: number): void {
    if (number < this.#weatherUntil || this.#options.trouble === 0) return;
    this.#weatherUntil = number + 1 + this.#random.below(300);
    const { firehose, disk } = this.#world;
    firehose.weather = WEATHERS[this.#random.below(WEATHERS.length)];
    const diskState = this.#options.isDiskWell ? 9 : this.#random.below(10);
    disk.state = diskState === 0 ? 'full' : diskState === 1 ? 'read-only' : 'well';
    this.#gapMs = [20, 200, 2_000, 20_000, 200_000][this.#random.below(5)];
    if (this.#happens(0.1)) this.#world.clockOffsetMs += (this.#random.fraction() - 0.5) * 7_200_000;
  }

  #invoke(number: number): void {
    const { queue } = this.#world;
    const extension = this.#ready();
    queue.sleep(this.#random.fraction() < 0.3 ? 0 : this.#gapMs * this.#random.fraction() * 2);
    const startMs = queue.nowMs;
    const requestId = requestIdOf(-number);
    const deadlineMs = startMs + DEADLINE_MS;
    const callsBefore = extension.calls;
    let isTold = false;
    this.#hasJumped = false;
    extension.isAsking = false;
    extension.thaw();
    queue.after(this.#random.below(INVOKE_TOLD_MS), () => {
      isTold = true;
      extension.tellInTurn({
        kind: 'invoke',
        event: {
          eventType: 'INVOKE',
          requestId,
          deadlineMs: deadlineMs + this.#world.clockOffsetMs,
          invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:checkout',
        },
      });
    });
    if (this.#happens(0.003)) extension.killSoon(this.#random.below(8));
    const isTimeout = this.#happens(0.003);
    const isCrash = this.#happens(0.003);
    const durationMs = isTimeout ? DEADLINE_MS : 1 + this.#random.below(this.#random.below(4) === 0 ? 900 : 60);
    const status = isTimeout ? 'timeout' : isCrash ? 'failure' : this.#random.below(20) === 0 ? 'error' : 'success';
    const isEndTold = extension.hasTelemetry && !this.#happens(0.003);
    const { sampleRate, slowMs } = this.#world.settings;
    const isKept = sampleRate === 1 || (isEndTold && (status !== 'success' || durationMs >= slowMs));
    this.#spans(extension, requestId, durationMs, isKept);
    if (this.#happens(0.05)) queue.after(Math.max(INVOKE_TOLD_MS, this.#random.below(durationMs)), () => this.#jump());
    this.#say(extension, 'platform.start', { requestId, version: '7' }, startMs, 0);
    const endMs = startMs + durationMs;
    const metrics = { durationMs, producedBytes: 20 };
    if (isEndTold) {
      this.#say(
        extension,
        'platform.runtimeDone',
        { requestId, status, metrics },
        endMs,
        durationMs,
        () => isKept && this.#world.ledger.hand(-number),
      );
    }
    queue.run(
      () => queue.nowMs >= endMs && isTold && (extension.isAsking || !extension.isAlive),
      startMs + DEADLINE_MS + 5,
    );
    if (!extension.isAlive) this.#end(extension);
    else if (isTimeout || isCrash || !extension.isAsking) this.#shutDown(isTimeout ? 'timeout' : 'failure');
    else {
      const addedMs = Math.max(0, extension.askedAtMs - endMs);
      // Setting the clock back by less than a second, which is not noticed, prolongs a budget by as much.
      if (isEndTold && addedMs > MOST_ADDED_MS + (this.#hasJumped ? 1_000 : 0))
        this.#world.ledger.violations.push(`${addedMs} ms were added to invocation ${number}`);
      if (isEndTold) this.#mostAddedMs = Math.max(this.#mostAddedMs, addedMs);
      else this.#mostAddedUntoldMs = Math.max(this.#mostAddedUntoldMs, addedMs);
      this.#finish(extension, { requestId, status }, addedMs, callsBefore, durationMs);
    }
  }

  /** The invocation is over: the environment may be frozen. */
  #finish(
    extension: SimulatedExtension,
    invocation: { readonly requestId: string; readonly status: string },
    addedMs: number,
    callsBefore: number,
    durationMs: number,
  ): void {
    const { queue, ledger } = this.#world;
    this.#addedMs += addedMs;
    const isPassing = this.#options.environment?.TRACELAKE_FLUSH === 'next';
    if (isPassing && addedMs > 3 && extension.calls === callsBefore)
      ledger.violations.push('next was late without a call');
    const metrics = { durationMs, billedDurationMs: durationMs + addedMs, memorySizeMB: 128, maxMemoryUsedMB: 90 };
    this.#say(extension, 'platform.report', { ...invocation, metrics }, queue.nowMs, 0);
    queue.run(() => false, queue.nowMs + this.#random.below(40));
    extension.freeze();
  }

  /** `isKept`: not one that sampling may drop. */
  #spans(extension: SimulatedExtension, requestId: string, durationMs: number, isKept: boolean): void {
    const { queue, ledger } = this.#world;
    for (let batch = this.#random.below(3); batch > 0; batch--) {
      const rows: WideRow[] = [];
      for (let left = 1 + this.#random.below(this.#random.below(50) === 0 ? MOST_SPANS_AT_ONCE : 4); left > 0; left--) {
        rows.push(this.#span(requestId, this.#nextSpan++));
      }
      const numbers = rows.map(({ span_id }) => Number.parseInt(span_id!, 16));
      queue.after(Math.max(INVOKE_TOLD_MS, this.#random.below(durationMs)), () => {
        if (!extension.isAlive) return;
        for (const number of isKept ? numbers : []) ledger.hand(number);
        extension.spans(rows);
      });
    }
  }

  #span(requestId: string, number: number): WideRow {
    return {
      // What sampling by trace would drop.
      trace_id: requestId.slice(-12).padEnd(32, 'f'),
      span_id: spanIdOf(number),
      parent_span_id: this.#random.below(3) === 0 ? undefined : 'eeeeeeeeeeeeeeee',
      start_time_unix_nano: BigInt(Math.round(this.#world.queue.nowMs + this.#world.clockOffsetMs)) * 1_000_000n,
      duration_nano: 1_000,
      name: 'work',
      kind: 'INTERNAL',
      attributes_string: new Map([['padding', 'x'.repeat(this.#random.below(300))]]),
    };
  }

  /** In Telemetry API's own time; duplicates and wrong order now and then. */
  #say(
    extension: SimulatedExtension,
    type: string,
    record: object,
    atMs: number,
    delayMs: number,
    told?: () => void,
  ): void {
    const { queue, clockOffsetMs } = this.#world;
    const event = { time: new Date(atMs + clockOffsetMs).toISOString(), type, record };
    let isTold = false;
    const copies = this.#happens(0.02) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      queue.after(delayMs + TELEMETRY_MS + this.#random.below(this.#happens(0.01) ? 500 : 30), () => {
        if (!extension.isAlive || !extension.hasTelemetry) return;
        if (!isTold) told?.();
        isTold = true;
        extension.tellInTurn({ kind: 'telemetry', events: [event] });
      });
    }
  }

  #jump(): void {
    this.#hasJumped = true;
    this.#world.clockOffsetMs += (this.#random.fraction() - 0.5) * 3_600_000;
  }

  /** A process that asks for its next event. */
  #ready(): SimulatedExtension {
    if (this.#extension !== null) return this.#extension;
    this.#processes++;
    const extension = new SimulatedExtension(this.#world, !this.#happens(0.05));
    this.#extension = extension;
    return extension;
  }

  #shutDownUnasked(): void {
    const extension = this.#ready();
    const { queue } = this.#world;
    if (this.#happens(0.5)) {
      extension.freeze();
      queue.sleep(this.#gapMs);
    }
    this.#shutDown('spindown');
  }

  #shutDown(shutdownReason: string): void {
    const extension = this.#extension;
    if (extension === null) return;
    const { queue, clockOffsetMs } = this.#world;
    extension.thaw();
    const deadlineMs = queue.nowMs + SHUTDOWN_MS;
    const say = () => {
      extension.isAsking = false;
      extension.tellInTurn({
        kind: 'shutdown',
        event: { eventType: 'SHUTDOWN', shutdownReason, deadlineMs: deadlineMs + clockOffsetMs },
      });
    };
    queue.run(() => extension.isAsking || !extension.isAlive, deadlineMs);
    if (extension.isAsking) say();
    queue.run(() => !extension.isAlive, deadlineMs);
    if (extension.isAlive) this.#world.ledger.violations.push(`the extension outlived its shutdown: ${shutdownReason}`);
    // A SIGKILL that comes with the end of the environment leaves nobody who could tell.
    if (shutdownReason === 'spindown' && extension.isKilled) this.#loseSandbox();
    else {
      extension.kill();
      if (shutdownReason === 'spindown') this.#world.disk.wipe();
      this.#end(extension);
    }
  }

  #loseSandbox(): void {
    const extension = this.#extension;
    if (extension === null) return;
    extension.kill();
    this.#count(extension);
    this.#world.disk.wipe();
    this.#lostWithSandbox += this.#world.ledger.loseAllBut(new Set()).length;
  }

  #count(extension: SimulatedExtension): void {
    this.#extension = null;
    this.#calls += extension.calls;
    this.#logLines += extension.logLines;
    this.#dropped += extension.dropped;
  }

  /** What is neither delivered nor on the disk must have been counted, or never have been written to it. */
  #end(extension: SimulatedExtension): void {
    this.#count(extension);
    const { ledger, disk } = this.#world;
    const onDisk = disk.documents();
    const lost = ledger.loseAllBut(new Set(rowNumbersOf(onDisk)));
    const missing = extension.account.missing(onDisk);
    // Rows that became no document are in no account of documents.
    const untold = Math.max(missing.all, lost.length) - extension.dropped;
    if (untold > 0 && !extension.isKilled)
      ledger.violations.push(`${untold} vanished from a process that ended by itself: ${lost.slice(0, 5)} …`);
    else if (missing.written > extension.dropped)
      ledger.violations.push(`${missing.written} documents vanished from the spool`);
    this.#lostInMemory += Math.max(0, lost.length - extension.dropped);
  }
}
