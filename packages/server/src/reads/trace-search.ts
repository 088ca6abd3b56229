// Finds traces by one span that fits every condition, and sums each of them up.
import type { ResultStats } from '../results/query-result.ts';
import type { LakeReads } from './lake-reads.ts';
import { type ReadOptions, type ReadRow, readRows } from './read-rows.ts';
import { sqlAnd, sqlIdentifier, sqlLiteral } from './sql-text.ts';

export interface AttributeCondition {
  readonly key: string;
  readonly value: string;
}

export interface TraceConditions {
  readonly service?: string | undefined;
  /** Name of a span. */
  readonly name?: string | undefined;
  readonly status?: 'UNSET' | 'OK' | 'ERROR' | undefined;
  readonly minDurationMs?: number | undefined;
  readonly maxDurationMs?: number | undefined;
  readonly attributes: readonly AttributeCondition[];
}

export interface TraceSummary {
  readonly traceId: string;
  /** Of the earliest span without a parent; `null` when it is not in the range. */
  readonly rootName: string | null;
  readonly rootService: string | null;
  readonly services: readonly string[];
  readonly startTimeUnixNano: string;
  /** `null` while no span of it has ended. */
  readonly durationNano: string | null;
  readonly spanCount: number;
  readonly errorCount: number;
}

export interface FoundTraces {
  readonly traces: readonly TraceSummary[];
  readonly stats: ResultStats;
}

/** Newest first. Every condition holds for one and the same span of the trace. */
export async function searchTraces(
  reads: LakeReads,
  conditions: TraceConditions,
  options: ReadOptions,
): Promise<FoundTraces> {
  const { rows, stats } = await readRows(reads, traceSearchSql(conditions, options.rowLimit), options);
  return { traces: rows.map(summaryOf), stats };
}

export function traceSearchSql(conditions: TraceConditions, limit: number): string {
  return `WITH matching AS (
  SELECT trace_id, max(start_time_unix_nano) AS latest
  FROM spans
  WHERE ${sqlAnd(conditionTexts(conditions))}
  GROUP BY trace_id
  ORDER BY latest DESC, trace_id
  LIMIT ${limit}
)
SELECT s.trace_id,
  min_by(s.name, s.start_time_unix_nano) FILTER (WHERE s.parent_span_id IS NULL) AS root_name,
  min_by(s.service_name, s.start_time_unix_nano) FILTER (WHERE s.parent_span_id IS NULL) AS root_service,
  array_agg(DISTINCT s.service_name) AS services,
  min(s.start_time_unix_nano) AS start_time_unix_nano,
  max(s.start_time_unix_nano + s.duration_nano) - min(s.start_time_unix_nano) AS duration_nano,
  count(*) AS span_count,
  count_if(s.status_code = 'ERROR') AS error_count
FROM spans s JOIN matching m ON s.trace_id = m.trace_id
GROUP BY s.trace_id
ORDER BY start_time_unix_nano DESC, s.trace_id`;
}

function conditionTexts(conditions: TraceConditions): string[] {
  const { service, name, status, minDurationMs, maxDurationMs, attributes } = conditions;
  const texts: string[] = [];
  if (service !== undefined) texts.push(`service_name = ${sqlLiteral(service)}`);
  if (name !== undefined) texts.push(`name = ${sqlLiteral(name)}`);
  if (status !== undefined) texts.push(`status_code = ${sqlLiteral(status)}`);
  if (minDurationMs !== undefined) texts.push(`duration_nano >= ${wholeNanos(minDurationMs)}`);
  if (maxDurationMs !== undefined) texts.push(`duration_nano <= ${wholeNanos(maxDurationMs)}`);
  return [...texts, ...attributes.map(attributeText)];
}

/**
 * Attributes are compared as text, numbers as a person writes them, and as numbers where the value is one: 1.50 finds 1.5.
 * The identifier stands beside `attributes['k']` because it fits keys of another case, and is refused where there is none.
 */
function attributeText({ key, value }: AttributeCondition): string {
  const asText = `CAST(${sqlIdentifier(key)} AS varchar)`;
  const equalText = `${asText} = ${sqlLiteral(value)} OR attributes[${sqlLiteral(key)}] = ${sqlLiteral(value)}`;
  const isNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value);
  return isNumber ? `${equalText} OR TRY_CAST(${asText} AS double) = CAST(${sqlLiteral(value)} AS double)` : equalText;
}

function wholeNanos(milliseconds: number): string {
  return BigInt(Math.round(milliseconds * 1e6)).toString();
}

function summaryOf(row: ReadRow): TraceSummary {
  return {
    traceId: String(row['trace_id']),
    rootName: row['root_name'] as string | null,
    rootService: row['root_service'] as string | null,
    services: (row['services'] as (string | null)[]).filter((service) => service !== null).sort(),
    startTimeUnixNano: String(row['start_time_unix_nano']),
    durationNano: row['duration_nano'] === null ? null : String(row['duration_nano']),
    spanCount: Number(row['span_count']),
    errorCount: Number(row['error_count']),
  };
}
