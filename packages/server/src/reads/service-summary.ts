// Requests, errors and durations over units of work (main spans), by service or by Lambda function.
import type { ResultValue } from '@tracelake/engine';
import type { LakeReads } from './lake-reads.ts';
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

const WORK_COLUMNS = `count(*) AS requests,
  count_if(status_code = 'ERROR') AS errors,
  approx_percentile(duration_ms, 0.5) AS p50,
  approx_percentile(duration_ms, 0.95) AS p95,
  approx_percentile(duration_ms, 0.99) AS p99,
  max(start_time_unix_nano) AS last_start`;

export const SERVICES_SQL = `SELECT service_name, ${WORK_COLUMNS}
FROM spans WHERE main GROUP BY service_name ORDER BY requests DESC, service_name`;

export const FUNCTIONS_SQL = `SELECT "faas.name" AS function_name, max(service_name) AS service_name, "cloud.region" AS region,
  count_if("faas.coldstart") AS cold_starts, ${WORK_COLUMNS}
FROM spans WHERE main AND "faas.name" IS NOT NULL GROUP BY "faas.name", "cloud.region" ORDER BY requests DESC, function_name`;

export async function summarizeServices(reads: LakeReads, options: ReadOptions): Promise<ServiceSummary[]> {
  const { rows } = await readRows(reads, SERVICES_SQL, options);
  return rows.map((row) => ({ service: textOrNull(row['service_name']), ...workOf(row) }));
}

export async function summarizeFunctions(reads: LakeReads, options: ReadOptions): Promise<FunctionSummary[]> {
  const { rows } = await readRows(reads, FUNCTIONS_SQL, options);
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
