// The virtual table as Trino text over the landing table in Glue: `spans (…) AS (SELECT … FROM spans_landing WHERE …)`.
import { quoteIdentifier } from '../types/quoting.ts';
import type { Projection } from './duckdb-projection.ts';
import { IDENTITY_COLUMNS, winnerFirst } from './duplicate-order.ts';
import { durationConditions, type ScanBounds } from './scan-bounds.ts';
import { TRINO_DIALECT } from './trino-dialect.ts';

const LANDING_TABLE = 'spans_landing';
const NANOS_PER_DAY = 86_400_000_000_000n;

/** One WITH element, without the keyword. The column list is always written: WITH RECURSIVE demands it of every element. */
export function trinoProjection(projection: Projection): string {
  const names = projection.columns.map(({ column }) => column.trinoName);
  const expressions = projection.columns.map(({ physical }) => physical.print(TRINO_DIALECT));
  if (names.length === 0) {
    names.push('present');
    expressions.push('true');
  }
  const select = `SELECT ${expressions.join(', ')}`;
  const reads = new Set(projection.columns.flatMap(({ physical }) => physical.reads));
  const scanned = conditions(projection.bounds);
  const duration = durationConditions(projection.bounds, reads);
  // A duplicate can win by its duration: what is asked of that is asked of the winners.
  const rows =
    projection.duplicates === 'exact'
      ? [winners(scanned.join(' AND ')), ...duration].join(' AND ')
      : `${LANDING_TABLE} WHERE ${[...scanned, ...duration].join(' AND ')}`;
  return `spans (${names.join(', ')}) AS (\n  ${select}\n  FROM ${rows}\n)`;
}

function winners(where: string): string {
  const rank = `row_number() OVER (PARTITION BY ${IDENTITY_COLUMNS.join(', ')} ORDER BY ${winnerFirst(TRINO_DIALECT)})`;
  return `(SELECT *, ${rank} AS place FROM ${LANDING_TABLE} WHERE ${where}) WHERE place = 1`;
}

/**
 * Partitions are arrival time. A span cannot arrive before it starts, but a clock can be ahead: one day is allowed for that.
 * How late it may arrive is not known, so there is no upper bound on partitions: row-group statistics of the start cut those files short.
 */
function conditions(bounds: ScanBounds): string[] {
  const { startTimeUnixNano: start, endTimeUnixNano: end } = bounds;
  const identity = bounds.identity.map(
    ({ column, value }) => `${quoteIdentifier(column)} = ${TRINO_DIALECT.literal(value)}`,
  );
  const firstDay = start - NANOS_PER_DAY;
  const partitions =
    firstDay > 0n ? [`dt >= '${new Date(Number(firstDay / 1_000_000n)).toISOString().slice(0, 10)}'`] : [];
  return [
    ...partitions,
    `start_time_unix_nano >= ${start}`,
    `start_time_unix_nano < ${end}`,
    'amends IS NULL',
    ...identity,
  ];
}
