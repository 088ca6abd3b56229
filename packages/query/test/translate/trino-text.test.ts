// The text for Trino: the user's own, with the few edits that the table of just the used columns makes necessary.
import { describe, expect, test } from 'vitest';
import { translateSample } from './sample-relation.ts';

/** What the planner does with it. */
function withTable(sql: string): string {
  const { trinoSql, trinoWith } = translateSample(sql);
  const inserted = trinoWith.hasWith ? 'spans (…), ' : 'WITH spans (…) ';
  return trinoSql.slice(0, trinoWith.position) + inserted + trinoSql.slice(trinoWith.position);
}

describe('edits', () => {
  test.each([
    ['SELECT name FROM spans', 'SELECT name FROM spans'],
    ["SELECT  attributes [ 'x' ]  FROM spans", 'SELECT  "attributes[x]"  FROM spans'],
    ["SELECT element_at(attributes, 'x') FROM spans", 'SELECT "attributes[x]" FROM spans'],
    ["SELECT s.attributes['x'] FROM spans s", 'SELECT s."attributes[x]" FROM spans s'],
    ["SELECT s . attributes['x'] FROM spans s", 'SELECT s ."attributes[x]" FROM spans s'],
    ["SELECT '😀', attributes['é'] FROM spans", `SELECT '😀', "attributes[é]" FROM spans`],
    [
      "SELECT attributes['a'], attributes['b'] FROM spans WHERE attributes['a'] = 'c'",
      'SELECT "attributes[a]", "attributes[b]" FROM spans WHERE "attributes[a]" = \'c\'',
    ],
    [
      "SELECT a['x'] FROM (SELECT attributes AS a FROM spans)",
      "SELECT a['x'] FROM (SELECT attributes AS a FROM spans)",
    ],
    ['SELECT name FROM spans ;  -- end', 'SELECT name FROM spans   -- end'],
    ['SELECT * FROM (SELECT name FROM spans)', 'SELECT * FROM (SELECT name FROM spans)'],
  ])('%s', (sql, trino) => {
    expect(translateSample(sql).trinoSql).toBe(trino);
  });

  test('* is written out', () => {
    const columns = (qualifier: string) =>
      ['trace_id', 'name', 'service_name', 'start_time_unix_nano', 'duration_ms', 'time', 'main', 'events']
        .map((name) => `"${qualifier}"."${name}"`)
        .join(', ');
    expect(translateSample('SELECT * FROM spans').trinoSql).toBe(`SELECT ${columns('spans')} FROM spans`);
    expect(translateSample('SELECT s.* FROM spans AS S').trinoSql).toBe(`SELECT ${columns('s')} FROM spans AS S`);
    expect(translateSample('TABLE spans').trinoSql).toBe(`SELECT ${columns('spans')} FROM spans`);
    expect(translateSample('SELECT * FROM spans, (SELECT 1)').trinoSql).toBe(
      `SELECT ${columns('spans')}, subquery_r2."unnamed_1" FROM spans, (SELECT 1) AS subquery_r2 ("unnamed_1")`,
    );
    expect(translateSample("SELECT * FROM spans JOIN (VALUES 'a') t (name) USING (name)").trinoSql).toContain(
      'SELECT "name", "spans"."trace_id"',
    );
  });
});

describe('the place of the table', () => {
  test.each([
    ['SELECT name FROM spans', 'WITH spans (…) SELECT name FROM spans'],
    ['/* a */ -- b\n  SELECT 1', '/* a */ -- b\n  WITH spans (…) SELECT 1'],
    ['(SELECT 1) UNION ALL SELECT 2', 'WITH spans (…) (SELECT 1) UNION ALL SELECT 2'],
    ['WITH a AS (SELECT 1 AS x) SELECT x FROM a', 'WITH spans (…), a AS (SELECT 1 AS x) SELECT x FROM a'],
    [
      '/* a */ with -- b\n a AS (SELECT 1 AS x) SELECT x FROM a',
      '/* a */ with -- b\n spans (…), a AS (SELECT 1 AS x) SELECT x FROM a',
    ],
    [
      "SELECT attributes['x'] FROM (WITH a AS (SELECT attributes FROM spans) SELECT * FROM a)",
      "WITH spans (…) SELECT attributes['x'] FROM (WITH a AS (SELECT attributes FROM spans) SELECT * FROM a)",
    ],
    ['VALUES 1', 'WITH spans (…) VALUES 1'],
  ])('%s', (sql, text) => {
    expect(withTable(sql)).toBe(text);
  });

  test('a common table of the same name gets another one', () => {
    const sql = 'WITH spans AS (SELECT name FROM spans) SELECT spans.name FROM spans JOIN spans AS b ON true';
    expect(withTable(sql)).toBe(
      'WITH spans (…), spans_of_query AS (SELECT name FROM spans) SELECT spans.name FROM spans_of_query AS "spans" JOIN spans_of_query AS b ON true',
    );
  });
});
