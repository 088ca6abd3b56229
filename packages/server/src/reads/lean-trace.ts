// A trace as a waterfall needs it: of each span where it stands and what marks it, none of its maps, as columns.
import type { ResultStats } from '../results/query-result.ts';
import type { LakeReads } from './lake-reads.ts';
import { DRAWN_ATTRIBUTES, type LeanColumns, LeanColumnsBuilder, LINE_COLUMNS } from './lean-columns.ts';
import { READ_TIMEOUT_MS, type ReadOptions } from './read-rows.ts';
import { sqlIdentifier, sqlLiteral } from './sql-text.ts';
import { traceNotFound } from './trace-spans.ts';

export interface LeanEvent {
  /** The span's in the columns. */
  readonly place: number;
  /** After the trace's start. */
  readonly startNano: number;
  readonly name: string | null;
}

export interface LeanLink {
  readonly place: number;
  readonly traceId: string | null;
  readonly spanId: string | null;
}

export interface LeanTrace {
  readonly traceId: string;
  /** Of its first span. */
  readonly startTimeUnixNano: string;
  /** By start time. */
  readonly spans: LeanColumns;
  readonly events: readonly LeanEvent[];
  readonly links: readonly LeanLink[];
  readonly truncated: boolean;
  readonly stats: ResultStats;
}

/**
 * A span is one text: of 50,000 spans that takes half the time of a value a column, on the way out of DuckDB and between processes. What is
 * seldom there is asked for first, since a number becomes text slowly.
 */
const LINE = [...Object.entries(LINE_COLUMNS), ...Object.entries(DRAWN_ATTRIBUTES)]
  .map(([name, type]) => textOf(sqlIdentifier(name), type))
  .join(" || '\t' || ");

/** NULL for none: empty lists cost a tenth of all. */
const MARKS = 'IF(cardinality(events) > 0, transform(events, e -> ROW(e.time_unix_nano, e.name))) AS marks';
const LINKED = 'IF(cardinality(links) > 0, transform(links, l -> ROW(l.trace_id, l.span_id))) AS linked';

/** Throws `trace_not_found`. */
export async function readLeanTrace(reads: LakeReads, traceId: string, options: ReadOptions): Promise<LeanTrace> {
  const sql = `SELECT ${LINE} AS line, ${MARKS}, ${LINKED} FROM spans WHERE trace_id = ${sqlLiteral(traceId)}
ORDER BY start_time_unix_nano, span_id`;
  const { range, ...rest } = options;
  const result = await reads.sql({ sql, range, duplicates: 'exact' }, { ...rest, timeoutMs: READ_TIMEOUT_MS });
  const spans = new LeanColumnsBuilder();
  const events: LeanEvent[] = [];
  const links: LeanLink[] = [];
  let place = 0;
  for await (const batch of result.batches) {
    for (const [line, marks, linked] of batch) {
      spans.add(line as string);
      for (const [timeUnixNano, name] of structs(marks))
        events.push({ place, startNano: Number(BigInt(timeUnixNano ?? 0) - spans.startUnixNano), name });
      for (const [linkedTraceId, spanId] of structs(linked)) links.push({ place, traceId: linkedTraceId, spanId });
      place += 1;
    }
  }
  if (place === 0) throw traceNotFound(`No span of trace ${traceId}`, { traceId }, range);
  const startTimeUnixNano = String(spans.startUnixNano);
  const { columns } = spans;
  const [truncated, stats] = [result.truncated(), result.stats()];
  return { traceId, startTimeUnixNano, spans: columns, events, links, truncated, stats };
}

function textOf(name: string, type: 'word' | 'text' | 'number' | 'boolean'): string {
  if (type === 'word') return `coalesce(${name}, '')`;
  return `IF(${name} IS NULL, '', ${type === 'text' ? `replace(${name}, '\t', ' ')` : `CAST(${name} AS varchar)`})`;
}

function structs(value: unknown): (string | null)[][] {
  return (value ?? []) as (string | null)[][];
}
