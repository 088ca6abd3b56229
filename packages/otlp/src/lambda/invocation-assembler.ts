// Invocations of a Lambda function as wide events, from what the platform says, when it says it: late, twice, out of order or never.
// Pure: times come in. What is decided and why: ADR 13.
import type { WideRow } from '../rows/wide-row.ts';
import { type EnvironmentInit, hasFailed, isInitEvent, noteInit } from './environment-init.ts';
import { durationMsOf, type Invocation, newInvocation, noteTracing, START_TOLERANCE_MS } from './invocation.ts';
import { InvocationEvents, type InvocationOptions } from './invocation-event.ts';
import type { SpanRules } from './invocation-spans.ts';
import { readInvocationState, writeInvocationState } from './invocation-state.ts';
import { membersOf, outcomeOf, type PlatformEvent, platformEventOf, textMember } from './platform-event.ts';
import type { KnownInvocations } from './span-owner.ts';
import { parseXrayHeader } from './xray-header.ts';

export interface InvokeMessage {
  readonly requestId: string;
  readonly invokedFunctionArn?: string;
  readonly deadlineMs?: number;
  readonly tracing?: { readonly value?: string };
}

/** An invocation as whoever chooses among rows sees it; the next process of the environment is told what it chose. */
export interface RowOwner {
  isLeftOut?: boolean;
}

/** `done` by the runtime, and `reported` once the platform has said what it cost. */
export type InvocationEnd = 'untold' | 'done' | 'reported';

export interface InvocationAssembler {
  invoke(event: InvokeMessage, atUnixMs: number): void;
  /** A batch of the Telemetry API, in any order. */
  telemetry(events: readonly unknown[]): void;
  /** Rows of the function's own spans; what is whole of one may be taken when the next is asked for. `isPart`: of a body, more of which follows. */
  spans(rows: Iterable<WideRow>, isPart?: boolean): void;
  /** The environment ends: what is open is told now. */
  shutdown(reason: string, atUnixMs: number): void;
  /** Whether the end of an invocation may still be told, or of an init before all of them that ran before anybody called. */
  readonly hasOpen: boolean;
  /** What was told of the last attempt at an invocation. */
  endOf(requestId: string): InvocationEnd;
  /** Rows that are whole: spans, events, amendments. An event comes behind the spans that waited for it. */
  take(): WideRow[];
  /** The invocation that a row of `take` belongs to, the same object for all its rows; `undefined` where nobody can say. */
  ownerOf(row: WideRow): RowOwner | undefined;
  /** What the next process of this environment has to know; `null` for nothing. */
  state(): string | null;
  restore(state: string): void;
}

/** Past invocations that a late report or span may still speak of, and those that only a span named. */
const MOST_REMEMBERED = 64;
/** Where several run at once: as many are named by spans before telemetry, 100 ms later, says of them that they began. */
const MOST_REMEMBERED_AT_ONCE = 512;
/** Where several run at once, those that only a span may still speak of: an SDK's batch comes 5 s late, which are these at 800 invocations a second. */
const MOST_FORGOTTEN = 4_096;
/** Invocations that run at once: 64 of each vCPU. */
const MOST_OPEN = 2_048;
/** Of those that were sent, what the next process is told, and as many whose report or end is missing: it comes one invocation late, or again. */
const MOST_SAVED = 8;
/**
 * An end that is told late comes during the invocations after its own, and not while the environment is frozen: it is given up
 * when so many have begun and so much time has passed, or when too many wait.
 */
const INVOKES_UNTIL_GIVEN_UP = 3;
const MS_UNTIL_GIVEN_UP = 1_000;
const MOST_UNTOLD = 8;
/** Half of what passes before a failed asynchronous invocation is tried again. */
const MS_BEFORE_RETRY = 30_000;

/** Of a function that may send no spans: what those need can come with the first of them. */
export interface SpanlessAssembler extends InvocationAssembler {
  /** Before `spans` is called. */
  takeSpansBy(rules: SpanRules): void;
}

export function createSpanlessAssembler(options: InvocationOptions): SpanlessAssembler {
  return new Assembler(options);
}

class Assembler implements SpanlessAssembler {
  readonly #events: InvocationEvents;
  readonly #options: InvocationOptions;
  #rules: SpanRules | undefined;
  /** In the order in which they were heard of; those that were sent stay for a while. */
  #invocations: Invocation[] = [];
  readonly #forgotten = new Map<string, Invocation>();
  #init: EnvironmentInit = {};
  /** How many this process has heard of. */
  #seen = 0;
  #memoryUsedMb: number | undefined;
  #overheadMs = 0;
  #rows: WideRow[] = [];
  readonly #owners = new WeakMap<WideRow, Invocation>();

  constructor(options: InvocationOptions) {
    this.#options = options;
    this.#events = new InvocationEvents(options);
    this.#init.type = options.initType;
  }

  invoke({ requestId, invokedFunctionArn, deadlineMs, tracing }: InvokeMessage, atUnixMs: number): void {
    const waiting = this.#invocations.find((one) => one.requestId === requestId && mayGetInvoke(one));
    const others = this.#invocations.filter((one) => one !== waiting);
    for (const one of others) one.laterInvokes++;
    const open = others.filter((one) => !isSent(one));
    for (const [i, one] of open.entries()) {
      one.followedAtMs ??= atUnixMs;
      if (this.#isGivenUp(one, atUnixMs) || open.length - i > MOST_UNTOLD) this.#send(one);
    }
    const invocation = waiting ?? this.#begin(requestId, atUnixMs);
    invocation.hasInvoke = true;
    invocation.invokedAtMs = atUnixMs;
    invocation.invokedArn = invokedFunctionArn;
    invocation.deadlineMs = deadlineMs;
    invocation.header = parseXrayHeader(tracing?.value);
  }

  #isGivenUp({ laterInvokes, followedAtMs = 0 }: Invocation, atUnixMs: number): boolean {
    if (this.#options.hasTelemetry === false) return true;
    return laterInvokes >= INVOKES_UNTIL_GIVEN_UP && atUnixMs - followedAtMs >= MS_UNTIL_GIVEN_UP;
  }

  #begin(requestId: string, startMs: number): Invocation {
    const invocation = newInvocation(requestId, startMs, this.#seen++ === 0);
    this.#invocations.push(invocation);
    const others = this.#invocations.filter((one) => isSent(one) || !one.hasStart);
    // More than one once many that ran at once are over.
    const most = this.#options.isConcurrent ? MOST_REMEMBERED_AT_ONCE : MOST_REMEMBERED;
    for (const one of others.slice(0, Math.max(0, others.length - most))) this.#forget(one);
    if (this.#invocations.length > MOST_OPEN) this.#forget(this.#invocations[0]);
    return invocation;
  }

  #forget(one: Invocation): void {
    this.#invocations.splice(this.#invocations.indexOf(one), 1);
    if (isSent(one)) this.#settle(one);
    else this.#send(one);
    if (!this.#options.isConcurrent) return;
    one.spans = one.done = one.report = undefined;
    this.#forgotten.set(one.requestId, one);
    const [oldest] = this.#forgotten.keys();
    if (this.#forgotten.size > MOST_FORGOTTEN) this.#forgotten.delete(oldest);
  }

  /** Of the request those that are remembered; or one that was forgotten, and told, before its start or its end was heard, or that is told of again. */
  #attemptsAt(requestId: string, startMs?: number): Invocation[] {
    const attempts = this.#invocations.filter((one) => one.requestId === requestId);
    const forgotten = this.#forgotten.get(requestId);
    if (attempts.length > 0 || forgotten === undefined) return attempts;
    if (startMs && forgotten.hasStart && !hasStarted(forgotten, startMs)) return attempts;
    this.#forgotten.delete(requestId);
    this.#invocations.push(forgotten);
    return [forgotten];
  }

  telemetry(events: readonly unknown[]): void {
    for (const event of events) {
      const known = platformEventOf(event);
      if (known !== undefined) this.#note(known);
    }
    for (const invocation of this.#invocations) this.#settle(invocation);
  }

  #note(event: PlatformEvent): void {
    if (isInitEvent(event.type)) noteInit(this.#init, event);
    const requestId = textMember(event.record, 'requestId');
    if (requestId === undefined) return;
    if (event.type === 'platform.start') this.#noteStart(requestId, event);
    else if (event.type === 'platform.runtimeDone') this.#noteDone(requestId, event);
    else if (event.type === 'platform.report') this.#noteReport(requestId, event);
  }

  #noteStart(requestId: string, { atMs, record }: PlatformEvent): void {
    const attempts = this.#attemptsAt(requestId, atMs);
    if (attempts.some((one) => hasStarted(one, atMs))) return;
    // Whoever heard of an attempt did so after it began, by one clock. Where that was set back, or the platform's is ahead, it is the last one heard of.
    const heard = attempts.find(
      (one) => !one.hasStart && one.startMs >= atMs - (one.laterInvokes > 0 ? START_TOLERANCE_MS : MS_BEFORE_RETRY),
    );
    const invocation = heard ?? this.#begin(requestId, atMs);
    invocation.hasStart = true;
    invocation.toldStartMs = atMs;
    // An id that was told stays.
    if (isSent(invocation)) return;
    invocation.startMs = atMs;
    this.#settleEarly(invocation);
    invocation.version = textMember(record, 'version');
    invocation.invokedArn ??= textMember(record, 'functionArn');
    noteTracing(invocation, membersOf(record.tracing));
  }

  #noteDone(requestId: string, { atMs, record }: PlatformEvent): void {
    const done = outcomeOf(record);
    const invocation = this.#attempt(requestId, atMs, done.durationMs, (one) => one.done === undefined);
    if (invocation === undefined) return;
    invocation.done = done;
    invocation.doneAtMs = atMs;
    invocation.hasNews = true;
    noteTracing(invocation, membersOf(record.tracing));
  }

  #noteReport(requestId: string, { atMs, record }: PlatformEvent): void {
    const report = outcomeOf(record);
    const invocation = this.#attempt(requestId, atMs, report.durationMs, (one) => one.report === undefined);
    if (invocation === undefined) return;
    invocation.report = report;
    invocation.doneAtMs ??= atMs;
    invocation.hasNews = true;
    this.#memoryUsedMb = report.memoryUsedMb ?? this.#memoryUsedMb;
    const doneMs = invocation.done?.durationMs;
    if (!doneMs || report.durationMs === undefined) return;
    this.#overheadMs = Math.max(0, report.durationMs - doneMs);
  }

  /** Of several attempts the one that began when it says, unless that knows already. One never heard of is known by its end alone. */
  #attempt(
    requestId: string,
    endedMs: number,
    durationMs: number | undefined,
    lacks: (one: Invocation) => boolean,
  ): Invocation | undefined {
    const beganMs = endedMs - (durationMs ?? 0);
    const attempts = this.#attemptsAt(requestId);
    // What ended before this process began was told of by the one before it, which left no state.
    const isOfAnother = this.#seen === 0 && endedMs < (this.#options.startedAtMs ?? 0);
    if (attempts.length === 0) return isOfAnother ? undefined : this.#begin(requestId, beganMs);
    const distance = ({ startMs }: Invocation) => Math.abs(startMs - beganMs);
    const [nearest] = attempts.sort((a, b) => distance(a) - distance(b));
    return nearest !== undefined && lacks(nearest) ? nearest : undefined;
  }

  /** Tells what can be told: the event once it is over, and what a report changes later. */
  #settle(invocation: Invocation): void {
    if (invocation.hasNews !== true) return;
    if (isSent(invocation)) {
      invocation.hasNews = false;
      const amendment = this.#events.amendmentOf(invocation, this.#init);
      if (amendment !== undefined) this.#give(amendment, invocation);
    } else if (invocation.hasStart || invocation.isAwaitingStart === true) this.#send(invocation);
    else invocation.isAwaitingStart = true;
  }

  #send(invocation: Invocation): void {
    const { hasStart, doneAtMs } = invocation;
    const durationMs = durationMsOf(invocation);
    if (!hasStart && doneAtMs !== undefined && durationMs !== undefined) {
      invocation.startMs = Math.round(doneAtMs - durationMs);
    }
    this.#settleEarly(invocation);
    invocation.hasNews = false;
    const facts = {
      init: this.#init,
      memoryUsedMb: this.#memoryUsedMb,
      overheadMs: this.#overheadMs,
      isTaken: (traceId: string) => this.#invocations.some(({ sent }) => sent?.traceId === traceId),
    };
    for (const row of this.#events.rowsOf(invocation, facts)) this.#give(row, invocation);
  }

  #give(row: WideRow, owner: Invocation): void {
    this.#owners.set(row, owner);
    this.#rows.push(row);
  }

  takeSpansBy(rules: SpanRules): void {
    this.#rules = rules;
  }

  spans(rows: Iterable<WideRow>, isPart = false): void {
    const known = this.#known();
    for (const row of rows) {
      this.#events.complete(row);
      // The unit of work is the invocation, whatever began a span in it, or in the init before.
      row.main = false;
      this.#assign(row, this.#rules!.ownerOf(row, known));
    }
    if (this.#options.hasTelemetry !== false || isPart) return;
    // Nobody will say that the invocation is over; its own span has, and what else is in the body with it is of that.
    for (const invocation of this.#invocations) {
      if (!isSent(invocation) && invocation.spans?.hasEntry) this.#send(invocation);
    }
  }

  /** `null`: it waits. */
  #assign(row: WideRow, invocation: Invocation | undefined | null): void {
    const rules = this.#rules!;
    if (invocation === null) return;
    if (invocation === undefined) this.#rows.push(row);
    else if (isSent(invocation)) this.#give(this.#events.late(row, invocation, rules), invocation);
    else if (!(invocation.spans ??= rules.begin(invocation.requestId)).holds(row)) this.#give(row, invocation);
  }

  ownerOf(row: WideRow): RowOwner | undefined {
    return this.#owners.get(row);
  }

  /** Spans that waited for the invocation's start; where none was told they are its own. */
  #settleEarly(invocation: Invocation): void {
    const { early = [], hasStart } = invocation;
    invocation.early = undefined;
    const known = this.#known();
    for (const row of early) this.#assign(row, hasStart ? this.#rules!.ownerOf(row, known) : invocation);
  }

  #known(): KnownInvocations {
    return {
      ...this.#options,
      all: this.#invocations,
      unsent: this.#invocations.filter((one) => !isSent(one)),
      forgotten: this.#forgotten,
      begin: (requestId, startMs) => this.#begin(requestId, startMs),
    };
  }

  shutdown(reason: string, atUnixMs: number): void {
    for (const invocation of this.#invocations) {
      if (isSent(invocation)) continue;
      const { done, report } = invocation;
      if (done === undefined && report === undefined && this.#isCutShort(invocation, reason)) {
        invocation.endedBy = reason.toLowerCase();
        invocation.endedAfterMs = Math.max(0, atUnixMs - invocation.startMs);
      }
      this.#send(invocation);
    }
    if (this.#seen === 0 && this.#isInitToTell(reason)) {
      this.#rows.push(this.#events.rowOfInit(this.#init, atUnixMs));
    }
  }

  /**
   * An on-demand environment fails within its first invocation, whose event tells of it; but a runtime that dies at once does so before telemetry
   * can be subscribed to, and nobody tells of that invocation.
   */
  #isInitToTell(reason: string): boolean {
    if (this.#options.hasTelemetry === false && reason.toLowerCase() !== 'spindown') return true;
    return hasFailed(this.#init) && this.#startsAhead;
  }

  /** No invocation may ever follow, and tell of its init. */
  get #startsAhead(): boolean {
    return (this.#init.type ?? 'on-demand') !== 'on-demand';
  }

  /**
   * One that another INVOKE of this process followed had ended, and so has the last one of an environment that is idle: nobody told how, which is
   * no failure. Without INVOKE it is the one in which a second init ran.
   */
  #isCutShort({ laterInvokes, hasInvoke, hasStart }: Invocation, reason: string): boolean {
    if (laterInvokes > 0) return false;
    if (reason.toLowerCase() !== 'spindown') return true;
    return hasStart && !hasInvoke && !this.#options.isConcurrent;
  }

  get hasOpen(): boolean {
    const isInitOpen = this.#startsAhead && !this.#seen && !this.#init.status;
    return this.#options.hasTelemetry !== false && (isInitOpen || this.#invocations.some((one) => !isSent(one)));
  }

  endOf(requestId: string): InvocationEnd {
    const last = this.#invocations.findLast((one) => one.requestId === requestId);
    if (last?.report !== undefined) return 'reported';
    return last?.done === undefined ? 'untold' : 'done';
  }

  take(): WideRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  state(): string | null {
    if (this.#options.hasTelemetry === false) return null;
    const isUntold = (one: Invocation) => one.report === undefined || one.done === undefined;
    const untold = new Set(this.#invocations.filter(isUntold).slice(-MOST_SAVED));
    const saved = this.#invocations
      .filter((one, i, all) => !isSent(one) || untold.has(one) || i >= all.length - MOST_SAVED)
      .slice(-MOST_REMEMBERED);
    if (saved.length === 0 && !hasFailed(this.#init)) return null;
    return writeInvocationState({ invocations: saved, init: this.#init });
  }

  restore(state: string): void {
    const { invocations, init } = readInvocationState(state);
    this.#invocations = invocations;
    this.#init = init;
  }
}

function hasStarted({ hasStart, startMs, toldStartMs = startMs }: Invocation, atMs: number): boolean {
  return hasStart && toldStartMs === atMs;
}

function isSent(invocation: Invocation): boolean {
  return invocation.sent !== undefined;
}

/** On a busy machine INVOKE may be read behind all that telemetry says of its invocation: that was told then, and is no second one. */
function mayGetInvoke(invocation: Invocation): boolean {
  return !invocation.hasInvoke && (!isSent(invocation) || invocation.laterInvokes === 0);
}
