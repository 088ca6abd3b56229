// The virtual table as Trino text over the landing table in Glue: `spans (…) AS (SELECT … FROM spans_landing WHERE …)`.
import { IDENTITY_COLUMNS } from '@tracelake/schema';
import { quoteIdentifier } from '../types/quoting.ts';
import {
  amendedValue,
  invocationConditions,
  joinCondition,
  lateValues,
  orphanCondition,
  orphanValues,
} from './amendments.ts';
import type { Projection } from './duckdb-projection.ts';
import { winnerFirst } from './duplicate-order.ts';
import { durationConditions, type ScanBounds } from './scan-bounds.ts';
import { TRINO_DIALECT } from './trino-dialect.ts';

const LANDING_TABLE = 'spans_landing';
const EVENTS = 'amends IS NULL';
const NANOS_PER_DAY = 86_400_000_000_000n;

/** One WITH element, without the keyword. The column list is always written: WITH RECURSIVE demands it of every element. */
export function trinoProjection(projection: Projection): string {
  const names = projection.columns.map(({ column }) => column.trinoName);
  if (names.length === 0) names.push('present');
  const { amendments } = projection;
  const events = conditions(projection.bounds, EVENTS);
  const reads = new Set(projection.columns.flatMap(({ physical }) => physical.reads));
  const duration = amendments?.touchesDuration === true ? [] : durationConditions(projection.bounds, reads);
  const isExact = projection.duplicates === 'exact';
  const rows = isExact ? ranked(events.join(' AND ')) : LANDING_TABLE;
  const isAmended = amendments?.touches.includes(true) === true;
  const late = isAmended ? ` LEFT JOIN (${lateRows(projection)}) ON ${joinCondition()}` : '';
  // A duplicate can win by its duration: what is asked of that is asked of the winners.
  const where = [...(isExact ? ['place = 1'] : events), ...duration].join(' AND ');
  const branches = [`SELECT ${selectList(projection)}\n  FROM ${rows}${late} WHERE ${where}`, ...orphans(projection)];
  return `spans (${names.join(', ')}) AS (\n  ${branches.join('\n  UNION ALL\n  ')}\n)`;
}

function selectList({ columns, amendments }: Projection): string {
  if (columns.length === 0) return 'true';
  const values = columns.map(({ physical }, i) => {
    const own = physical.print(TRINO_DIALECT);
    return amendments?.touches[i] === true ? amendedValue(own, i, physical.type) : own;
  });
  return values.join(', ');
}

function ranked(where: string): string {
  const rank = `row_number() OVER (PARTITION BY ${IDENTITY_COLUMNS.join(', ')} ORDER BY ${winnerFirst(TRINO_DIALECT)})`;
  return `(SELECT *, ${rank} AS place FROM ${LANDING_TABLE} WHERE ${where})`;
}

function lateRows(projection: Projection): string {
  if (projection.amendments === undefined) throw new Error('No amendments to join');
  const { select, groupBy } = lateValues(projection, projection.amendments, TRINO_DIALECT);
  const where = conditions(projection.bounds, 'amends IS NOT NULL').join(' AND ');
  return `SELECT ${select} FROM ${LANDING_TABLE} WHERE ${where} GROUP BY ${groupBy}`;
}

/** Amendments whose invocation has not come. */
function orphans(projection: Projection): string[] {
  const before = projection.amendments?.orphansBefore;
  if (before === undefined) return [];
  const where = [...conditions(projection.bounds, EVENTS), ...invocationConditions(before)].join(' AND ');
  const events = `SELECT ${IDENTITY_COLUMNS.join(', ')} FROM ${LANDING_TABLE} WHERE ${where}`;
  const values = projection.columns.length === 0 ? 'true' : orphanValues(projection).join(', ');
  return [
    `SELECT ${values} FROM (${lateRows(projection)}) LEFT JOIN (${events}) ON ${joinCondition()} WHERE ${orphanCondition(before)}`,
  ];
}

/**
 * Partitions are arrival time. A span cannot arrive before it starts, but a clock can be ahead: one day is allowed for that.
 * How late it may arrive is not known, so there is no upper bound on partitions: row-group statistics of the start cut those files short.
 */
function conditions(bounds: ScanBounds, rows: string): string[] {
  const { startTimeUnixNano: start, endTimeUnixNano: end } = bounds;
  const identity = bounds.identity.map(
    ({ column, value }) => `${quoteIdentifier(column)} = ${TRINO_DIALECT.literal(value)}`,
  );
  const firstDay = start - NANOS_PER_DAY;
  const partitions =
    firstDay > 0n ? [`dt >= '${new Date(Number(firstDay / 1_000_000n)).toISOString().slice(0, 10)}'`] : [];
  return [...partitions, `start_time_unix_nano >= ${start}`, `start_time_unix_nano < ${end}`, rows, ...identity];
}
