// TRY over conditional forms, of many rows and again and again: what DuckDB writes beyond its room shows by chance only.

import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { translateSample } from './sample-relation.ts';

const RUNS = 20;
const ROWS = 1000;

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

/** Of `i`: NULL in every fifth row, and what fails in every seventh. */
const FORMS: readonly (readonly [sql: string, value: (i: number) => unknown])[] = [
  ['TRY(coalesce(CAST(d AS bigint), 0))', (i) => (i % 5 === 0 ? '0' : i % 7 === 0 ? null : `${i}`)],
  [
    "TRY(coalesce(d, CAST('' || s AS double)))",
    (i) => (i % 5 > 0 ? (i % 7 === 0 ? 'NaN' : i) : i % 7 === 0 ? null : i),
  ],
  [
    "TRY(coalesce(CAST(CAST(d AS bigint) AS varchar), 'a text of more than twelve'))",
    (i) => (i % 5 === 0 ? 'a text of more than twelve' : i % 7 === 0 ? null : `${i}`),
  ],
  [
    'TRY(CASE WHEN i % 2 = 0 THEN 10 / (i % 7) WHEN d IS NULL THEN -1 ELSE i END)',
    (i) => (i % 2 > 0 ? (i % 5 === 0 ? -1 : i) : i % 7 === 0 ? null : Math.trunc(10 / (i % 7))),
  ],
  ['TRY(IF(i % 7 = 0, 1 / (i % 7), coalesce(nullif(i, 13), -13)))', (i) => (i % 7 === 0 ? null : i === 13 ? -13 : i)],
  [
    'TRY(transform(ARRAY[i, 7], x -> coalesce(nullif(x, 8), 70) / (i % 7)))',
    (i) => (i % 7 === 0 ? null : [Math.trunc((i === 8 ? 70 : i) / (i % 7)), Math.trunc(7 / (i % 7))]),
  ],
  ['TRY(d IS NULL AND 10 / (i % 7) > 0)', (i) => (i % 5 > 0 ? false : i % 7 === 0 ? null : true)],
  ['coalesce(TRY_CAST(s AS integer), -2)', (i) => (i % 7 === 0 ? -2 : i)],
];

const SOURCE = `(SELECT i, CASE WHEN i % 5 = 0 THEN NULL WHEN i % 7 = 0 THEN nan() ELSE i END d, IF(i % 7 = 0, 'x', CAST(i AS varchar)) s
  FROM (SELECT CAST(n AS integer) i FROM UNNEST(sequence(1, ${ROWS})) u(n)) v) t`;

test('every row has its own value', { timeout: 120_000 }, async () => {
  const { duckdbSql } = translateSample(`SELECT ${['i', ...FORMS.map(([sql]) => sql)].join(', ')} FROM ${SOURCE}`);
  for (let run = 0; run < RUNS; run++) {
    const rows = (await connection.runAndReadAll(duckdbSql)).getRowsJson();
    expect(rows).toHaveLength(ROWS);
    for (const [i, ...values] of rows) {
      const wanted = FORMS.map(([, value]) => value(i as number));
      if (JSON.stringify(values) !== JSON.stringify(wanted)) expect([i, ...values]).toEqual([i, ...wanted]);
    }
  }
});
