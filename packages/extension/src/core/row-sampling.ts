// Which invocations are kept: one of so many by trace id, so that all functions of a trace decide alike; errors, slow ones and cold starts always.
// Rows of an invocation wait until it is known how it ended.

import type { RowOwner, WideRow } from '@tracelake/otlp';
import { DOCUMENT_COLUMNS } from '@tracelake/otlp/columns';
import type { SampleRule, Settings } from './settings.ts';

export type SamplingSettings = Pick<Settings, 'sampleRate' | 'sampleRules' | 'slowMs' | 'memoryBytes'>;

export interface RowSamplingOptions {
  readonly settings: SamplingSettings;
  /** The invocation that a row belongs to: the same object for all its rows, `undefined` where nobody can say. */
  readonly ownerOf: (row: WideRow) => RowOwner | undefined;
  /** Whether several run at once: then a span alone often does not say whose it is, and another of its trace does. */
  readonly isConcurrent?: boolean;
}

/** Rows held until their invocations have ended; beyond that, or their bytes, the oldest invocation is kept whole, whatever comes of it. */
const MOST_HELD = 2_000;
/** Of what may wait in memory, and beside it: what waits to be sent must not decide what is held. */
const HELD_SHARE = 0.5;
/** Beside the characters of a text: its header, and the place that points to it. */
const VALUE_BYTES = 24;
/** Dropped events, should they be wanted yet. */
const MOST_DROPPED = 100;
const NANOSECONDS = 1e6;
/** How long spans wait for one of their trace that says whose they are: it ends last, and an SDK's batch comes 5 s late. */
const UNNAMED_MS = 10_000;
const MOST_TRACES = 4_096;

/** 0 where dropped. */
interface Decision {
  readonly rate: number;
  /** The event that was dropped, should what comes later make it worth keeping. */
  readonly dropped: WideRow | undefined;
}

interface HeldRows {
  readonly rows: WideRow[];
  bytes: number;
}

const NOTHING_HELD: HeldRows = { rows: [], bytes: 0 };

export class RowSampling {
  readonly #settings: SamplingSettings;
  readonly #ownerOf: RowSamplingOptions['ownerOf'];
  readonly #held = new Map<RowOwner | undefined, HeldRows>();
  #heldCount = 0;
  #heldBytes = 0;
  /** Spans and amendments that come later go the same way, for as long as anybody knows whose they are. */
  readonly #decided = new WeakMap<RowOwner, Decision>();
  readonly #dropped = new Set<RowOwner>();
  readonly #isConcurrent: boolean;
  /** Where several run at once, by trace id: the invocation, or who stands for it until a span says whose the trace is. */
  readonly #traces = new Map<string, RowOwner>();
  readonly #unnamed = new Map<RowOwner, { readonly traceId: string; readonly sinceMs: number }>();
  /** Whether the platform tells how invocations end; if not, the rate alone decides where no span says it. */
  isEndTold = true;

  constructor({ settings, ownerOf, isConcurrent = false }: RowSamplingOptions) {
    this.#settings = settings;
    this.#ownerOf = ownerOf;
    this.#isConcurrent = isConcurrent;
  }

  /** Rows to store of those that came, and of those held for them. */
  sample(rows: readonly WideRow[], nowMs = 0): WideRow[] {
    const kept = rows.flatMap((row) => (this.#isConcurrent ? this.#addByTrace(row, nowMs) : this.#add(row)));
    for (const [unnamed, { sinceMs }] of this.#unnamed) {
      if (nowMs - sinceMs < UNNAMED_MS) break;
      kept.push(...this.#giveUp(unnamed));
    }
    while (this.#heldCount > MOST_HELD || this.#heldBytes > this.#settings.memoryBytes * HELD_SHARE) {
      const [oldest] = this.#held.keys();
      kept.push(...(oldest !== undefined && this.#unnamed.has(oldest) ? this.#giveUp(oldest) : this.#keep(oldest)));
    }
    return kept;
  }

  /** At the end: what is held without its invocation. */
  release(): WideRow[] {
    return [...this.#held.keys()].flatMap((owner) => this.#each(this.#take(owner)));
  }

  /** With what waited for it, if it is the first of its trace that says whose it is. */
  #addByTrace(row: WideRow, nowMs: number): WideRow[] {
    const { trace_id: traceId = '' } = row;
    const owner = this.#ownerOf(row);
    const before = this.#traces.get(traceId);
    if (owner === undefined) return this.#add(row, before ?? this.#unnamedOf(traceId, nowMs));
    if (before !== undefined && !this.#unnamed.has(before)) return this.#add(row, owner);
    this.#noteTrace(traceId, owner);
    const waiting = before === undefined ? [] : this.#take(before);
    if (before !== undefined) this.#unnamed.delete(before);
    return [...waiting, row].flatMap((one) => this.#add(one, owner));
  }

  #unnamedOf(traceId: string, sinceMs: number): RowOwner {
    const unnamed: RowOwner = {};
    this.#unnamed.set(unnamed, { traceId, sinceMs });
    this.#noteTrace(traceId, unnamed);
    return unnamed;
  }

  #noteTrace(traceId: string, owner: RowOwner): void {
    this.#traces.set(traceId, owner);
    const [oldest] = this.#traces.keys();
    if (this.#traces.size > MOST_TRACES) this.#traces.delete(oldest);
  }

  /** Nobody said whose they are. */
  #giveUp(unnamed: RowOwner): WideRow[] {
    const { traceId } = this.#unnamed.get(unnamed)!;
    if (this.#traces.get(traceId) === unnamed) this.#traces.delete(traceId);
    this.#unnamed.delete(unnamed);
    return this.#each(this.#take(unnamed));
  }

  #add(row: WideRow, owner = this.#ownerOf(row)): WideRow[] {
    const decision = owner === undefined ? undefined : this.#decided.get(owner);
    if (owner !== undefined && decision !== undefined) return this.#asDecided(row, owner, decision);
    // Of an invocation that a process before this one decided on.
    if (owner?.isLeftOut === true) return this.#isNotable(row) ? [row] : [];
    if (row.amends !== undefined) return [row];
    this.#hold(row, owner);
    if (owner === undefined || row.main !== true) return [];
    return this.#isUndecided(row) ? this.#keep(owner) : this.#decide(owner, row);
  }

  #hold(row: WideRow, owner: RowOwner | undefined): void {
    const bytes = bytesOf(row);
    const held = this.#held.get(owner) ?? { rows: [], bytes: 0 };
    this.#held.set(owner, held);
    held.rows.push(row);
    held.bytes += bytes;
    this.#heldCount++;
    this.#heldBytes += bytes;
  }

  #take(owner: RowOwner | undefined): WideRow[] {
    const { rows, bytes } = this.#held.get(owner) ?? NOTHING_HELD;
    this.#held.delete(owner);
    this.#heldCount -= rows.length;
    this.#heldBytes -= bytes;
    return rows;
  }

  /** An event that was given up before its end was told. */
  #isUndecided({ aws_lambda_status, duration_nano }: WideRow): boolean {
    return this.isEndTold && aws_lambda_status === undefined && duration_nano === undefined;
  }

  #keep(owner: RowOwner | undefined): WideRow[] {
    if (owner !== undefined) this.#remember(owner, { rate: 1, dropped: undefined });
    return this.#take(owner);
  }

  /** Spans of nobody, such as those of the init, go with an event that is kept for its own sake. */
  #decide(owner: RowOwner, event: WideRow): WideRow[] {
    const group = this.#take(owner);
    const isNotable = group.some((row) => this.#isNotable(row));
    const rate = isNotable ? 1 : this.#rateOf(group, event.trace_id);
    this.#remember(owner, { rate, dropped: rate === 0 ? event : undefined });
    const others = this.#take(undefined);
    return [...(isNotable ? others : this.#each(others)), ...group.flatMap((row) => weighted(row, rate))];
  }

  #each(rows: readonly WideRow[]): WideRow[] {
    return rows.flatMap((row) => weighted(row, this.#isNotable(row) ? 1 : this.#rateOf([row], row.trace_id)));
  }

  #asDecided(row: WideRow, owner: RowOwner, { rate, dropped }: Decision): WideRow[] {
    if (dropped === undefined || !this.#isNotable(row)) return weighted(row, rate);
    this.#remember(owner, { rate: 1, dropped: undefined });
    return [dropped, row];
  }

  #isNotable(row: WideRow): boolean {
    if (row.status_code === 'ERROR' || row.faas_coldstart === true || row.aws_lambda_timeout === true) return true;
    const { slowMs } = this.#settings;
    return slowMs > 0 && row.main === true && Number(row.duration_nano ?? 0) >= slowMs * NANOSECONDS;
  }

  /** 0 where the trace is not one of so many. */
  #rateOf(group: readonly WideRow[], traceId = ''): number {
    const rule = this.#settings.sampleRules.find((rule) => group.some((row) => fits(row, rule)));
    const rate = rule?.rate ?? this.#settings.sampleRate;
    return rate === 1 || isKept(traceId, rate) ? rate : 0;
  }

  #remember(owner: RowOwner, decision: Decision): void {
    owner.isLeftOut = decision.rate === 0;
    this.#decided.set(owner, decision);
    this.#dropped.delete(owner);
    if (!owner.isLeftOut) return;
    this.#dropped.add(owner);
    const [oldest] = this.#dropped;
    if (this.#dropped.size <= MOST_DROPPED) return;
    this.#dropped.delete(oldest);
    this.#decided.delete(oldest);
  }
}

/** A row that stands for others says so; one that was sampled before stands for those as well. */
function weighted(row: WideRow, rate: number): WideRow[] {
  if (rate === 0) return [];
  return [rate === 1 ? row : { ...row, sample_rate: (row.sample_rate ?? 1) * rate }];
}

/** The last 13 hex digits are random in X-Ray's and in W3C's ids alike. */
export function isKept(traceId: string, rate: number): boolean {
  const position = Number.parseInt(traceId.slice(-13), 16) / 16 ** 13;
  return !(position >= 1 / rate);
}

function fits(row: WideRow, { key, value }: SampleRule): boolean {
  const own = ownValue(row, key);
  if (own === undefined) return false;
  return value.endsWith('*') ? String(own).startsWith(value.slice(0, -1)) : String(own) === value;
}

function ownValue(row: WideRow, key: string): unknown {
  const column = DOCUMENT_COLUMNS.find(({ attributeKey }) => attributeKey === key)?.name ?? key;
  const inColumn = (row as Record<string, unknown>)[column];
  if (inColumn !== undefined && typeof inColumn !== 'object') return inColumn;
  return (
    row.attributes_string?.get(key) ??
    row.attributes_number?.get(key) ??
    row.attributes_boolean?.get(key) ??
    row.resource_attributes?.get(key)
  );
}

/** Near enough: what a row takes are its texts. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return VALUE_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return VALUE_BYTES;
  let bytes = VALUE_BYTES;
  if (value instanceof Map) for (const [key, one] of value) bytes += bytesOf(key) + bytesOf(one);
  else for (const one of Object.values(value)) bytes += bytesOf(one);
  return bytes;
}
