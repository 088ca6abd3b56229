// Runs one of our own queries and gives its rows as objects by column name.
import type { ResultValue } from '@tracelake/engine';
import type { ResultStats } from '../results/query-result.ts';
import type { TimeRange } from '../time-range.ts';
import type { LakeReads } from './lake-reads.ts';

export type ReadRow = Readonly<Record<string, ResultValue>>;

export interface ReadOptions {
  readonly range: TimeRange;
  readonly rowLimit: number;
  readonly signal: AbortSignal;
  readonly caller?: string;
}

export interface ReadResult {
  readonly rows: ReadRow[];
  readonly truncated: boolean;
  readonly stats: ResultStats;
}

export const READ_TIMEOUT_MS = 60_000;

export async function readRows(reads: LakeReads, sql: string, options: ReadOptions): Promise<ReadResult> {
  const { range, ...rest } = options;
  const result = await reads.sql({ sql, range, duplicates: 'exact' }, { ...rest, timeoutMs: READ_TIMEOUT_MS });
  const rows: ReadRow[] = [];
  for await (const batch of result.batches) {
    for (const row of batch) {
      rows.push(Object.fromEntries(result.columns.map((column, index) => [column.name, row[index]])));
    }
  }
  return { rows, truncated: result.truncated(), stats: result.stats() };
}
