// Documents on their way to Firehose: rows become documents in the store, documents calls, answers what is settled; what is lost is told.
// It knows nothing of invocations: when a call may be made is the core's to say.
import type { WideRow } from '@tracelake/otlp';
import { documentOf } from '@tracelake/otlp/documents';
import { maskUrl } from './attribute-rules.ts';
import { type CallOutcome, type CallVerdict, describeOutcome, verdictOf } from './call-outcome.ts';
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
import type { ExtensionEffect } from './extension-input.ts';
import type { Settings } from './settings.ts';
import { splitLines } from './spool-format.ts';

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

  /** Documents of one step share their memory: one allocation, not one a row. */
  add(rows: readonly WideRow[], nowMs: number): void {
    const text = rows.map((row) => `${documentOf(masked(row))}\n`).join('');
    const documents = splitLines(encoder.encode(text)).filter(({ length }) => length <= FIREHOSE_LIMITS.recordBytes);
    this.drops.add('document_too_large', rows.length - documents.length);
    if (documents.length > 0) this.store.add(documents, nowMs);
  }

  /** Whether a call that ends by `untilMs`, or what has to be read for it, is under way. */
  start(nowMs: number, untilMs: number, isAfterEnd: boolean): boolean {
    const timeoutMs = Math.min(this.#settings.callTimeoutMs, untilMs - nowMs);
    if (this.#settings.streamName === '' || timeoutMs < LEAST_CALL_MS) return false;
    if (this.store.load()) return true;
    this.tellDrops(nowMs, false);
    const limits = { ...FIREHOSE_LIMITS, documentsPerRecord: this.#settings.documentsPerRecord };
    const records = packCall(this.store.waiting, limits);
    if (records.length === 0) return false;
    this.store.take(records);
    this.#effects.push(...this.store.takeEffects());
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
    const documents = records.flat();
    const errors = outcome.kind === 'answered' ? outcome.errors : null;
    const [settled, unsent]: [QueuedDocument[], QueuedDocument[]] = [[], []];
    records.forEach((record, i) => {
      (isRefusedAgain || errors?.[i] === null ? settled : unsent).push(...record);
    });
    if (isRefusedAgain) this.drops.add('refused', documents.length);
    this.store.putBack(settled, unsent);
    if (outcome.kind === 'unanswered') this.drops.maybeDoubled += documents.length;
  }

  #note(verdict: Exclude<CallVerdict, 'again'>, outcome: CallOutcome, nowMs: number): void {
    const wasClosed = this.#state.isClosed;
    this.#state = afterCall(this.#state, {
      verdict,
      nowMs,
      fraction: this.#options.fraction(),
      weight: outcome.kind === 'unanswered' && outcome.isTimeout ? TIMEOUT_WEIGHT : 1,
    });
    if (!this.#state.isClosed || wasClosed) return;
    this.#log(`tracelake: rows cannot be sent, next try in ${CLOSED_MS / 60_000} minutes: ${describeOutcome(outcome)}`);
  }

  /** As one log line and, unless nothing will be sent any more, as a row. */
  tellDrops(nowMs: number, isLast: boolean): void {
    const isSoon = nowMs - this.#toldDropsMs < TELL_DROPS_MS && nowMs >= this.#toldDropsMs;
    if (!this.drops.hasNews || (!isLast && isSoon)) return;
    this.#toldDropsMs = nowMs;
    const news = this.drops.takeNews();
    this.#log(dropLine(news));
    if (isLast) return;
    const [traceId, spanId] = [32, 16].map((digits) => this.#randomHex(digits));
    this.add([dropRow(news, { ...this.#options.identity, traceId, spanId }, nowMs)], nowMs);
  }

  #randomHex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.#options.fraction() * 16).toString(16)).join('');
  }

  #log(line: string): void {
    this.#effects.push({ kind: 'log', line: line.replace(/\s+/g, ' ') });
  }
}

/** Secrets hide in URLs, whose keys no rule can tell apart. */
function masked(row: WideRow): WideRow {
  const { url_full: full, url_query: query } = row;
  if (full !== undefined) row.url_full = maskUrl(full);
  if (query !== undefined) row.url_query = maskUrl(query);
  return row;
}
