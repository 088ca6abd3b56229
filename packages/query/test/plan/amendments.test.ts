// Late values of invocations: joined in where a query names their columns, nowhere else, whichever file they lie in.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { amendedColumns, amendsText, type DataFile, type FieldDocument } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planQuery } from '../../src/plan/plan-query.ts';
import type { PlanInput, QueryPlan, QueryRequest } from '../../src/plan/query-plan.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document, field } from './field-documents.ts';
import { dataFile, type Row, writeSpans } from './span-files.ts';

const NOW = BigInt(Date.UTC(2026, 10, 24, 12)) * 1_000_000n;
const HOUR = 3_600_000_000_000n;
const RECENT = NOW - HOUR;
const OLD = NOW - 25n * HOUR;
const BILLED = 'aws_lambda_billed_duration_ms';

let folder: string;
let connection: DuckDBConnection;
let fileNumber = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-amendments-'));
  connection = await translatedConnection();
});
afterAll(() => {
  connection.disconnectSync();
  rmSync(folder, { recursive: true, force: true });
});

function invocation(id: string, start: bigint, values: Row = {}): Row {
  return { trace_id: id, span_id: id, kind: 'SERVER', start_time_unix_nano: start, name: id, main: true, ...values };
}

function amendment(id: string, start: bigint, values: Row): Row {
  const identity = { trace_id: id, span_id: id, kind: 'SERVER', start_time_unix_nano: start };
  return { ...identity, name: 'late', main: true, ...values, amends: amendsText(Object.keys(values)) };
}

/** A lake of these files, with what their documents would say of amendments. */
async function lakeOf(files: readonly (readonly Row[])[]): Promise<PlanInput> {
  const written: DataFile[] = [];
  const documents: FieldDocument[] = [];
  for (const rows of files) {
    const path = join(folder, `${fileNumber++}.parquet`);
    await writeSpans(connection, path, rows);
    const starts = rows.map((row) => row['start_time_unix_nano'] as bigint).sort();
    const range = { minStartTimeUnixNano: String(starts[0]), maxStartTimeUnixNano: String(starts.at(-1)) };
    const file = dataFile(path, { rows: rows.length, ...range });
    const late = rows.flatMap(({ amends }) => (typeof amends === 'string' ? [amends] : []));
    const amendments = { rows: late.length, columns: [...new Set(late.flatMap(amendedColumns))] };
    const known = document(path, [field('cart.items', 'span', 'number'), field('note', 'span', 'string')]);
    written.push(file);
    documents.push({ ...known, file, ...(late.length === 0 ? {} : { amendments }) });
  }
  return { files: written, documents };
}

function planOf(sql: string, input: PlanInput, options: Partial<QueryRequest> = {}): QueryPlan {
  const range = { startTimeUnixNano: NOW - 48n * HOUR, endTimeUnixNano: NOW };
  const { plan } = planQuery({ sql, duplicates: 'fast', nowUnixNano: NOW, ...range, ...options }, input);
  if (plan === undefined) throw new Error('a probe was asked for');
  return plan;
}

async function answer(sql: string, input: PlanInput, options: Partial<QueryRequest> = {}): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(planOf(sql, input, options).duckdb.sql);
  return reader.getRowsJson();
}

describe('values', () => {
  const BILLED_BY_NAME = 'SELECT name, "aws.lambda.billed_duration_ms" FROM spans ORDER BY 1';

  it('come from another file, fill what is missing and replace what was said before', async () => {
    const lake = await lakeOf([
      [invocation('a', RECENT), invocation('b', RECENT, { [BILLED]: 1 }), invocation('c', RECENT, { [BILLED]: 2 })],
      [amendment('a', RECENT, { [BILLED]: 10 }), amendment('b', RECENT, { [BILLED]: 11 })],
    ]);
    const expected = [
      ['a', 10],
      ['b', 11],
      ['c', 2],
    ];
    expect(await answer(BILLED_BY_NAME, lake)).toEqual(expected);
    expect(await answer(BILLED_BY_NAME, lake, { duplicates: 'exact' })).toEqual(expected);
  });

  it('of columns that amends does not name only repeat their invocation', async () => {
    const lake = await lakeOf([[invocation('a', RECENT)], [amendment('a', RECENT, { [BILLED]: 10 })]]);
    expect(await answer('SELECT name FROM spans WHERE "aws.lambda.billed_duration_ms" = 10', lake)).toEqual([['a']]);
  });

  it('of several amendments are the greatest, whichever came first', async () => {
    const files = [
      [invocation('a', RECENT)],
      [amendment('a', RECENT, { [BILLED]: 9 })],
      [amendment('a', RECENT, { [BILLED]: 10 })],
    ];
    expect(await answer(BILLED_BY_NAME, await lakeOf(files))).toEqual([['a', 10]]);
    expect(await answer(BILLED_BY_NAME, await lakeOf([...files].reverse()))).toEqual([['a', 10]]);
  });

  it('belong to one attempt: a retry has another start', async () => {
    const lake = await lakeOf([
      [invocation('a', RECENT), invocation('a', RECENT + 1n)],
      [amendment('a', RECENT + 1n, { [BILLED]: 10 })],
    ]);
    const sql = 'SELECT "aws.lambda.billed_duration_ms" FROM spans ORDER BY start_time_unix_nano';
    expect(await answer(sql, lake)).toEqual([[null], [10]]);
  });

  it('in maps are joined in key by key', async () => {
    const lake = await lakeOf([
      [invocation('a', RECENT, { attributes_number: { 'cart.items': 1 }, attributes_string: { note: 'own' } })],
      [amendment('a', RECENT, { attributes_number: { 'cart.items': 2 } })],
    ]);
    const sql = `SELECT "cart.items", attributes['note'], "note" FROM spans`;
    expect(await answer(sql, lake)).toEqual([[2, 'own', 'own']]);
    const [[whole]] = (await answer('SELECT attributes FROM spans', lake)) as [[{ key: string; value: string }[]]];
    expect(Object.fromEntries(whole.map(({ key, value }) => [key, value]))).toMatchObject({
      'cart.items': '2',
      note: 'own',
    });
  });

  it('of the duration are found by a bound on it', async () => {
    const lake = await lakeOf([
      [invocation('a', RECENT, { duration_nano: 1_000_000n })],
      [amendment('a', RECENT, { duration_nano: 9_000_000n })],
    ]);
    for (const duplicates of ['fast', 'exact'] as const) {
      expect(await answer('SELECT name FROM spans WHERE duration_ms > 5', lake, { duplicates })).toEqual([['a']]);
      expect(await answer('SELECT name FROM spans WHERE duration_ms < 5', lake, { duplicates })).toEqual([]);
    }
  });

  it('serve a query of one trace', async () => {
    const lake = await lakeOf([
      [invocation('a', RECENT), invocation('b', RECENT)],
      [amendment('a', RECENT, { [BILLED]: 10 }), amendment('b', RECENT, { [BILLED]: 11 })],
    ]);
    const sql = `SELECT "aws.lambda.billed_duration_ms" FROM spans WHERE trace_id = 'b'`;
    expect(await answer(sql, lake)).toEqual([[11]]);
    expect(planOf(sql, lake).trino.sql.match(/trace_id"? = 'b'/g)).toHaveLength(3);
  });

  it('cost nothing where the query names none of their columns, or no file has any', async () => {
    const lake = await lakeOf([[invocation('a', RECENT)], [amendment('a', RECENT, { [BILLED]: 10 })]]);
    const plain = { ...lake, documents: lake.documents.map(({ amendments: _, ...rest }) => rest) };
    for (const [sql, input] of [
      ['SELECT name, "aws.lambda.memory_used_mb", count(*) FROM spans GROUP BY 1, 2', lake],
      [BILLED_BY_NAME, plain],
    ] as const) {
      const { duckdb, trino } = planOf(sql, input);
      expect(duckdb.sql + trino.sql).not.toContain('JOIN');
    }
    expect(planOf('SELECT name FROM spans', lake).duckdb.sql).toBe(planOf('SELECT name FROM spans', plain).duckdb.sql);
    expect(planOf(BILLED_BY_NAME, lake).duckdb.sql).toContain('LEFT JOIN');
  });
});

describe('an amendment whose invocation has not come', () => {
  const LATE = { [BILLED]: 10, aws_lambda_memory_used_mb: 90 };
  const COUNT = 'SELECT count(*) FROM spans';

  it('is nothing within a day, an event of its own after it', async () => {
    const lake = await lakeOf([
      [invocation('a', RECENT), amendment('young', RECENT, LATE), amendment('old', OLD, LATE)],
    ]);
    expect(await answer(COUNT, lake)).toEqual([['2']]);
    const sql = 'SELECT trace_id, name, main, "aws.lambda.memory_used_mb" FROM spans WHERE main ORDER BY 1';
    expect(await answer(sql, lake)).toEqual([
      ['a', 'a', true, null],
      ['old', 'late', true, 90],
    ]);
  });

  it('is one event, however often it was sent', async () => {
    const lake = await lakeOf([[amendment('old', OLD, LATE)], [amendment('old', OLD, LATE)]]);
    for (const duplicates of ['fast', 'exact'] as const)
      expect(await answer(COUNT, lake, { duplicates })).toEqual([['1']]);
  });

  it('is none as soon as its invocation is there, in whichever file', async () => {
    const lake = await lakeOf([[amendment('old', OLD, LATE)], [invocation('x', RECENT)], [invocation('old', OLD)]]);
    expect(await answer(COUNT, lake)).toEqual([['2']]);
    expect(await answer(COUNT, lake, { duplicates: 'exact' })).toEqual([['2']]);
  });

  it('is not sought in a sample of the files, nor where the range begins a day ago', async () => {
    const lake = await lakeOf([[amendment('old', OLD, LATE)]]);
    expect(planOf(COUNT, lake, { fileShare: 0.5 }).duckdb.sql).not.toContain('JOIN');
    expect(planOf(COUNT, lake, { startTimeUnixNano: NOW - 23n * HOUR }).duckdb.sql).not.toContain('JOIN');
  });
});

it('explains what it joins in', async () => {
  const lake = await lakeOf([[amendment('a', OLD, { [BILLED]: 10 })]]);
  const { scan } = planOf('SELECT "aws.lambda.billed_duration_ms" FROM spans', lake, { describes: true });
  expect(scan?.bounds.join()).toContain('late values of invocations are joined into aws.lambda.billed_duration_ms');
  expect(scan?.bounds.join()).toContain('older than a day');
  expect(scan?.columnsRead.map(({ name }) => name)).toContain('span_id');
});
