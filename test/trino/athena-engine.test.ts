// AthenaEngine on the fake Athena over a real Trino: the contract every engine fulfils, every type exactly, order, limits, budget, faults.
import type { AthenaEngine } from '@tracelake/engine';
import { typeText } from '@tracelake/query';
import type { FakeAthena } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeEngine } from '../../packages/engine/test/contract/engine-contract.ts';
import { allRows, ask, codeOf, engineQuery, OPTIONS } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { counting, TRINO_CONTRACT, TYPED_VALUES } from './contract-queries.ts';
import { athenaEngine, startAthenaHere, TRINO } from './trino-connection.ts';

const NESTED: readonly (readonly [sql: string, type: string, value: unknown])[] = [
  ["ARRAY[ROW('a', 1.50, NULL), NULL]", 'array(row(varchar(1), decimal(3,2), unknown))', [['a', '1.50', null], null]],
  ['ARRAY[nan(), -0e0, 1e300, NULL]', 'array(double)', ['NaN', -0, 1e300, null]],
  ["ARRAY[X'0041ff']", 'array(varbinary)', ['AEH/']],
  ["ARRAY[JSON '[9007199254740993, 1.0]']", 'array(json)', ['[9007199254740993,1.0]']],
  ["ARRAY['', NULL, '[a, b]', '\"', '{k=v}']", 'array(varchar(6))', ['', null, '[a, b]', '"', '{k=v}']],
  [
    "MAP(ARRAY['a', 'b'], ARRAY[ARRAY[TIMESTAMP '2026-11-22 10:00:00.123456'], NULL])",
    'map(varchar(1), array(timestamp(6)))',
    { a: ['2026-11-22 10:00:00.123456'], b: null },
  ],
  [
    "MAP(ARRAY[DATE '2026-11-22'], ARRAY[MAP(ARRAY[1, 2], ARRAY[true, NULL])])",
    'map(date, map(integer, boolean))',
    { '2026-11-22': { 1: true, 2: null } },
  ],
  ['MAP()', 'map(unknown, unknown)', {}],
  ['CAST(NULL AS row(a bigint, b array(bigint)))', 'row(a bigint, b array(bigint))', null],
  [
    'CAST(ROW(NULL, ARRAY[1]) AS row(a bigint, "b c" array(bigint)))',
    'row(a bigint, "b c" array(bigint))',
    [null, ['1']],
  ],
  ['CAST(NULL AS varchar)', 'varchar', null],
  ["''", 'varchar(0)', ''],
  ["TIMESTAMP '2026-11-22 10:00:00.120'", 'timestamp(3)', '2026-11-22 10:00:00.120'],
  ["TIMESTAMP '2026-11-22 10:00:00'", 'timestamp(0)', '2026-11-22 10:00:00'],
  ["TIME '10:00:00.123'", 'time(3)', '10:00:00.123'],
  ["DATE '2026-11-22'", 'date', '2026-11-22'],
];

describe.runIf(TRINO !== null)('on a fake Athena over a real Trino', () => {
  let athena: FakeAthena;
  let engine: AthenaEngine;
  beforeAll(async () => {
    athena = await startAthenaHere();
    engine = athenaEngine(athena);
  });
  afterAll(async () => {
    await engine?.close();
    await athena?.close();
  });

  if (TRINO !== null) {
    describeEngine('AthenaEngine', async () => athenaEngine(athena), { ...TRINO_CONTRACT, manyRows: 50_000 });
  }

  it.each([...TYPED_VALUES, ...NESTED])('gives %s as %s', async (sql, type, value) => {
    const result = await engine.run(engineQuery(`SELECT ${sql}`, [type]), OPTIONS);
    expect(result.columns.map((column) => typeText(column.type))).toEqual([type]);
    expect(await allRows(result)).toEqual([[value]]);
  });

  it('says the type that Athena has where another was expected', async () => {
    const result = await engine.run(engineQuery("SELECT 1, 'a', 1.25", ['bigint', 'boolean', 'double']), OPTIONS);
    expect(result.columns.map(({ type }) => typeText(type))).toEqual(['integer', 'varchar', 'decimal(3,2)']);
    expect(await allRows(result)).toEqual([[1, 'a', '1.25']]);
  });

  it('keeps the order of rows whose values are asked for as JSON, over pages and at the limit', async () => {
    const sql = 'SELECT ARRAY[orderkey], orderdate FROM tpch.tiny.orders ORDER BY comment, orderkey';
    const query = engineQuery(sql, ['array(bigint)', 'date'], { takesLimit: true });
    const rows = await ask(engine, query, { rowLimit: 3_500 });
    const plain = await ask(
      engine,
      engineQuery('SELECT orderkey FROM tpch.tiny.orders ORDER BY comment, orderkey', ['bigint']),
      { rowLimit: 3_500 },
    );
    expect(rows).toHaveLength(3_500);
    expect(rows.map(([keys]) => (keys as string[])[0])).toEqual(plain.map(([key]) => key));
    const unlimited = await ask(engine, query, { rowLimit: Number.MAX_SAFE_INTEGER });
    expect(unlimited).toHaveLength(15_000);
    expect(unlimited.slice(0, 3_500)).toEqual(rows);
  });

  it('has no more rows written than are wanted', async () => {
    await ask(engine, counting(5_000), { rowLimit: 10 });
    expect(athena.executions.at(-1)?.result.rows).toHaveLength(11);
  });

  it('refuses other than it was told to expect', async () => {
    expect(await codeOf(ask(engine, engineQuery('SELECT 1, 2', ['integer'])))).toBe('engine_failed');
  });
});
