// The extension as a machine without a clock, a network or a disk: what happens goes in with its time, what is to be done comes out.
// The process and the simulation run this very code.
import type { WideRow } from '@tracelake/otlp';
import { DocumentDelivery, type DocumentDeliveryOptions, type EndedCall } from './document-delivery.ts';
import type { DocumentStore } from './document-store.ts';
import type { DropCounters } from './drop-counters.ts';
import { EndWatch } from './end-watch.ts';
import type { ExtensionEffect, ExtensionInput, InvokeEvent } from './extension-input.ts';
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
import { type InvocationRows, lostEventsOf, momentsOf } from './invocation-rows.ts';
import type { RowSampling } from './row-sampling.ts';
import type { Settings } from './settings.ts';
import { beginShutdown, lastCallMs, type Shutdown } from './shutdown.ts';

export interface ExtensionCoreOptions extends DocumentDeliveryOptions {
  readonly rows: InvocationRows;
  /** Without it all rows are kept. */
  readonly sampling?: RowSampling;
  /** Managed instances are never frozen, and have no `next` between invocations. */
  readonly isManaged?: boolean;
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

export class ExtensionCore {
  readonly #isManaged: boolean;
  readonly #settings: Settings;
  readonly #rows: InvocationRows;
  readonly #delivery: DocumentDelivery;
  readonly #sampling: RowSampling | undefined;
  #phase: Phase = 'starting';
  #hasTelemetry = false;
  #rhythm = emptyRhythm();
  readonly #ends = new EndWatch();
  #lastInvokeMs: number | undefined;
  #invocation: Invocation | null = null;
  #shutdown: Shutdown | null = null;
  #isFlushing = false;
  #callsSinceDone = 0;
  #wakeAtMs: number | null = null;
  #savedState: string | null = null;
  /** Something may have come that it tells of. */
  #isStateStale = true;
  #lastNowMs = -Infinity;
  /** Rows came in this step. */
  #hasNewRows = false;
  #effects: ExtensionEffect[] = [];

  constructor(options: ExtensionCoreOptions) {
    this.#isManaged = options.isManaged ?? false;
    this.#settings = options.settings;
    this.#rows = options.rows;
    this.#delivery = new DocumentDelivery(options);
    this.#sampling = options.sampling;
  }

  get store(): DocumentStore {
    return this.#delivery.store;
  }

  get drops(): DropCounters {
    return this.#delivery.drops;
  }

  step(input: ExtensionInput): ExtensionEffect[] {
    if (this.#phase === 'ended') return [];
    const { nowMs } = input;
    this.#effects = [];
    this.#isStateStale = true;
    this.#noticeClock(nowMs);
    this.#take(input);
    if (input.isPart) return this.#delivery.takeEffects();
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
        if (this.#sampling !== undefined) this.#sampling.isEndTold = input.hasTelemetry;
        this.#savedState = input.invocationState;
        this.store.find(input.segments);
        this.#askNext();
        break;
      case 'invoke':
        this.#invoke(input.event, nowMs);
        break;
      case 'shutdown':
        this.#phase = 'stopping';
        this.#shutdown = beginShutdown(input.event, nowMs, this.#isManaged);
        break;
      case 'telemetry':
        this.#telemetry(input.events, nowMs);
        break;
      case 'spans':
        this.#rows.spans(this.#inTurn(input.rows), input.isPart);
        break;
      case 'dropped':
        this.drops.add(input.reason, input.count);
        break;
      case 'called':
        this.#called(this.#delivery.called(input.id, input.outcome, nowMs), nowMs);
        break;
      case 'spool-appended':
        if (!input.isWritten) this.#delivery.spoolFailed();
        this.store.appended(input.segment, input.firstIndex, input.isWritten, nowMs);
        break;
      case 'spool-content':
        this.store.loaded(input.segment, input.content, nowMs);
        break;
      case 'woken':
        this.#wakeAtMs = null;
        break;
    }
  }

  /** A clock that is set back while an invocation runs, or the environment ends, makes the deadline meaningless: it is not waited for. */
  #noticeClock(nowMs: number): void {
    if (nowMs < this.#lastNowMs - 1_000) {
      if (this.#invocation !== null) this.#invocation.isDone = true;
      if (this.#shutdown !== null) this.#shutdown.deadlineMs = nowMs;
    }
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
    // Telemetry of the whole invocation may have been read before.
    const isDone = this.#rows.endOf(event.requestId) !== 'untold';
    this.#invocation = {
      requestId: event.requestId,
      startedAtMs: nowMs,
      deadlineMs: event.deadlineMs,
      stays: this.#mayStay && staysToTheEnd(this.#view('invocation-start', nowMs)),
      isStarted: isDone,
      isDone,
      isFatal: false,
      endedAtMs: isDone ? nowMs : event.deadlineMs,
    };
    this.#callsSinceDone = 0;
    this.#isFlushing = shouldFlush(this.#view('invocation-start', nowMs));
    // An end that is given up now: its row comes first.
    this.#collect(nowMs);
    this.#flushAtEnd(nowMs);
    this.#saveState();
  }

  get #mayStay(): boolean {
    return this.#hasTelemetry && this.#ends.isWorthwhile && !this.#delivery.isFailing;
  }

  #telemetry(events: readonly unknown[], nowMs: number): void {
    this.#rows.telemetry(events);
    this.drops.add('telemetry_lost', lostEventsOf(events));
    for (const moment of momentsOf(events)) {
      if (moment.durationMs !== undefined) this.#rhythm = withDuration(this.#rhythm, moment.durationMs);
      if (moment.kind === 'runtime-done') this.#ends.told(moment.requestId, moment.durationMs);
      const invocation = this.#invocation;
      if (invocation === null || invocation.requestId !== moment.requestId) continue;
      invocation.isStarted = true;
      if (moment.kind !== 'runtime-done' || invocation.isDone) continue;
      // Of an attempt before this one, which had the same id.
      if (this.#rows.endOf(moment.requestId) === 'untold') continue;
      invocation.isDone = true;
      invocation.isFatal = moment.isFatal;
      invocation.endedAtMs = nowMs;
    }
    // Rows of the runtime's end are collected first, and then decide whether they are sent.
    this.#collect(nowMs);
    if (this.#phase === 'running') this.#flushAtEnd(nowMs);
  }

  #flushAtEnd(nowMs: number): void {
    if (!this.#invocation?.isDone || this.#invocation.isFatal || this.#callsSinceDone > 0) return;
    this.#isFlushing ||= shouldFlush(this.#view('runtime-done', nowMs));
  }

  #called(ended: EndedCall | undefined, nowMs: number): void {
    if (ended === undefined) return;
    const { verdict, tookMs, isAfterEnd } = ended;
    if (isAfterEnd) this.#callsSinceDone++;
    if (verdict === 'again') return;
    if (verdict === 'delivered') this.#rhythm = withCall(this.#rhythm, tookMs);
    if (this.#phase === 'running') this.#isFlushing = this.#goesOn(verdict === 'delivered', nowMs);
  }

  /** While the function works further calls cost nothing; after it, one call is all. */
  #goesOn(wasDelivered: boolean, nowMs: number): boolean {
    const { isDone, isFatal, stays } = this.#invocation!;
    if (this.store.waitingBytes === 0) return false;
    if (isDone) {
      const mayCall = wasDelivered && !isFatal && this.#callsSinceDone === 0;
      return mayCall && shouldFlush(this.#view('runtime-done', nowMs));
    }
    return wasDelivered ? this.#hasTelemetry : stays;
  }

  /** Each row becomes a document before the next one is read: of a body of spans only one is in memory as a row. */
  *#inTurn(rows: Iterable<WideRow>): Generator<WideRow> {
    for (const row of rows) {
      yield row;
      this.#stage();
    }
  }

  #stage(): void {
    const rows = this.#rows.take();
    const kept = this.#sampling?.sample(rows, this.#lastNowMs) ?? rows;
    if (rows.length === 0 && kept.length === 0) return;
    this.#hasNewRows = true;
    this.#delivery.stage(kept, this.#lastNowMs);
  }

  /** Rows that are whole become documents, which lie in the spool before anything else is done. */
  #collect(nowMs: number): void {
    this.#stage();
    if (this.#hasNewRows) this.#delivery.storeStaged(nowMs);
    this.#effects.push(...this.#delivery.takeEffects());
    // Behind its rows: what is told must not be told again by the next process.
    if (this.#hasNewRows) this.#saveState();
    this.#hasNewRows = false;
  }

  #decide(nowMs: number): void {
    if (this.#delivery.isCalling) return;
    if (this.#phase === 'running') this.#decideRunning(nowMs);
    else if (this.#phase === 'stopping') this.#decideStopping(nowMs);
    else if (this.#phase === 'asked' && this.#isManaged) this.#decideManaged(nowMs);
    this.#effects.push(...this.#delivery.takeEffects());
  }

  #decideRunning(nowMs: number): void {
    const invocation = this.#invocation!;
    if (!invocation.isDone && this.store.waitingBytes >= this.#settings.flushBytes) this.#isFlushing = true;
    const callAtMs = nowMs + this.#delivery.waitMs(nowMs);
    const untilMs = Math.min(invocation.deadlineMs, invocation.endedAtMs + this.#settings.callTimeoutMs);
    if (this.#isFlushing && callAtMs <= nowMs && this.#startCall(nowMs, untilMs)) return;
    const releaseAtMs = this.#ends.releaseAtMs(invocation, this.#rhythm.durationMs);
    if (invocation.stays && !invocation.isDone && nowMs < releaseAtMs) {
      this.#wake(this.#isFlushing && callAtMs > nowMs ? Math.min(callAtMs, releaseAtMs) : releaseAtMs);
      return;
    }
    if (invocation.stays && !invocation.isDone) this.#ends.missed(invocation.requestId, nowMs - invocation.startedAtMs);
    this.#askNext();
  }

  #decideStopping(nowMs: number): void {
    const shutdown = this.#shutdown!;
    if (!shutdown.isClosed) {
      if (nowMs < Math.min(shutdown.closeAtMs, shutdown.deadlineMs) && this.#mayHearOfAnEnd) {
        this.#wake(shutdown.closeAtMs);
        return;
      }
      shutdown.isClosed = true;
      this.#rows.shutdown(shutdown.reason, nowMs);
      this.#isStateStale = true;
      this.#collect(nowMs);
      this.#delivery.stage(this.#sampling?.release() ?? [], nowMs);
      this.#delivery.storeStaged(nowMs);
    }
    const callAtMs = nowMs + this.#delivery.waitMs(nowMs);
    const lastMs = lastCallMs(shutdown);
    if (this.store.waitingBytes === 0) this.#tellDropsOrEnd(shutdown, lastMs, nowMs);
    else if (!this.#delivery.hasTimeUntil(lastMs, nowMs)) this.#tryAgainOrEnd(shutdown, lastMs, nowMs);
    else if (callAtMs > nowMs) this.#wake(callAtMs);
    else if (!this.#startCall(nowMs, lastMs)) this.#end(nowMs);
  }

  /** What waits ends with the environment, whose last seconds nobody pays for: one call, however long the pause would be. */
  #tryAgainOrEnd(shutdown: Shutdown, lastMs: number, nowMs: number): void {
    const mayTry = shutdown.isLast && !shutdown.hasTriedAgain;
    shutdown.hasTriedAgain = true;
    if (!mayTry || !this.#startCall(nowMs, lastMs)) this.#end(nowMs);
  }

  #tellDropsOrEnd(shutdown: Shutdown, lastMs: number, nowMs: number): void {
    const mayTell = shutdown.isLast && !this.#delivery.isFailing && shutdown.dropCallsLeft-- > 0;
    if (!mayTell || !this.#startCall(nowMs, lastMs, true)) this.#end(nowMs);
  }

  get #mayHearOfAnEnd(): boolean {
    if (!this.#hasTelemetry) return false;
    if (this.#isManaged) return this.#rows.hasOpen;
    // An invocation that a failed init spoilt is announced by no INVOKE, but by telemetry.
    const isLastEnd = this.#shutdown!.isLast;
    if (this.#invocation === null) return !isLastEnd || this.#rows.hasOpen;
    if (!this.#invocation.isDone) return true;
    // The report of an environment's last invocation comes only now: its bill and its memory, and nobody waits or pays any more.
    return isLastEnd && !this.#delivery.isFailing && this.#rows.endOf(this.#invocation.requestId) !== 'reported';
  }

  #decideManaged(nowMs: number): void {
    const waitMs = this.#delivery.waitMs(nowMs);
    const dueMs = this.#settings.flushIntervalMs - this.store.waitingSinceMs(nowMs);
    if (this.store.waitingBytes === 0) return;
    if (waitMs === 0 && (dueMs <= 0 || this.store.waitingBytes >= this.#settings.flushBytes)) {
      this.#startCall(nowMs, nowMs + this.#settings.callTimeoutMs);
    } else this.#wake(nowMs + Math.max(waitMs, dueMs, 1));
  }

  #startCall(nowMs: number, untilMs: number, isLast = false): boolean {
    const hasStarted = this.#delivery.start(nowMs, untilMs, this.#invocation?.isDone ?? true, isLast);
    this.#effects.push(...this.#delivery.takeEffects());
    return hasStarted;
  }

  #askNext(): void {
    this.#isFlushing = false;
    this.#phase = 'asked';
    this.#wake(null);
    this.#saveState();
    this.#effects.push({ kind: 'next' });
  }

  #end(nowMs: number): void {
    const isLastEnd = this.#shutdown!.isLast;
    if (!isLastEnd) this.#delivery.leaveDropRow(nowMs);
    this.#effects.push(...this.#delivery.takeEffects());
    // A write that fails leaves its rows in a memory that ends now: they are to be counted.
    if (this.store.isWriting) return;
    // After a failure the folder stays for the next process; at the end of the environment it goes with it.
    if (isLastEnd && this.store.countUnread()) return;
    const [inMemory, inSpool] = [this.store.doubtful(false), this.store.doubtful(true)];
    const unanswered = isLastEnd ? inMemory + inSpool : inMemory;
    this.drops.add('unanswered', unanswered);
    this.drops.add('shutdown', (isLastEnd ? this.store.undelivered : this.store.unspooled) - unanswered);
    // Those that lie in the spool are sent again by the next process.
    if (!isLastEnd) this.drops.add('maybe_doubled', inSpool);
    this.#delivery.tellDrops(nowMs, true);
    this.#effects.push(...this.#delivery.takeEffects());
    this.#saveState();
    this.#phase = 'ended';
    this.#effects.push({ kind: 'exit' });
  }

  #saveState(): void {
    if (!this.#isStateStale) return;
    this.#isStateStale = false;
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

  #view(moment: FlushMoment, nowMs: number): FlushView {
    const { flush, flushBytes, flushIntervalMs } = this.#settings;
    return {
      mode: flush,
      moment,
      waitingBytes: this.store.waitingBytes,
      waitingMs: this.store.waitingSinceMs(nowMs),
      flushBytes,
      flushIntervalMs,
      rhythm: this.#rhythm,
    };
  }
}
