// Errors as groups, and what became of each: resolved, ignored, or back again.
import { createHash } from 'node:crypto';
import type { ResultValue } from '@tracelake/engine';
import {
  errorGroupsSql,
  fieldNames,
  NEWEST_MEMBERS,
  queryProbes,
  type StructuredQuery,
  type TimeBuckets,
  timeBuckets,
} from '@tracelake/query';
import type { ResultStats } from '../results/query-result.ts';
import type { ErrorDecision, ErrorState } from '../state/error-states.ts';
import { answerRows } from './answer-rows.ts';
import { namingFields } from './field-errors.ts';
import type { LakeReads, SqlQuery, SqlRunOptions } from './lake-reads.ts';
import { typesOfFields } from './query-fields.ts';

/** The last span of a group. */
export type ErrorExample = Readonly<Record<(typeof NEWEST_MEMBERS)[number], string | null>>;

export interface ErrorGroup {
  /** The same for the same type and message, in every lake. */
  readonly group: string;
  readonly type: string | null;
  readonly message: string | null;
  readonly count: number;
  readonly firstSeenUnixNano: string;
  readonly lastSeenUnixNano: string;
  readonly services: readonly string[];
  readonly functions: readonly string[];
  readonly versions: readonly string[];
  /** One a bucket. */
  readonly counts: readonly number[];
  readonly newest: ErrorExample;
}

export interface ErrorGroups {
  readonly sql: string;
  readonly buckets: TimeBuckets;
  readonly groups: readonly ErrorGroup[];
  readonly truncated: boolean;
  readonly stats: ResultStats;
}

export interface ErrorGroupsShape {
  readonly limit: number;
  readonly granularity: 'auto' | number;
}

/** Most frequent first. Throws TracelakeError, by the query's field. */
export function readErrorGroups(
  reads: LakeReads,
  query: StructuredQuery,
  { limit, granularity }: ErrorGroupsShape,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<ErrorGroups> {
  return namingFields(reads, parts, queryProbes(query), async () => {
    const types = await typesOfFields(reads, fieldNames(query), query.calculatedFields ?? [], parts);
    const buckets = timeBuckets(parts.range, granularity);
    const sql = errorGroupsSql(query, { types, buckets, limit: limit + 1 });
    const { rows, stats } = await answerRows(reads, { ...parts, sql }, options);
    const groups = rows.slice(0, limit).map((row) => groupOf(row, buckets));
    return { sql, buckets, groups, truncated: rows.length > limit, stats };
  });
}

/** Resolved, and come back: open again. */
export function stateOf(
  { lastSeenUnixNano }: ErrorGroup,
  decision: ErrorDecision | undefined,
): ErrorState | 'regressed' {
  if (decision === undefined) return 'open';
  const isBack = decision.state === 'resolved' && BigInt(lastSeenUnixNano) > BigInt(decision.sinceUnixNano);
  return isBack ? 'regressed' : decision.state;
}

function groupOf(row: readonly ResultValue[], buckets: TimeBuckets): ErrorGroup {
  const [type, message, times, first, last, services, functions, versions, histogram, newest] = row;
  return {
    group: groupId(textOf(type), textOf(message)),
    type: textOf(type),
    message: textOf(message),
    count: Number(times),
    firstSeenUnixNano: String(first),
    lastSeenUnixNano: String(last),
    services: textsOf(services),
    functions: textsOf(functions),
    versions: textsOf(versions),
    counts: countsOf(histogram, buckets),
    newest: exampleOf(newest),
  };
}

function groupId(type: string | null, message: string | null): string {
  return createHash('sha256')
    .update(JSON.stringify([type, message]))
    .digest('hex')
    .slice(0, 16);
}

function textOf(value: ResultValue): string | null {
  return value === null ? null : String(value);
}

function textsOf(value: ResultValue): string[] {
  return ((value ?? []) as unknown as string[]).slice().sort();
}

function countsOf(value: ResultValue, { first, count }: TimeBuckets): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const [bucket, times] of Object.entries(value as unknown as Record<string, string>)) {
    counts[Number(BigInt(bucket) - first)] = Number(times);
  }
  return counts;
}

function exampleOf(value: ResultValue): ErrorExample {
  const values = value as unknown as readonly (string | null)[];
  return Object.fromEntries(NEWEST_MEMBERS.map((member, index) => [member, values[index]])) as ErrorExample;
}
