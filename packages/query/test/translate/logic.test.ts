// AND and OR in order: guarded where a later term may fail, left to DuckDB where rows are filtered, so that it can push terms down.
import { describe, expect, test } from 'vitest';
import { translateSample } from './sample-relation.ts';

const MAY_FAIL = `k <> '' AND (CAST(k AS integer) > 1 OR name = 'a' AND 10 / CAST(k AS integer) > 1)`;

describe('as they stand', () => {
  test.each([
    `SELECT 1 FROM spans WHERE ${MAY_FAIL}`,
    `SELECT 1 FROM spans a JOIN (SELECT 1 n) b ON ${MAY_FAIL} AND n = 1`,
    "SELECT k = 'a' AND name LIKE 'b%' OR main FROM spans",
    "SELECT CAST(k AS integer) > 1 AND name = 'a' FROM spans",
  ])('%s', (sql) => {
    expect(translateSample(sql).duckdbSql).not.toContain('CASE');
  });
});

describe('guarded', () => {
  test.each([
    `SELECT ${MAY_FAIL} FROM spans`,
    `SELECT 1 FROM spans WHERE NOT (${MAY_FAIL})`,
    `SELECT count(*) FILTER (WHERE ${MAY_FAIL}) FROM spans`,
    `SELECT 1 FROM spans WHERE any_match(ARRAY[1], x -> x <> 0 AND 10 / x > 1)`,
    `SELECT 1 FROM spans WHERE IF(${MAY_FAIL}, main, true)`,
  ])('%s', (sql) => {
    expect(translateSample(sql).duckdbSql).toMatch(/CASE WHEN NOT \(/);
  });
});

test('a term that may fail before one that cannot, where rows are filtered, is told of', () => {
  const note = expect.stringContaining('before others in WHERE, HAVING or ON');
  for (const sql of [
    "SELECT 1 FROM spans WHERE 10 / length(name) > 1 AND name = 'a'",
    "SELECT 1 FROM spans GROUP BY name HAVING 10 / count(*) > 1 AND name = 'a'",
    "SELECT 1 FROM spans a JOIN (SELECT 1 n) b ON 10 / n > 1 AND name = 'a'",
  ]) {
    expect(translateSample(sql).notes, sql).toEqual([note]);
  }
  for (const sql of [
    "SELECT 1 FROM spans WHERE name <> '' AND 10 / length(name) > 1",
    "SELECT 10 / length(name) > 1 AND name = 'a' FROM spans",
  ]) {
    expect(translateSample(sql).notes, sql).toEqual([]);
  }
});
