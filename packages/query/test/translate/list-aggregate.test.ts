// LISTAGG ends where Trino's does: at 1,048,576 bytes.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { engineError } from '../../src/duckdb/error-mapping.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { translateSample } from './sample-relation.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

async function answer(sql: string): Promise<unknown> {
  try {
    return (await connection.runAndReadAll(translateSample(sql).duckdbSql)).getRowsJson()[0][0];
  } catch (error) {
    return engineError((error as Error).message).code;
  }
}

/** Two texts with a comma between them, `bytes` together. */
function two(bytes: number, call: string): string {
  return `SELECT ${call} FROM (VALUES lpad('é', ${bytes - 3}, 'a'), 'c') t (x)`;
}

test.each([
  ["length(listagg(x, ',') WITHIN GROUP (ORDER BY x DESC))", 1_048_576, '1048575'],
  ["length(listagg(x, ',') WITHIN GROUP (ORDER BY x DESC))", 1_048_577, 'query_memory'],
  ["try(length(listagg(x, ',' ON OVERFLOW ERROR) WITHIN GROUP (ORDER BY x)))", 1_048_577, 'query_memory'],
  ["length(listagg(DISTINCT x, ',') WITHIN GROUP (ORDER BY x) FILTER (WHERE x <> 'c'))", 1_048_577, '1048574'],
  ["length(listagg(x, ',' ON OVERFLOW TRUNCATE '…' WITH COUNT) WITHIN GROUP (ORDER BY x))", 1_048_576, '1048575'],
  ["length(listagg(x, ',' ON OVERFLOW TRUNCATE WITHOUT COUNT) WITHIN GROUP (ORDER BY x))", 1_048_577, 'NOT_SUPPORTED'],
  ["listagg(x, ',') WITHIN GROUP (ORDER BY x) FILTER (WHERE false)", 10, null],
])('%s of %i bytes', async (call, bytes, wanted) => {
  expect(await answer(two(bytes, call))).toBe(wanted);
});
