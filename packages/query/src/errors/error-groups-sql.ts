// Errors as groups of type and normal message: one SELECT with everything that a list and a panel show of them.
import type { FieldTypes } from '../structured/field-types.ts';
import { selectedSpans } from '../structured/selected-spans.ts';
import type { StructuredQuery } from '../structured/structured-query.ts';
import { bucketSql, type TimeBuckets } from '../structured/time-buckets.ts';
import { normalMessageSql } from './normal-message.ts';

export interface ErrorGroupsOptions {
  readonly types: FieldTypes;
  readonly buckets: TimeBuckets;
  readonly limit: number;
}

/** What is read of a span. */
const FIELDS = [
  'trace_id',
  'span_id',
  'start_time_unix_nano',
  'status_code',
  'status_message',
  'service_name',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'error.type',
  'faas.name',
  'service.version',
] as const;

/** Members of the column `newest`, in their order: of one span, the last that failed. */
export const NEWEST_MEMBERS = [
  'traceId',
  'spanId',
  'startTimeUnixNano',
  'service',
  'function',
  'version',
  'message',
  'stack',
] as const;

/** A span has failed when it says so, or has an exception. Of the query its filters and calculated fields count. */
export function errorGroupsSql(
  { filters, filterCombination, calculatedFields }: StructuredQuery,
  { types, buckets, limit }: ErrorGroupsOptions,
): string {
  const query = { filters, filterCombination, calculatedFields, breakdowns: [...FIELDS] };
  const { elements, from, conditions, fieldSql } = selectedSpans(query, types);
  const failed = `(${fieldSql('exception.type')} IS NOT NULL OR ${fieldSql('status_code')} = 'ERROR')`;
  const message = firstOf(fieldSql('exception.message'), fieldSql('status_message'));
  const failures = `failures AS (
  SELECT
    ${firstOf(fieldSql('exception.type'), fieldSql('error.type'))} AS error_type,
    ${normalMessageSql(message)} AS error_message,
    ${message} AS said,
    ${fieldSql('exception.stacktrace')} AS stack,
    trace_id, span_id, start_time_unix_nano, service_name,
    ${fieldSql('faas.name')} AS function_name,
    ${fieldSql('service.version')} AS version
  FROM ${from}
  WHERE ${[failed, ...conditions].join(' AND ')}
)`;
  return `WITH ${[...elements, failures].join(',\n')}
SELECT
  error_type, error_message, count(*) AS times,
  min(start_time_unix_nano) AS first_seen, max(start_time_unix_nano) AS last_seen,
  ${['service_name', 'function_name', 'version'].map(distinctSql).join(', ')},
  histogram(${bucketSql(buckets)}) AS buckets,
  max_by(ARRAY[trace_id, span_id, CAST(start_time_unix_nano AS varchar), service_name, function_name, version, said, stack],
    CAST(start_time_unix_nano AS varchar) || span_id) AS newest
FROM failures
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${limit}`;
}

/** COALESCE, which costs the parser 11,000 steps, 30 ms, each time in the first query of a process. */
function firstOf(sql: string, otherwise: string): string {
  return `CASE WHEN ${sql} IS NOT NULL THEN ${sql} ELSE ${otherwise} END`;
}

function distinctSql(column: string): string {
  return `array_agg(DISTINCT ${column}) FILTER (WHERE ${column} IS NOT NULL) AS ${column}s`;
}
