// Requests, errors and durations over units of work (main spans), by service or by Lambda function.
import type { ResultValue } from '@tracelake/engine';
import { SPAN_WEIGHT } from '@tracelake/query';
import type { LakeReads } from './lake-reads.ts';
import { hasSampledSpans } from './query-fields.ts';
import { type ReadOptions, type ReadRow, readRows } from './read-rows.ts';

export interface WorkSummary {
  readonly requests: number;
  readonly errors: number;
  readonly durationMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** ISO 8601 is made of it by the route. */
  readonly lastStartTimeUnixNano: string;
}

export interface ServiceSummary extends WorkSummary {
  readonly service: string | null;
}

export interface FunctionSummary extends WorkSummary {
  readonly function: string;
  readonly service: string | null;
  readonly region: string | null;
  readonly coldStarts: number;
}

function workColumns(isSampled: boolean): string {
  const percentile = (share: number) =>
    `approx_percentile(duration_ms, ${isSampled ? `${SPAN_WEIGHT}, ` : ''}${share})`;
  return `${spans('true', isSampled)} AS requests,
  ${spans("status_code = 'ERROR'", isSampled)} AS errors,
  ${percentile(0.5)} AS p50,
  ${percentile(0.95)} AS p95,
  ${percentile(0.99)} AS p99,
  max(start_time_unix_nano) AS last_start`;
}

/** Where spans were sampled, as many as they stand for. */
function spans(condition: string, isSampled: boolean): string {
  return isSampled ? `CAST(round(sum(IF(${condition}, ${SPAN_WEIGHT}, 0e0))) AS bigint)` : `count_if(${condition})`;
}

export async function summarizeServices(reads: LakeReads, options: ReadOptions): Promise<ServiceSummary[]> {
  const isSampled = await hasSampledSpans(reads, options.range);
  const sql = `SELECT service_name, ${workColumns(isSampled)}
FROM spans WHERE main GROUP BY service_name ORDER BY requests DESC, service_name`;
  const { rows } = await readRows(reads, sql, options);
  return rows.map((row) => ({ service: textOrNull(row['service_name']), ...workOf(row) }));
}

export async function summarizeFunctions(reads: LakeReads, options: ReadOptions): Promise<FunctionSummary[]> {
  const isSampled = await hasSampledSpans(reads, options.range);
  const sql = `SELECT "faas.name" AS function_name, max(service_name) AS service_name, "cloud.region" AS region,
  ${spans('"faas.coldstart"', isSampled)} AS cold_starts, ${workColumns(isSampled)}
FROM spans WHERE main AND "faas.name" IS NOT NULL GROUP BY "faas.name", "cloud.region" ORDER BY requests DESC, function_name`;
  const { rows } = await readRows(reads, sql, options);
  return rows.map((row) => ({
    function: String(row['function_name']),
    service: textOrNull(row['service_name']),
    region: textOrNull(row['region']),
    coldStarts: Number(row['cold_starts']),
    ...workOf(row),
  }));
}

function workOf(row: ReadRow): WorkSummary {
  return {
    requests: Number(row['requests']),
    errors: Number(row['errors']),
    durationMs: { p50: Number(row['p50']), p95: Number(row['p95']), p99: Number(row['p99']) },
    lastStartTimeUnixNano: String(row['last_start']),
  };
}

function textOrNull(value: ResultValue): string | null {
  return value === null ? null : String(value);
}
