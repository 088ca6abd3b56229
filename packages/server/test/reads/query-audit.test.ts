// One record a query, however it ends.
import { TracelakeError } from '@tracelake/schema';
import { expect, it } from 'vitest';
import { auditedResult, type QueryRecord } from '../../src/reads/query-audit.ts';
import type { QueryResult } from '../../src/results/query-result.ts';

const QUERY = { caller: 'laptop', sql: 'SELECT 1', startTimeUnixNano: 1n, endTimeUnixNano: 2n };
const STATS = { elapsedMs: 3, rows: 2, bytesScanned: 10, files: 1, costUsd: 0.1, engine: 'duckdb', notes: [] } as const;
const ASKED = { caller: 'laptop', sql: 'SELECT 1', start: '1', end: '2' };

function resultOf(batches: QueryResult['batches']): () => Promise<QueryResult> {
  return async () => ({ columns: [], batches, notes: STATS.notes, stats: () => STATS, truncated: () => false });
}

async function* rows(failure?: Error): AsyncGenerator<number[][]> {
  yield [[1]];
  if (failure !== undefined) throw failure;
  yield [[2]];
}

async function recordsOf(run: () => Promise<QueryResult>, taken = 9): Promise<QueryRecord[]> {
  const records: QueryRecord[] = [];
  try {
    const { batches } = await auditedResult(run, QUERY, (record) => records.push(record));
    let left = taken;
    for await (const _ of batches) if (--left === 0) break;
  } catch {
    // The caller is told by the error itself.
  }
  return records;
}

it('tells what a query read and cost', async () => {
  const { elapsedMs, rows: count, bytesScanned, costUsd, engine } = STATS;
  expect(await recordsOf(resultOf(rows()))).toEqual([
    { ...ASKED, outcome: 'done', elapsedMs, rows: count, bytesScanned, costUsd, engine },
  ]);
});

it('tells of who left', async () => {
  expect(await recordsOf(resultOf(rows()), 1)).toEqual([{ ...ASKED, outcome: 'left' }]);
});

it.each([
  ['before its first row', () => Promise.reject(new TracelakeError('query_canceled', 'x'))],
  ['between rows', resultOf(rows(new TracelakeError('query_canceled', 'x')))],
])('does not call a failure what was given up %s', async (_, run) => {
  expect(await recordsOf(run)).toEqual([{ ...ASKED, outcome: 'left', code: 'query_canceled' }]);
});

it.each([
  ['before its first row', () => Promise.reject(new TracelakeError('query_timeout', 'x'))],
  ['between rows', resultOf(rows(new TracelakeError('query_timeout', 'x')))],
])('tells once of a query that failed %s', async (_, run) => {
  expect(await recordsOf(run)).toEqual([{ ...ASKED, outcome: 'failed', code: 'query_timeout' }]);
});
