// The engine contract's queries in Trino's SQL, for every engine that speaks it.
import type { EngineQuery } from '../../packages/engine/src/query-engine.ts';
import type { EngineContractQueries } from '../../packages/engine/test/contract/engine-contract.ts';
import { engineQuery } from '../../packages/engine/test/duckdb/engine-queries.ts';

/** `sequence` gives at most 10,000. */
export function counting(n: number): EngineQuery {
  const thousands = Math.ceil(n / 1000);
  const sql = `SELECT t * 1000 + o FROM UNNEST(sequence(0, ${Math.max(thousands - 1, 0)})) a(t), UNNEST(sequence(0, 999)) b(o) WHERE t * 1000 + o < ${n}`;
  return engineQuery(n > 100_000 ? sql : `${sql} ORDER BY 1`, ['bigint'], { takesLimit: true });
}

export const ENDLESS =
  'SELECT count(*) FROM tpch.sf1000.lineitem a, tpch.sf1000.lineitem b WHERE (a.orderkey * b.partkey) % 7 = 3';

export const TRINO_CONTRACT: EngineContractQueries = {
  counting,
  values: engineQuery(
    `SELECT * FROM (VALUES (9007199254740993, 'é', 1.5e0, true), (NULL, NULL, NULL, NULL)) t ORDER BY 1 NULLS LAST`,
    ['bigint', 'varchar(1)', 'double', 'boolean'],
  ),
  failing: engineQuery('SELECT 1 / (x - 1) FROM (VALUES 1, 2) t(x)', ['integer']),
  endless: engineQuery(ENDLESS, ['bigint']),
};

/** Values of every type that a result may have. */
export const TYPED_VALUES: readonly (readonly [sql: string, type: string, value: unknown])[] = [
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
  ["'12345678901234567890 \\\" 12345678901234567890'", 'varchar(44)', '12345678901234567890 \\" 12345678901234567890'],
  ['ARRAY[9007199254740993, NULL]', 'array(bigint)', ['9007199254740993', null]],
  [
    "MAP(ARRAY['__proto__'], ARRAY[9007199254740993])",
    'map(varchar(9), bigint)',
    JSON.parse('{"__proto__":"9007199254740993"}'),
  ],
  ['ROW(1, CAST(2 AS bigint))', 'row(integer, bigint)', [1, '2']],
  ['CAST(ROW(1) AS row(x bigint))', 'row(x bigint)', ['1']],
  ["UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", 'uuid', '12151fd2-7586-11e9-8f9e-2a86e4085a59'],
];
