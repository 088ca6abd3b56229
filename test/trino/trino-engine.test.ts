// TrinoEngine on a real Trino: the contract every engine fulfils, every type, exact integers, cancellation.
import { TrinoEngine } from '@tracelake/engine';
import { parseTypeText, typeText } from '@tracelake/query';
import { describe, expect, it } from 'vitest';
import type { EngineQuery } from '../../packages/engine/src/query-engine.ts';
import { describeEngine } from '../../packages/engine/test/contract/engine-contract.ts';
import { allRows, ask, codeOf, engineQuery, OPTIONS } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { TRINO, trinoEngine } from './trino-connection.ts';

/** `sequence` gives at most 10,000. */
function counting(n: number): EngineQuery {
  const thousands = Math.ceil(n / 1000);
  const sql = `SELECT t * 1000 + o FROM UNNEST(sequence(0, ${Math.max(thousands - 1, 0)})) a(t), UNNEST(sequence(0, 999)) b(o) WHERE t * 1000 + o < ${n}`;
  return engineQuery(n > 100_000 ? sql : `${sql} ORDER BY 1`, ['bigint']);
}

const ENDLESS =
  'SELECT count(*) FROM tpch.sf1000.lineitem a, tpch.sf1000.lineitem b WHERE (a.orderkey * b.partkey) % 7 = 3';

describe.runIf(TRINO !== null)('on a real Trino', () => {
  describeEngine('TrinoEngine', async () => trinoEngine(), {
    counting,
    values: engineQuery(
      `SELECT * FROM (VALUES (9007199254740993, 'é', 1.5e0, true), (NULL, NULL, NULL, NULL)) t ORDER BY 1 NULLS LAST`,
      ['bigint', 'varchar(1)', 'double', 'boolean'],
    ),
    failing: engineQuery('SELECT 1 / (x - 1) FROM (VALUES 1, 2) t(x)', ['integer']),
    endless: engineQuery(ENDLESS, ['bigint']),
  });

  it.each<[sql: string, type: string, value: unknown]>([
    ['-9223372036854775807 - 1', 'bigint', '-9223372036854775808'],
    ['12345678901234567890.50', 'decimal(22,2)', '12345678901234567890.50'],
    ['1e300', 'double', 1e300],
    ['12345678901234567e0', 'double', 12345678901234568],
    ['nan()', 'double', 'NaN'],
    ['-infinity()', 'double', '-Infinity'],
    ["REAL '1.1'", 'real', 1.1],
    ["TIMESTAMP '2026-11-22 10:00:00.123456'", 'timestamp(6)', '2026-11-22 10:00:00.123456'],
    ["TIMESTAMP '2026-11-22 10:00:00 +02:00'", 'timestamp(0) with time zone', '2026-11-22 10:00:00 +02:00'],
    ["INTERVAL '1' DAY", 'interval day to second', '1 00:00:00.000'],
    ["X'0041ff'", 'varbinary', 'AEH/'],
    ['JSON \'{"a": 9007199254740993}\'', 'json', '{"a":9007199254740993}'],
    [
      "'12345678901234567890 \\\" 12345678901234567890'",
      'varchar(44)',
      '12345678901234567890 \\" 12345678901234567890',
    ],
    ['ARRAY[9007199254740993, NULL]', 'array(bigint)', ['9007199254740993', null]],
    [
      "MAP(ARRAY['__proto__'], ARRAY[9007199254740993])",
      'map(varchar(9), bigint)',
      JSON.parse('{"__proto__":"9007199254740993"}'),
    ],
    ['ROW(1, CAST(2 AS bigint))', 'row(integer, bigint)', [1, '2']],
    ['CAST(ROW(1) AS row(x bigint))', 'row(x bigint)', ['1']],
    ["UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", 'uuid', '12151fd2-7586-11e9-8f9e-2a86e4085a59'],
  ])('gives %s as %s', async (sql, type, value) => {
    const result = await trinoEngine().run(engineQuery(`SELECT ${sql}`, ['boolean']), OPTIONS);
    expect(result.columns.map((column) => typeText(column.type))).toEqual([type]);
    expect(await allRows(result)).toEqual([[value]]);
  });

  it('keeps the inferred column where Trino agrees, since it knows the zone', async () => {
    const zoned = { name: 'At', type: parseTypeText('timestamp(3) with time zone') };
    const query = { ...engineQuery('SELECT now() AS at', ['bigint']), columns: [zoned] };
    const result = await trinoEngine().run(query, OPTIONS);
    expect(result.columns[0]).toBe(zoned);
    await allRows(result);
  });

  it('refuses what has no form', async () => {
    expect(await codeOf(ask(trinoEngine(), engineQuery('SELECT approx_set(1)', ['varchar'])))).toBe('NOT_SUPPORTED');
  });

  it('says where nobody answers, and does not wait for ever', async () => {
    const engine = new TrinoEngine({ url: 'http://127.0.0.1:9', user: 'test', catalog: 'hive', schema: 'default' });
    await expect(ask(engine, counting(1))).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining('127.0.0.1:9'),
    });
  });

  it('ends its queries in Trino when it is closed', async () => {
    const engine = trinoEngine();
    const running = codeOf(ask(engine, engineQuery(ENDLESS, ['bigint'])));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await engine.close();
    expect(await running).toBe('query_canceled');
    expect(await codeOf(ask(engine, counting(1)))).toBe('engine_failed');
    const states = await ask(
      trinoEngine(),
      engineQuery(
        `SELECT count(*) FROM system.runtime.queries WHERE state IN ('RUNNING', 'PLANNING', 'STARTING') AND query LIKE '%sf1000%' AND query NOT LIKE '%runtime%'`,
        ['bigint'],
      ),
    );
    expect(states).toEqual([['0']]);
  });
});
