// The traces at the other end of links: those that began this one's work, and those that went on with it. Pure.
import type { QueryResult } from '../api/api-types.ts';
import type { TraceModel } from './trace-model.ts';

export interface LinkedTrace {
  readonly traceId: string;
  readonly spanId: string | null;
  /** The span of this trace that has the link, or that is linked to. */
  readonly row: number;
  /** Known of those that went on: what did. */
  readonly name?: string;
  readonly service?: string;
  /** From this trace's beginning. */
  readonly afterNs?: number;
}

/** How long work may wait in a queue to be found. */
export const LONGEST_WAIT_MS = 3_600_000;

export function tracesBefore({ traceId: own, spans }: TraceModel): LinkedTrace[] {
  const found = new Map<string, LinkedTrace>();
  for (const { index, span } of spans) {
    for (const { traceId, spanId } of span.links) {
      if (traceId !== null && traceId !== own && !found.has(traceId))
        found.set(traceId, { traceId, spanId, row: index });
    }
  }
  return [...found.values()];
}

/** Only of what is handed over somebody makes a link. */
export function isHandedOver({ spans }: TraceModel): boolean {
  return spans.some(({ span }) => span.kind === 'PRODUCER');
}

/** @param traceId hexadecimal digits, as the API has checked them. */
export function linkingSpansSql(traceId: string, limit: number): string {
  return `SELECT trace_id, span_id, name, service_name, start_time_unix_nano,
  transform(filter(links, l -> l.trace_id = '${traceId}'), l -> l.span_id) AS linked
FROM spans
WHERE any_match(links, l -> l.trace_id = '${traceId}') AND trace_id <> '${traceId}'
ORDER BY start_time_unix_nano
LIMIT ${limit}`;
}

export function tracesAfter({ spans, startUnixNano }: TraceModel, rows: QueryResult['rows']): LinkedTrace[] {
  const rowOf = new Map(spans.map(({ span, index }) => [span.spanId, index]));
  return rows.map(([traceId, spanId, name, service, start, linked]) => ({
    traceId: String(traceId),
    spanId: String(spanId),
    row: rowOf.get(String((linked as unknown[])[0])) ?? 0,
    name: String(name ?? '(no name)'),
    service: String(service ?? ''),
    afterNs: Number(BigInt(String(start)) - startUnixNano),
  }));
}
