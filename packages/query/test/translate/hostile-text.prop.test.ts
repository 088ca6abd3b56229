// Whatever stands in names and texts stays a name or a text: the printed SQL names nothing outside of the table.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOCAL_FUNCTIONS } from '../../src/functions/function-table.ts';
import type { RelationSource } from '../../src/translate/relation-source.ts';
import { translate } from '../../src/translate/translate.ts';
import { CATALOGUE, SPANS, translateSample } from './sample-relation.ts';

const PAYLOADS = [
  "'; DROP TABLE spans; --",
  "\" FROM read_csv('/etc/passwd') --",
  "') UNION ALL SELECT * FROM duckdb_secrets() --",
  '*/ SELECT 1 /*',
  "$$ || getenv('HOME') || $$",
  "\\'; ATTACH 'x'; --",
  '\u0000\'"',
  'r1"."x',
  'x}{f0: (SELECT 1)',
];
const hostile = fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'grapheme', maxLength: 20 }));
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const name = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** What is left when texts and quoted names are taken out: keywords, functions, our own names. */
function skeleton(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => quoted[0] + quoted[0]);
}

/** A table that has any column asked for. */
const ANY_COLUMN: RelationSource = {
  ...SPANS,
  column: (asked) => ({ ...SPANS.star()[0], id: asked, trinoName: name(asked.toLowerCase()), displayName: asked }),
  element: (map, key) => ({
    ...SPANS.star()[0],
    id: `${map}${key}`,
    trinoName: name(`${map}${key}`),
    displayName: key,
  }),
};

describe('hostile values', () => {
  test('texts', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const sql = `SELECT ${text(value)} AS a, upper(${text(value)}) FROM spans WHERE name = ${text(value)} AND name IN (${text(value)}) AND name LIKE ${text(value)}`;
        const plain = skeleton(translateSample(sql.replaceAll(text(value), "'x'")).duckdbSql);
        // A NUL is printed as chr(0), between texts.
        expect(skeleton(translateSample(sql).duckdbSql).replace(/\((''(?: \|\| chr\(0\) \|\| '')+)\)/g, "''")).toBe(
          plain,
        );
      }),
    );
  });

  test('names of columns, aliases, tables and map keys', () => {
    fc.assert(
      fc.property(
        hostile.filter((value) => value !== '' && !value.includes('\0')),
        (value) => {
          const catalogue = { relation: (asked: string) => (asked === 'spans' ? ANY_COLUMN : undefined) };
          const sql = (n: string, key: string) =>
            `WITH ${n} AS (SELECT ${n} AS ${n}, attributes[${key}] AS of_the_map FROM spans AS ${n} GROUP BY 1, 2) SELECT ${n}.${n} AS ${n} FROM ${n} ORDER BY ${n}`;
          const plain = skeleton(translate(sql('"x y"', "'k'"), catalogue).duckdbSql);
          expect(skeleton(translate(sql(name(value), text(value)), catalogue).duckdbSql)).toBe(plain);
        },
      ),
    );
  });
});

describe('queries made at random', () => {
  const column = fc.constantFrom(
    'name',
    'duration_ms',
    '"http.route"',
    's.time',
    "attributes['k']",
    'spans',
    'x',
    'count',
  );
  const functionName = fc.constantFrom(
    ...LOCAL_FUNCTIONS,
    'read_text',
    'read_parquet',
    'getenv',
    'duckdb_tables',
    'error',
    'pg_sleep',
  );
  const table = fc.constantFrom(
    'spans',
    'spans s',
    'sqlite_master',
    'duckdb_secrets()',
    '"a.csv"',
    'information_schema.tables',
    '(SELECT 1 AS x)',
    'UNNEST(events)',
  );
  const expression = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      column,
      fc.constantFrom('1', "'a'", 'NULL', '1.5', 'true'),
      fc
        .tuple(functionName, fc.array(tie('any'), { maxLength: 3 }))
        .map(([called, given]) => `${called}(${given.join(', ')})`),
      fc
        .tuple(tie('any'), fc.constantFrom('=', '<', '||', '+', 'AND'), tie('any'))
        .map((parts) => `(${parts.join(' ')})`),
      fc.tuple(table, tie('any')).map(([from, selected]) => `(SELECT ${selected} FROM ${from})`),
    ),
  })).any;

  test('name only the table, our macros and the function table', () => {
    const allowed = new Set<string>();
    let answered = 0;
    fc.assert(
      fc.property(expression, table, (selected, from) => {
        let sql: string;
        try {
          sql = translate(`SELECT ${selected} FROM ${from}`, CATALOGUE).duckdbSql;
        } catch {
          return;
        }
        answered++;
        const plain = sql.replace(/"spans"/g, 'spans').replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '""');
        for (const [, relation] of plain.matchAll(/(?<!DISTINCT )\b(?:FROM|JOIN)\s+("[^"]*"|[\w.]+)/g)) {
          expect(relation).toMatch(/^(spans|LATERAL|w\d+)$/);
        }
        for (const [, called] of plain.matchAll(/\b([a-z_]\w*)\(/g)) allowed.add(called);
      }),
      { numRuns: 400 },
    );
    expect(answered).toBeGreaterThan(20);
    for (const called of allowed)
      expect(called).not.toMatch(/^(read_|glob|getenv|duckdb_|pg_|pragma|sniff_|query|parquet_)/);
  });
});
