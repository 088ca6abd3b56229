// Real messages of DuckDB as Trino's codes.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { OUTSIDE_NANOSECONDS } from '../../src/duckdb/engine-words.ts';
import { engineError } from '../../src/duckdb/error-mapping.ts';
import { raise } from '../../src/duckdb/raise.ts';
import { translatedConnection } from './translated-connection.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

async function failure(sql: string) {
  try {
    await connection.runAndReadAll(sql);
  } catch (error) {
    return engineError((error as Error).message);
  }
  throw new Error(`did not fail: ${sql}`);
}

test.each([
  ['SELECT CAST(3e10 AS INTEGER)', 'NUMERIC_VALUE_OUT_OF_RANGE'],
  ['SELECT 9223372036854775807::BIGINT * 2', 'NUMERIC_VALUE_OUT_OF_RANGE'],
  ['SELECT CAST(sum(x) AS BIGINT) FROM (VALUES (9223372036854775807::BIGINT), (1)) v(x)', 'NUMERIC_VALUE_OUT_OF_RANGE'],
  ["SELECT CAST('NaN'::DOUBLE AS INTEGER)", 'INVALID_CAST_ARGUMENT'],
  ['SELECT CAST(123456 AS DECIMAL(4,1))', 'INVALID_CAST_ARGUMENT'],
  ["SELECT CAST('2026-02-30' AS DATE)", 'INVALID_CAST_ARGUMENT'],
  ["SELECT strptime('x', '%Y')", 'INVALID_FUNCTION_ARGUMENT'],
  ['SELECT (SELECT * FROM (VALUES (1), (2)) v(x))', 'SUBQUERY_MULTIPLE_ROWS'],
  ["SELECT map(['a', 'a'], [1, 2])", 'INVALID_FUNCTION_ARGUMENT'],
  ["SELECT map(['a', NULL], [1, 2])", 'INVALID_FUNCTION_ARGUMENT'],
  ["SELECT map(['a'], [1, 2])", 'INVALID_FUNCTION_ARGUMENT'],
  ["SELECT regexp_matches('x', '[')", 'INVALID_FUNCTION_ARGUMENT'],
  ['SELECT quantile_cont(x, 1.5) FROM (VALUES (5)) v(x)', 'INVALID_FUNCTION_ARGUMENT'],
  [`SELECT ${Array.from({ length: 1200 }, () => '1').join(' + ')}`, 'query_too_deep'],
  ['SELECT nosuch(1)', 'NOT_SUPPORTED'],
  ['SELECT nosuch FROM (VALUES (1)) v(x)', 'NOT_SUPPORTED'],
  ['SELEC 1', 'NOT_SUPPORTED'],
])('%s is %s', async (sql, code) => {
  const error = await failure(sql);
  expect(error.code).toBe(code);
  expect(error.details['engineMessage']).toBeTypeOf('string');
});

test.each([
  ['Could not read from file "/lake/a.parquet": Input/output error', 'storage_unavailable'],
  ['Cannot open file "/lake/a.parquet": Permission denied\n\nLINE 1: SELECT count(*)', 'storage_unavailable'],
  ['Cannot open file "/lake/a.parquet": Too many open files', 'storage_unavailable'],
  ['Could not read enough bytes from file "/lake/a.parquet": attempted to read 8 bytes', 'corrupt_file'],
])('%s is %s: what the disk fails for is none that is damaged', (message, code) => {
  const error = engineError(`IO Error: ${message}`);
  expect(error.code).toBe(code);
  expect(typeof error.details['errno']).toBe(code === 'corrupt_file' ? 'undefined' : 'string');
});

test.each([
  ['SELECT CAST(3e10 AS INTEGER)', 'Cannot cast 30000000000.0 to integer: out of range'],
  ["SELECT CAST('Infinity'::DOUBLE AS BIGINT)", 'Cannot cast inf to bigint: out of range'],
  ['SELECT 9223372036854775807::BIGINT * 2', 'bigint multiplication overflow: 9223372036854775807 * 2'],
  ['SELECT 127::TINYINT + 1::TINYINT', 'tinyint addition overflow: 127 + 1'],
  ['SELECT 999999999999999999::DECIMAL(18,0) * 9999::DECIMAL(18,0)', 'Decimal overflow'],
  ['SELECT CAST(123456 AS DECIMAL(4,1))', 'Cannot cast 123456 to decimal(4,1)'],
  ["SELECT CAST('x' AS DECIMAL(4,1))", "Cannot cast 'x' to decimal(4,1)"],
  ["SELECT CAST('1583-05-05 01:02:03' AS TIMESTAMP_NS)", OUTSIDE_NANOSECONDS],
  ["SELECT CAST(TIMESTAMP '1583-05-05 01:02:03' AS TIMESTAMP_NS)", OUTSIDE_NANOSECONDS],
  ["SELECT CAST(DATE '1583-05-05' AS TIMESTAMP_NS)", OUTSIDE_NANOSECONDS],
])('%s fails in words without the engine’s types', async (sql, words) => {
  expect((await failure(sql)).message).toBe(words);
});

test('what our own text raises keeps its code and its message', async () => {
  const message = "it''s 3 > 2: ''x'' | y";
  for (const type of ['BIGINT', 'VARCHAR', 'HUGEINT']) {
    const error = await failure(`SELECT ${raise('DIVISION_BY_ZERO', `'${message}'`, type)} FROM range(2)`);
    expect([error.code, error.message]).toEqual(['DIVISION_BY_ZERO', "it's 3 > 2: 'x' | y"]);
  }
  const computed = await failure(
    `SELECT ${raise('INVALID_FUNCTION_ARGUMENT', "'Bad input: ' || x")} FROM (VALUES ('a''b')) v(x)`,
  );
  expect(computed.message).toBe("Bad input: a'b");
});

test('a complaint about our own text does not leak it into the message', async () => {
  const error = await failure('SELECT secret_column FROM (VALUES (1)) v(x)');
  expect(error.message).toBe('This query cannot be run locally');
  expect(error.details['engineMessage']).toContain('secret_column');
});

test('an unknown message is a failure of the engine', () => {
  expect(engineError('IO Error: the disk is gone\nmore').code).toBe('engine_failed');
});
