// Documents on their way to Firehose: rows become documents in the store, documents calls, answers what is settled; what is lost is told.
// It knows nothing of invocations: when a call may be made is the core's to say.
import type { WideRow } from '@tracelake/otlp';
import { documentOf } from '@tracelake/otlp/documents';
import { type CallOutcome, type CallVerdict, describeOutcome, verdictOf } from './call-outcome.ts';
import { cutRow } from './cut-row.ts';
import {
  afterCall,
  CLOSED_MS,
  type DeliveryState,
  OPEN_DELIVERY,
  TIMEOUT_WEIGHT,
  waitUntilCallMs,
} from './delivery-state.ts';
import {
  FIREHOSE_LIMITS,
  type FirehoseRecord,
  packCall,
  type QueuedDocument,
  withDocument,
} from './document-packing.ts';
import { DocumentStore } from './document-store.ts';
import { type CountedReason, DropCounters, type DropRowIdentity, dropLine, dropRow } from './drop-counters.ts';
import type { ExtensionEffect } from './extension-input.ts';
import type { Settings } from './settings.ts';

export interface DocumentDeliveryOptions {
  readonly settings: Settings;
  readonly identity: Pick<DropRowIdentity, 'functionName' | 'functionVersion' | 'serviceName'>;
  /** In [0, 1): jitter, and the ids of rows about drops. */
  readonly fraction: () => number;
}

interface Call {
  readonly id: number;
  readonly records: readonly FirehoseRecord[];
  readonly startedAtMs: number;
  readonly isAfterEnd: boolean;
}

export interface EndedCall {
  /** `again` only where the next call is to follow at once, on another socket. */
  readonly verdict: CallVerdict;
  readonly tookMs: number;
  /** Made when the function was done. */
  readonly isAfterEnd: boolean;
}

const LEAST_CALL_MS = 20;
const TELL_DROPS_MS = 60_000;
/** What comes of a stream that takes nothing: the one line about that has said it. */
const OF_CLOSED: ReadonlySet<CountedReason> = new Set([
  'memory_full',
  'spool_full',
  'refused',
  'shutdown',
  'unanswered',
  'maybe_doubled',
]);
/** Written together, which a kill in the middle of a body loses; about 60 spans. */
const MOST_STAGED_BYTES = 32_768;
const encoder = new TextEncoder();

export class DocumentDelivery {
  readonly drops = new DropCounters();
  readonly store: DocumentStore;
  readonly #options: DocumentDeliveryOptions;
  readonly #settings: Settings;
  #state: DeliveryState = OPEN_DELIVERY;
  #call: Call | null = null;
  #lastCall = 0;
  #isFreshSocket = false;
  #toldDropsMs = -Infinity;
  /** What became of the last call; `null` where it was delivered. */
  #trouble: string | null = null;
  #hasToldSpool = false;
  readonly #toldInLines = new Map<CountedReason, number>();
  readonly #toldInRows = new Map<CountedReason, number>();
  /** The row about drops: it goes with each call until one is accepted, and waits nowhere where it could be dropped itself. */
  #dropRow: QueuedDocument | null = null;
  /** Documents of this step, or of a body that is being read. */
  #staged: Uint8Array[] = [];
  #stagedBytes = 0;
  #effects: ExtensionEffect[] = [];

  constructor(options: DocumentDeliveryOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.store = new DocumentStore(options.settings, this.drops);
  }

  get isCalling(): boolean {
    return this.#call !== null;
  }

  get isFailing(): boolean {
    return this.#state.failures > 0;
  }

  waitMs(nowMs: number): number {
    return waitUntilCallMs(this.#state, nowMs);
  }

  takeEffects(): ExtensionEffect[] {
    const effects = [...this.#effects, ...this.store.takeEffects()];
    this.#effects = [];
    return effects;
  }

  /** Rows become documents at once, and are stored together at the end of the step, or when they are many. */
  stage(rows: readonly WideRow[], nowMs: number): void {
    for (const row of rows) {
      const whole = documentBytes(row);
      const document = isTooLarge(whole) ? documentBytes(cutRow(row)) : whole;
      if (isTooLarge(document)) {
        this.drops.add('document_too_large', 1);
        continue;
      }
      this.#staged.push(document);
      this.#stagedBytes += document.length;
      if (this.#stagedBytes >= MOST_STAGED_BYTES) this.storeStaged(nowMs);
    }
  }

  storeStaged(nowMs: number): void {
    if (this.#staged.length > 0) this.store.add(this.#staged, nowMs);
    this.#staged = [];
    this.#stagedBytes = 0;
  }

  /**
   * Whether a call that ends by `untilMs`, or what has to be read for it, is under way. `isLast`: no other comes that could bring the row about drops,
   * which then goes alone.
   */
  start(nowMs: number, untilMs: number, isAfterEnd: boolean, isLast = false): boolean {
    const timeoutMs = Math.min(this.#settings.callTimeoutMs, untilMs - nowMs);
    if (this.#settings.streamName === '' || timeoutMs < LEAST_CALL_MS) return false;
    if (this.store.load(nowMs)) return true;
    this.tellDrops(nowMs, false);
    const limits = { ...FIREHOSE_LIMITS, documentsPerRecord: this.#settings.documentsPerRecord };
    const packed = packCall(this.store.waiting, limits);
    if (packed.length === 0 && !isLast) return false;
    this.store.take(packed);
    this.#effects.push(...this.store.takeEffects());
    this.#dropRow ??= this.#newDropRow(nowMs);
    const records = this.#dropRow === null ? packed : withDocument(packed, this.#dropRow, limits);
    if (records.length === 0) return false;
    this.#call = { id: ++this.#lastCall, records, startedAtMs: nowMs, isAfterEnd };
    this.#effects.push({ kind: 'call', id: this.#lastCall, records, timeoutMs, isFreshSocket: this.#isFreshSocket });
    return true;
  }

  /** Whether a call begun at `nowMs + waitMs` would still have time before `lastMs`. */
  hasTimeUntil(lastMs: number, nowMs: number): boolean {
    return nowMs + this.waitMs(nowMs) + LEAST_CALL_MS <= lastMs;
  }

  /** `undefined` where it is not the call that is under way. */
  called(id: number, outcome: CallOutcome, nowMs: number): EndedCall | undefined {
    const call = this.#call;
    if (call?.id !== id) return undefined;
    this.#call = null;
    const found = verdictOf(outcome, this.#state.failures);
    this.#settle(call.records, outcome, found === 'invalid' && this.isFailing);
    const verdict = found === 'again' && this.#isFreshSocket ? 'retry' : found;
    this.#isFreshSocket = verdict === 'again';
    if (verdict !== 'again') this.#note(verdict, outcome, nowMs);
    return { verdict, tookMs: Math.max(0, nowMs - call.startedAtMs), isAfterEnd: call.isAfterEnd };
  }

  /** `isRefusedAgain`: it is not the stream that is wrong. */
  #settle(records: readonly FirehoseRecord[], outcome: CallOutcome, isRefusedAgain: boolean): void {
    const errors = outcome.kind === 'answered' ? outcome.errors : null;
    const isUnanswered = outcome.kind === 'unanswered';
    const [settled, unsent]: [QueuedDocument[], QueuedDocument[]] = [[], []];
    for (const [i, record] of records.entries()) {
      const isSettled = isRefusedAgain || errors?.[i] === null;
      for (const document of record) {
        if (document === this.#dropRow) this.#dropRow = isSettled ? null : document;
        else if (isSettled) settled.push(document);
        else unsent.push(isUnanswered ? { ...document, isDoubtful: true } : document);
      }
    }
    if (isRefusedAgain) this.drops.add('refused', settled.length);
    else this.drops.add('maybe_doubled', settled.filter(({ isDoubtful }) => isDoubtful).length);
    this.store.putBack(settled, unsent);
  }

  #note(verdict: Exclude<CallVerdict, 'again'>, outcome: CallOutcome, nowMs: number): void {
    const wasClosed = this.#state.isClosed;
    this.#trouble = verdict === 'delivered' ? null : describeOutcome(outcome);
    // A stream that takes a part works, however often it does not take all: what it did not take is sent again soon.
    const isPartly = outcome.kind === 'answered' && outcome.errors.includes(null);
    this.#state = afterCall(isPartly ? OPEN_DELIVERY : this.#state, {
      verdict,
      nowMs,
      fraction: this.#options.fraction(),
      weight: outcome.kind === 'unanswered' && outcome.isTimeout ? TIMEOUT_WEIGHT : 1,
    });
    if (!this.#state.isClosed || wasClosed) return;
    const next = `and are lost if that stays so; next try in ${CLOSED_MS / 60_000} minutes`;
    this.#log(`tracelake: rows cannot be sent, ${next}: ${describeOutcome(outcome)}`);
  }

  /** In one log line a minute, and what is left at the end. */
  tellDrops(nowMs: number, isLast: boolean): void {
    const isSoon = nowMs - this.#toldDropsMs < TELL_DROPS_MS && nowMs >= this.#toldDropsMs;
    if (!isLast && (isSoon || this.#state.isClosed)) return;
    const isNews = (reason: CountedReason) => !this.#state.isClosed || !OF_CLOSED.has(reason);
    const news = this.drops.takeNews(this.#toldInLines, isNews);
    if (news.size === 0) return;
    this.#toldDropsMs = nowMs;
    this.#log(dropLine(news, this.#trouble));
  }

  spoolFailed(): void {
    if (this.#hasToldSpool) return;
    this.#hasToldSpool = true;
    const folder = this.#settings.spoolFolder;
    this.#log(
      `tracelake: ${folder} cannot be written: what waits is in memory only, and lost if the extension is killed`,
    );
  }

  /** For the next process of this environment. */
  leaveDropRow(nowMs: number): void {
    const row = this.#dropRow ?? this.#newDropRow(nowMs);
    this.#dropRow = null;
    if (row !== null && this.#settings.spoolBytes > 0) this.store.add([row.bytes], nowMs);
  }

  #newDropRow(nowMs: number): QueuedDocument | null {
    const news = this.drops.takeNews(this.#toldInRows);
    if (news.size === 0) return null;
    const [traceId = '', spanId = ''] = [32, 16].map((digits) => this.#randomHex(digits));
    const row = dropRow(news, { ...this.#options.identity, traceId, spanId }, nowMs);
    return { bytes: documentBytes(row), segment: null, index: 0, queuedAtMs: nowMs };
  }

  #randomHex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.#options.fraction() * 16).toString(16)).join('');
  }

  #log(line: string): void {
    this.#effects.push({ kind: 'log', line: line.replace(/\s+/g, ' ') });
  }
}

function documentBytes(row: WideRow): Uint8Array {
  return encoder.encode(`${documentOf(row)}\n`);
}

function isTooLarge({ length }: Uint8Array): boolean {
  return length > FIREHOSE_LIMITS.recordBytes;
}
