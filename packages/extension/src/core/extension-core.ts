// The extension as a machine without a clock, a network or a disk: what happens goes in with its time, what is to be done comes out.
// The process and the simulation run this very code.
import { documentOf, type WideRow } from '@tracelake/otlp';
import { maskUrl } from './attribute-rules.ts';
import { type CallOutcome, describeOutcome, verdictOf } from './call-outcome.ts';
import {
  afterCall,
  CLOSED_MS,
  type DeliveryState,
  OPEN_DELIVERY,
  TIMEOUT_WEIGHT,
  waitUntilCallMs,
} from './delivery-state.ts';
import { FIREHOSE_LIMITS, type FirehoseRecord, packCall, type QueuedDocument } from './document-packing.ts';
import { DocumentStore } from './document-store.ts';
import { DropCounters, type DropRowIdentity, dropLine, dropRow } from './drop-counters.ts';
import type { ExtensionEffect, ExtensionInput, InvokeEvent, ShutdownEvent } from './extension-input.ts';
import {
  emptyRhythm,
  type FlushMoment,
  type FlushView,
  shouldFlush,
  staysToTheEnd,
  withCall,
  withDuration,
  withGap,
} from './flush-policy.ts';
import { type InvocationRows, momentsOf } from './invocation-rows.ts';
import { RowSampling } from './row-sampling.ts';
import type { Settings } from './settings.ts';
import { splitLines } from './spool-format.ts';

export interface ExtensionCoreOptions {
  readonly settings: Settings;
  readonly rows: InvocationRows;
  readonly identity: Pick<DropRowIdentity, 'functionName' | 'functionVersion' | 'serviceName'>;
  /** Managed instances are never frozen, and have no `next` between invocations. */
  readonly isManaged?: boolean;
  /** In [0, 1): jitter, and the ids of rows about drops. */
  readonly fraction: () => number;
}

/** `asked`: the platform may freeze the environment, so no call may be open. `running`: `next` was not asked yet. */
type Phase = 'starting' | 'asked' | 'running' | 'stopping' | 'ended';

interface Invocation {
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly deadlineMs: number;
  /** Whether `next` waits for the end of the runtime's work: not while calls fail, whose trouble must not become the function's. */
  readonly stays: boolean;
  isStarted: boolean;
  isDone: boolean;
  isFatal: boolean;
  /** When its end was told. */
  endedAtMs: number;
}

interface Call {
  readonly id: number;
  readonly records: readonly FirehoseRecord[];
  readonly startedAtMs: number;
  readonly isAfterEnd: boolean;
}

/** The platform says within milliseconds that an invocation started; if it does not, it will not say that it ended either. */
const START_SEEN_MS = 500;
/** `next` is asked this long before the deadline at the latest, and after ten times what such an invocation takes: an end that nobody told must not hold the environment. */
const BEFORE_DEADLINE_MS = 200;
const USUAL_DURATIONS = 10;
const LEAST_STAY_MS = 1_000;
/** The runtime's last events are on their way when SHUTDOWN comes. */
const LAST_EVENTS_MS = 60;
/** Left of the shutdown for the process to end. */
const EXIT_MS = 100;
const LEAST_CALL_MS = 20;
const TELL_DROPS_MS = 60_000;
const encoder = new TextEncoder();

export class ExtensionCore {
  readonly drops = new DropCounters();
  readonly #options: ExtensionCoreOptions;
  readonly #settings: Settings;
  readonly #rows: InvocationRows;
  readonly #store: DocumentStore;
  readonly #sampling: RowSampling;
  #phase: Phase = 'starting';
  #hasTelemetry = false;
  #rhythm = emptyRhythm();
  #lastInvokeMs: number | undefined;
  #invocation: Invocation | null = null;
  #shutdown: { reason: string; deadlineMs: number; closeAtMs: number; isClosed: boolean } | null = null;
  #delivery: DeliveryState = OPEN_DELIVERY;
  #call: Call | null = null;
  #lastCall = 0;
  #isFlushing = false;
  #isFreshSocket = false;
  #callsSinceDone = 0;
  #wakeAtMs: number | null = null;
  #savedState: string | null = null;
  #toldDropsMs = -Infinity;
  #lastNowMs = -Infinity;
  #effects: ExtensionEffect[] = [];

  constructor(options: ExtensionCoreOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#rows = options.rows;
    this.#store = new DocumentStore(options.settings, this.drops);
    this.#sampling = new RowSampling(options.settings);
  }

  get store(): DocumentStore {
    return this.#store;
  }

  step(input: ExtensionInput): ExtensionEffect[] {
    if (this.#phase === 'ended') return [];
    const { nowMs } = input;
    this.#effects = [];
    this.#noticeClock(nowMs);
    this.#take(input);
    this.#collect(nowMs);
    this.#decide(nowMs);
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #take(input: ExtensionInput): void {
    const { nowMs } = input;
    switch (input.kind) {
      case 'started':
        this.#hasTelemetry = input.hasTelemetry;
        this.#savedState = input.invocationState;
        this.#store.find(input.segments);
        this.#askNext();
        break;
      case 'invoke':
        this.#invoke(input.event, nowMs);
        break;
      case 'shutdown':
        this.#beginShutdown(input.event, nowMs);
        break;
      case 'telemetry':
        this.#telemetry(input.events, nowMs);
        break;
      case 'spans':
        this.#rows.spans(input.rows);
        break;
      case 'dropped':
        this.drops.add(input.reason, input.count);
        break;
      case 'called':
        if (input.id === this.#call?.id) this.#called(this.#call, input.outcome, nowMs);
        break;
      case 'spool-appended':
        this.#store.appended(input.segment, input.firstIndex, input.isWritten, nowMs);
        break;
      case 'spool-content':
        this.#store.loaded(input.segment, input.content, nowMs);
        break;
      case 'woken':
        this.#wakeAtMs = null;
        break;
    }
  }

  /** A clock that is set back while an invocation runs makes its deadline meaningless: it is not waited for. */
  #noticeClock(nowMs: number): void {
    if (nowMs < this.#lastNowMs - 1_000 && this.#invocation !== null) this.#invocation.isDone = true;
    this.#lastNowMs = nowMs;
  }

  #invoke(event: InvokeEvent, nowMs: number): void {
    const { flushIntervalMs } = this.#settings;
    if (this.#lastInvokeMs !== undefined) {
      this.#rhythm = withGap(this.#rhythm, Math.max(0, nowMs - this.#lastInvokeMs), flushIntervalMs);
    }
    this.#lastInvokeMs = nowMs;
    this.#phase = 'running';
    this.#rows.invoke(event, nowMs);
    this.#invocation = {
      requestId: event.requestId,
      startedAtMs: nowMs,
      deadlineMs: event.deadlineMs,
      stays:
        this.#hasTelemetry && this.#delivery.failures === 0 && staysToTheEnd(this.#view('invocation-start', nowMs)),
      isStarted: false,
      isDone: false,
      isFatal: false,
      endedAtMs: event.deadlineMs,
    };
    this.#callsSinceDone = 0;
    this.#isFlushing = shouldFlush(this.#view('invocation-start', nowMs));
    this.#saveState();
  }

  #telemetry(events: readonly unknown[], nowMs: number): void {
    this.#rows.telemetry(events);
    for (const moment of momentsOf(events)) {
      if (moment.durationMs !== undefined) this.#rhythm = withDuration(this.#rhythm, moment.durationMs);
      const invocation = this.#invocation;
      if (invocation === null || invocation.requestId !== moment.requestId) continue;
      invocation.isStarted = true;
      if (moment.kind !== 'runtime-done' || invocation.isDone) continue;
      invocation.isDone = true;
      invocation.isFatal = moment.isFatal;
      invocation.endedAtMs = nowMs;
    }
    // Rows of the runtime's end are collected first, and then decide whether they are sent.
    this.#collect(nowMs);
    if (
      this.#phase === 'running' &&
      this.#invocation?.isDone &&
      !this.#invocation.isFatal &&
      this.#callsSinceDone === 0
    ) {
      this.#isFlushing ||= shouldFlush(this.#view('runtime-done', nowMs));
    }
  }

  #beginShutdown({ shutdownReason, deadlineMs }: ShutdownEvent, nowMs: number): void {
    this.#phase = 'stopping';
    const isOpen = this.#hasTelemetry && this.#invocation !== null && !this.#invocation.isDone;
    this.#shutdown = {
      reason: shutdownReason.toLowerCase(),
      deadlineMs,
      closeAtMs: nowMs + (isOpen ? LAST_EVENTS_MS : 0),
      isClosed: false,
    };
  }

  #called(call: Call, outcome: CallOutcome, nowMs: number): void {
    this.#call = null;
    const documents = call.records.flat();
    const verdict = verdictOf(outcome, this.#delivery.failures);
    const errors = outcome.kind === 'answered' ? outcome.errors : null;
    const [settled, unsent]: [QueuedDocument[], QueuedDocument[]] = [[], []];
    call.records.forEach((record, i) => {
      (errors?.[i] === null ? settled : unsent).push(...record);
    });
    if (verdict === 'invalid' && this.#delivery.failures > 0) {
      // Refused twice: it is not the stream that is wrong.
      this.drops.add('refused', documents.length);
      this.#store.putBack(documents, []);
    } else this.#store.putBack(settled, unsent);
    if (outcome.kind === 'unanswered') this.drops.maybeDoubled += documents.length;
    if (call.isAfterEnd) this.#callsSinceDone++;
    if (verdict === 'again' && !this.#isFreshSocket) {
      this.#isFreshSocket = true;
      return;
    }
    this.#isFreshSocket = false;
    const wasClosed = this.#delivery.isClosed;
    this.#delivery = afterCall(this.#delivery, {
      verdict: verdict === 'again' ? 'retry' : verdict,
      nowMs,
      fraction: this.#options.fraction(),
      weight: outcome.kind === 'unanswered' && outcome.isTimeout ? TIMEOUT_WEIGHT : 1,
    });
    if (verdict === 'delivered') this.#rhythm = withCall(this.#rhythm, Math.max(0, nowMs - call.startedAtMs));
    if (this.#delivery.isClosed && !wasClosed) {
      this.#log(
        `tracelake: rows cannot be sent, next try in ${CLOSED_MS / 60_000} minutes: ${describeOutcome(outcome)}`,
      );
    }
    if (this.#phase === 'running') this.#isFlushing = this.#goesOn(verdict === 'delivered', nowMs);
  }

  /** While the function works further calls cost nothing; after it, one call is all. */
  #goesOn(wasDelivered: boolean, nowMs: number): boolean {
    const { isDone, isFatal, stays } = this.#invocation!;
    if (this.#store.waitingBytes === 0) return false;
    if (isDone) {
      const mayCall = wasDelivered && !isFatal && this.#callsSinceDone === 0;
      return mayCall && shouldFlush(this.#view('runtime-done', nowMs));
    }
    return wasDelivered ? this.#hasTelemetry : stays;
  }

  /** Rows that are whole become documents, which lie in the spool before anything else is done. */
  #collect(nowMs: number): void {
    const rows = this.#rows.take();
    if (rows.length > 0) this.#addRows(this.#sampling.sample(rows), nowMs);
    this.#effects.push(...this.#store.takeEffects());
    // Behind its rows: what is told must not be told again by the next process.
    if (rows.length > 0) this.#saveState();
  }

  /** Documents of one step share their memory: one allocation, not one a row. */
  #addRows(rows: readonly WideRow[], nowMs: number): void {
    const text = rows.map((row) => `${documentOf(masked(row))}\n`).join('');
    const documents = splitLines(encoder.encode(text)).filter(({ length }) => length <= FIREHOSE_LIMITS.recordBytes);
    this.drops.add('document_too_large', rows.length - documents.length);
    if (documents.length > 0) this.#store.add(documents, nowMs);
  }

  #decide(nowMs: number): void {
    if (this.#call !== null) return;
    if (this.#phase === 'running') this.#decideRunning(nowMs);
    else if (this.#phase === 'stopping') this.#decideStopping(nowMs);
    else if (this.#phase === 'asked' && this.#options.isManaged) this.#decideManaged(nowMs);
    this.#effects.push(...this.#store.takeEffects());
  }

  #decideRunning(nowMs: number): void {
    const invocation = this.#invocation!;
    if (!invocation.isDone && this.#store.waitingBytes >= this.#settings.flushBytes) this.#isFlushing = true;
    const callAtMs = nowMs + waitUntilCallMs(this.#delivery, nowMs);
    const untilMs = Math.min(invocation.deadlineMs, invocation.endedAtMs + this.#settings.callTimeoutMs);
    if (this.#isFlushing && callAtMs <= nowMs && this.#startCall(nowMs, untilMs)) return;
    const releaseAtMs = this.#releaseAtMs(invocation);
    if (!invocation.stays || invocation.isDone || nowMs >= releaseAtMs) this.#askNext();
    else this.#wake(this.#isFlushing && callAtMs > nowMs ? Math.min(callAtMs, releaseAtMs) : releaseAtMs);
  }

  /** When an invocation is not waited for any longer. */
  #releaseAtMs({ startedAtMs, deadlineMs, isStarted }: Invocation): number {
    const usualMs = LEAST_STAY_MS + USUAL_DURATIONS * (this.#rhythm.durationMs ?? 0);
    return Math.min(startedAtMs + (isStarted ? usualMs : START_SEEN_MS), deadlineMs - BEFORE_DEADLINE_MS);
  }

  #decideStopping(nowMs: number): void {
    const shutdown = this.#shutdown!;
    if (!shutdown.isClosed) {
      const isDone = this.#invocation === null || this.#invocation.isDone;
      if (nowMs < shutdown.closeAtMs && !isDone) {
        this.#wake(shutdown.closeAtMs);
        return;
      }
      shutdown.isClosed = true;
      this.#rows.shutdown(shutdown.reason, nowMs);
      this.#collect(nowMs);
      this.#addRows(this.#sampling.release(), nowMs);
    }
    const callAtMs = nowMs + waitUntilCallMs(this.#delivery, nowMs);
    const lastMs = shutdown.deadlineMs - EXIT_MS;
    if (this.#store.waitingBytes === 0 || callAtMs + LEAST_CALL_MS > lastMs) this.#end(nowMs);
    else if (callAtMs > nowMs) this.#wake(callAtMs);
    else if (!this.#startCall(nowMs, lastMs)) this.#end(nowMs);
  }

  #decideManaged(nowMs: number): void {
    const waitMs = waitUntilCallMs(this.#delivery, nowMs);
    const dueMs = this.#settings.flushIntervalMs - this.#store.waitingSinceMs(nowMs);
    if (this.#store.waitingBytes === 0) return;
    if (waitMs === 0 && (dueMs <= 0 || this.#store.waitingBytes >= this.#settings.flushBytes)) {
      this.#startCall(nowMs, nowMs + this.#settings.callTimeoutMs);
    } else this.#wake(nowMs + Math.max(waitMs, dueMs, 1));
  }

  /** Whether a call, or what has to be read for it, is under way. */
  #startCall(nowMs: number, untilMs: number): boolean {
    const timeoutMs = Math.min(this.#settings.callTimeoutMs, untilMs - nowMs);
    if (this.#settings.streamName === '' || timeoutMs < LEAST_CALL_MS) return false;
    if (this.#store.load()) return true;
    this.#tellDrops(nowMs, false);
    const limits = { ...FIREHOSE_LIMITS, documentsPerRecord: this.#settings.documentsPerRecord };
    const records = packCall(this.#store.waiting, limits);
    if (records.length === 0) return false;
    this.#store.take(records);
    this.#effects.push(...this.#store.takeEffects());
    this.#call = { id: ++this.#lastCall, records, startedAtMs: nowMs, isAfterEnd: this.#invocation?.isDone ?? true };
    this.#effects.push({ kind: 'call', id: this.#lastCall, records, timeoutMs, isFreshSocket: this.#isFreshSocket });
    return true;
  }

  #askNext(): void {
    this.#isFlushing = false;
    this.#phase = 'asked';
    this.#wake(null);
    this.#saveState();
    this.#effects.push({ kind: 'next' });
  }

  #end(nowMs: number): void {
    // After a failure the folder stays for the next process; at the end of the environment it goes with it.
    const isLast = this.#shutdown!.reason === 'spindown';
    if (isLast && this.#store.countUnread()) return;
    this.drops.add('shutdown', isLast ? this.#store.undelivered : this.#store.unspooled);
    this.#tellDrops(nowMs, true);
    this.#saveState();
    this.#phase = 'ended';
    this.#effects.push({ kind: 'exit' });
  }

  #tellDrops(nowMs: number, isLast: boolean): void {
    if (!this.drops.hasNews || (!isLast && nowMs - this.#toldDropsMs < TELL_DROPS_MS && nowMs >= this.#toldDropsMs))
      return;
    this.#toldDropsMs = nowMs;
    const news = this.drops.takeNews();
    this.#log(dropLine(news));
    if (isLast) return;
    const [traceId, spanId] = [32, 16].map((digits) => this.#randomHex(digits));
    this.#addRows([dropRow(news, { ...this.#options.identity, traceId, spanId }, nowMs)], nowMs);
  }

  #randomHex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.#options.fraction() * 16).toString(16)).join('');
  }

  #saveState(): void {
    const state = this.#rows.state();
    if (state === this.#savedState) return;
    this.#savedState = state;
    this.#effects.push({ kind: 'save-state', text: state ?? '' });
  }

  #wake(atMs: number | null): void {
    if (atMs === this.#wakeAtMs) return;
    this.#wakeAtMs = atMs;
    this.#effects.push({ kind: 'wake', atMs });
  }

  #log(line: string): void {
    this.#effects.push({ kind: 'log', line: line.replace(/\s+/g, ' ') });
  }

  #view(moment: FlushMoment, nowMs: number): FlushView {
    const { flush, flushBytes, flushIntervalMs } = this.#settings;
    return {
      mode: flush,
      moment,
      waitingBytes: this.#store.waitingBytes,
      waitingMs: this.#store.waitingSinceMs(nowMs),
      flushBytes,
      flushIntervalMs,
      rhythm: this.#rhythm,
    };
  }
}

/** Secrets hide in URLs, whose keys no rule can tell apart. */
function masked(row: WideRow): WideRow {
  const { url_full: full, url_query: query } = row;
  if (full !== undefined) row.url_full = maskUrl(full);
  if (query !== undefined) row.url_query = maskUrl(query);
  return row;
}
