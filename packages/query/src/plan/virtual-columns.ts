// The virtual columns that are computed from one stored column: time, duration_ms, dt, hour.
import { DOUBLE, timestamp, VARCHAR } from '../types/type-constructors.ts';
import type { PhysicalColumn } from './physical-column.ts';
import type { SqlDialect } from './sql-dialect.ts';

const START = 'start_time_unix_nano';

function time(dialect: SqlDialect): string {
  return dialect.timestamp(START);
}

/** By name. The two virtual maps depend on what was sent and are made elsewhere. */
export const COMPUTED_COLUMNS: ReadonlyMap<string, PhysicalColumn> = new Map<string, PhysicalColumn>([
  ['time', { type: timestamp(6), reads: [START], print: time }],
  ['duration_ms', { type: DOUBLE, reads: ['duration_nano'], print: () => 'duration_nano / 1e6' }],
  ['dt', { type: VARCHAR, reads: [START], print: (dialect) => dialect.dayText(time(dialect)) }],
  ['hour', { type: VARCHAR, reads: [START], print: (dialect) => dialect.hourText(time(dialect)) }],
]);
