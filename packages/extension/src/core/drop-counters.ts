// What had to be dropped, by reason: told as a row of the table and as one log line.
import type { WideRow } from '@tracelake/otlp';

/**
 * `memory_full`: no room, and no spool. `spool_full`: the oldest of a full spool. `spool_damaged`: unreadable pieces of it.
 * `document_too_large`: beyond a Firehose record. `refused`: Firehose will never take it. `body_malformed`, `body_too_large`:
 * what was posted; `span_invalid`: spans of it without valid ids. `telemetry_lost`: events that the platform could not deliver.
 * `shutdown`: not delivered when the environment ended; `unanswered`: sent by then, and nobody said whether they were taken.
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
  'telemetry_lost',
  'shutdown',
  'unanswered',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];
/** Rows of a call without an answer that were sent again: nothing is lost, but they may be stored twice. */
export type CountedReason = DropReason | 'maybe_doubled';

export type DropNews = ReadonlyMap<CountedReason, number>;

export class DropCounters {
  readonly #total = new Map<CountedReason, number>();

  add(reason: CountedReason, count: number): void {
    if (count > 0) this.#total.set(reason, this.of(reason) + count);
  }

  of(reason: CountedReason): number {
    return this.#total.get(reason) ?? 0;
  }

  /** What came since `told`, which then has it. */
  takeNews(told: Map<CountedReason, number>, isOf: (reason: CountedReason) => boolean = () => true): DropNews {
    const news = new Map<CountedReason, number>();
    for (const [reason, total] of this.#total) {
      const count = total - (told.get(reason) ?? 0);
      if (count === 0 || !isOf(reason)) continue;
      news.set(reason, count);
      told.set(reason, total);
    }
    return news;
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
export function dropRow(news: DropNews, identity: DropRowIdentity, nowMs: number): WideRow {
  const isDrop = [...news.keys()].some((reason) => reason !== 'maybe_doubled');
  return {
    trace_id: identity.traceId,
    span_id: identity.spanId,
    start_time_unix_nano: BigInt(Math.floor(nowMs)) * 1_000_000n,
    duration_nano: 0,
    name: isDrop ? 'tracelake.dropped' : 'tracelake.maybe_doubled',
    kind: 'INTERNAL',
    status_code: 'UNSET',
    service_name: identity.serviceName,
    scope_name: 'tracelake',
    main: false,
    faas_name: identity.functionName,
    faas_version: identity.functionVersion,
    attributes_number: new Map([...news].map(([reason, count]) => [attributeOf(reason), count])),
  };
}

function attributeOf(reason: CountedReason): string {
  return reason === 'maybe_doubled' ? 'tracelake.maybe_doubled' : `tracelake.dropped.${reason}`;
}

/** Only what is lost is called dropped. `trouble`: what became of the last call, if that is why. */
export function dropLine(news: DropNews, trouble: string | null = null): string {
  const [doubled, unanswered] = [news.get('maybe_doubled'), news.get('unanswered')];
  const dropped = [...news].filter(([reason]) => reason !== 'maybe_doubled' && reason !== 'unanswered');
  const parts: string[] = [];
  if (dropped.length > 0)
    parts.push(`rows dropped: ${dropped.map(([reason, count]) => `${reason} ${count}`).join(', ')}`);
  if (unanswered !== undefined) parts.push(`rows sent at the end without an answer, perhaps lost: ${unanswered}`);
  if (doubled !== undefined) parts.push(`rows sent again after no answer, perhaps stored twice: ${doubled}`);
  const isUndelivered = news.has('shutdown') || news.has('unanswered');
  if (isUndelivered && trouble !== null) parts.push(`the last call: ${trouble}`);
  return `tracelake: ${parts.join('; ')}`;
}
