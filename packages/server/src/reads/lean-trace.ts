// A trace as a waterfall needs it: of each span where it stands and what marks it, as columns.
import type { ResultStats } from '../results/query-result.ts';
import type { LakeReads } from './lake-reads.ts';
import {
  BLOCK_NANO,
  DRAWN_ATTRIBUTES,
  type LeanColumns,
  LeanColumnsBuilder,
  type LeanEvent,
  type LeanLink,
  LINE_COLUMNS,
  MAPPED,
} from './lean-columns.ts';
import { READ_TIMEOUT_MS, type ReadOptions } from './read-rows.ts';
import { sqlIdentifier, sqlLiteral } from './sql-text.ts';
import { traceNotFound } from './trace-spans.ts';

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

const ORDER = 'ORDER BY start_time_unix_nano, span_id';

/** Nothing for none, as JSON otherwise, in which a tab is an escape. */
const EVENTS = `IF(cardinality(events) > 0, json_format(CAST(
  transform(events, e -> ARRAY[CAST(e.time_unix_nano AS varchar), e.name]) AS JSON)), '')`;
const LINKS = `IF(cardinality(links) > 0, json_format(CAST(transform(links, l -> ARRAY[l.trace_id, l.span_id]) AS JSON)), '')`;

/**
 * Made by one function: of `||` for each value, DuckDB makes a text for each (98 ms of 50,000 spans, 54 so). What is seldom there is
 * asked for first, since a number becomes text slowly. `attributes[…]` is text already, whatever was sent, and nothing is read where no span has the key.
 */
const TEXTS = [
  `CAST(start_time_unix_nano % ${BLOCK_NANO} AS varchar)`,
  ...[...Object.entries(LINE_COLUMNS), ...Object.entries(DRAWN_ATTRIBUTES)].map(([name, type]) =>
    MAPPED.has(name) ? textOf(`attributes[${sqlLiteral(name)}]`, 'text') : textOf(sqlIdentifier(name), type),
  ),
  EVENTS,
  LINKS,
].join(', ');

/**
 * All spans of a tenth of a second are one text: of 50,000 spans that takes 140 ms on the way out of DuckDB and between processes, a text
 * for each of them 200, a value a column 400. A whole trace as one could be too long.
 */
const BLOCK = `start_time_unix_nano / ${BLOCK_NANO}`;

/** Throws `trace_not_found`. */
export async function readLeanTrace(reads: LakeReads, traceId: string, options: ReadOptions): Promise<LeanTrace> {
  const { range, rowLimit, ...rest } = options;
  const sql = `SELECT ${BLOCK} AS number, array_join(array_agg(texts ${ORDER}), '\t') AS block
FROM (
  SELECT start_time_unix_nano, span_id, concat_ws('\t', ${TEXTS}) AS texts
  FROM spans WHERE trace_id = ${sqlLiteral(traceId)} ${ORDER} LIMIT ${rowLimit + 1})
GROUP BY ${BLOCK} ORDER BY ${BLOCK}`;
  // There are never more blocks than spans.
  const run = { ...rest, rowLimit: rowLimit + 1, timeoutMs: READ_TIMEOUT_MS };
  const result = await reads.sql({ sql, range, duplicates: 'exact' }, run);
  const spans = new LeanColumnsBuilder();
  let isWhole = true;
  for await (const batch of result.batches) {
    for (const [number, block] of batch)
      isWhole = spans.add(block as string, BigInt(number as string), rowLimit) && isWhole;
  }
  if (spans.count === 0) throw traceNotFound(`No span of trace ${traceId}`, { traceId }, range);
  const startTimeUnixNano = String(spans.startUnixNano);
  const { columns, events, links } = spans;
  const stats = { ...result.stats(), rows: spans.count };
  return { traceId, startTimeUnixNano, spans: columns, events, links, truncated: !isWhole, stats };
}

function textOf(name: string, type: 'word' | 'text' | 'number' | 'boolean'): string {
  if (type === 'word') return `coalesce(${name}, '')`;
  return `IF(${name} IS NULL, '', ${type === 'text' ? `replace(${name}, '\t', ' ')` : `CAST(${name} AS varchar)`})`;
}
