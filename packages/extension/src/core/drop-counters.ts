// What had to be dropped, by reason: told as a row of the table and as one log line.
import type { WideRow } from '@tracelake/otlp';

/**
 * `memory_full`: no room, and no spool. `spool_full`: the oldest of a full spool. `spool_damaged`: unreadable pieces of it.
 * `document_too_large`: beyond a Firehose record. `refused`: Firehose will never take it. `body_malformed`, `body_too_large`:
 * what was posted; `span_invalid`: spans of it without valid ids. `shutdown`: not delivered when the environment ended.
 */
export const DROP_REASONS = [
  'memory_full',
  'spool_full',
  'spool_damaged',
  'document_too_large',
  'refused',
  'body_malformed',
  'body_too_large',
  'span_invalid',
  'shutdown',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

export class DropCounters {
  readonly #total = new Map<DropReason, number>();
  readonly #told = new Map<DropReason, number>();
  /** Rows of calls without an answer, sent again: they may be stored twice. */
  maybeDoubled = 0;
  #toldDoubled = 0;

  add(reason: DropReason, count: number): void {
    if (count > 0) this.#total.set(reason, this.of(reason) + count);
  }

  of(reason: DropReason): number {
    return this.#total.get(reason) ?? 0;
  }

  get hasNews(): boolean {
    return this.maybeDoubled > this.#toldDoubled || DROP_REASONS.some((reason) => this.#newOf(reason) > 0);
  }

  /** What was dropped since the last time, which then counts as told. */
  takeNews(): ReadonlyMap<string, number> {
    const news = new Map<string, number>();
    for (const reason of DROP_REASONS) {
      const count = this.#newOf(reason);
      if (count > 0) news.set(reason, count);
      this.#told.set(reason, this.of(reason));
    }
    if (this.maybeDoubled > this.#toldDoubled) news.set('maybe_doubled', this.maybeDoubled - this.#toldDoubled);
    this.#toldDoubled = this.maybeDoubled;
    return news;
  }

  #newOf(reason: DropReason): number {
    return this.of(reason) - (this.#told.get(reason) ?? 0);
  }
}

export interface DropRowIdentity {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly serviceName: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** `tracelake.dropped.<reason>` as numeric attributes of a row that is no unit of work. */
export function dropRow(news: ReadonlyMap<string, number>, identity: DropRowIdentity, nowMs: number): WideRow {
  return {
    trace_id: identity.traceId,
    span_id: identity.spanId,
    start_time_unix_nano: BigInt(Math.floor(nowMs)) * 1_000_000n,
    duration_nano: 0,
    name: 'tracelake.dropped',
    kind: 'INTERNAL',
    status_code: 'UNSET',
    service_name: identity.serviceName,
    scope_name: 'tracelake',
    main: false,
    faas_name: identity.functionName,
    faas_version: identity.functionVersion,
    attributes_number: new Map([...news].map(([reason, count]) => [`tracelake.dropped.${reason}`, count])),
  };
}

export function dropLine(news: ReadonlyMap<string, number>): string {
  const parts = [...news].map(([reason, count]) => `${reason} ${count}`);
  return `tracelake: rows dropped: ${parts.join(', ')}`;
}
