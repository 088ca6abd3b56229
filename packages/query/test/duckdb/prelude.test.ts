// The prelude on a real DuckDB: it can be created, and its macros have Trino's corner cases.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { DUCKDB_PRELUDE, macroScript, macrosAt } from '../../src/duckdb/prelude.ts';
import { DIVISION_BY_ZERO } from '../../src/translate/guarded-division.ts';
import { translatedConnection } from './translated-connection.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

async function value(sql: string): Promise<unknown> {
  const result = await connection.runAndReadAll(`SELECT ${sql}`);
  return result.getRowsJson()[0][0];
}

test.each([
  ['1e0', '1.0E0'],
  ['0.1e0', '1.0E-1'],
  ['100e0', '1.0E2'],
  ['123456.789e0', '1.23456789E5'],
  ['1e-10', '1.0E-10'],
  ['-5.5e0', '-5.5E0'],
  ['0e0', '0E0'],
  ['1e16', '1.0E16'],
  ['12345678901234567e0', '1.2345678901234568E16'],
  ['0.001234e0', '1.234E-3'],
  ["'-Infinity'::DOUBLE", '-Infinity'],
  ["'NaN'::DOUBLE", 'NaN'],
  ['NULL::DOUBLE', null],
])('j_double_text(%s)', async (input, expected) => {
  expect(await value(`j_double_text(${input})`)).toBe(expected);
});

test.each([
  ["t_substr('hello', -2, 9)", 'lo'],
  ["t_substr('hello', 0, 2)", ''],
  ["t_substr('hello', -10, 2)", ''],
  ["t_substr('hello', 2, -1)", ''],
  ["t_substr('日本語', 2, 1)", '本'],
  ["t_split_part('a,b', ',', 3)", null],
  ["t_trim(chr(9) || 'x' || chr(12288))", 'x'],
  [`t_divide(-5, 2, ${DIVISION_BY_ZERO})`, '-2'],
  [`t_remainder(-5, 3, ${DIVISION_BY_ZERO})`, '-2'],
  ['t_json_parse(\'{"b": 1.50, "a": [1e3, true]}\')', '{"a":[1000.0,true],"b":1.5}'],
  ['t_interval_text(to_milliseconds(-10800000))', '-0 03:00:00.000'],
  ['t_months_text(t_interval_months(to_months(-14)))', '-1-2'],
])('%s', async (sql, expected) => {
  expect(await value(sql)).toBe(expected);
});

test.each([
  [`t_divide(1, 0, ${DIVISION_BY_ZERO})`, 'TRINO|DIVISION_BY_ZERO|Division by zero'],
  [
    't_subscript([1, 2], 3)',
    'TRINO|INVALID_FUNCTION_ARGUMENT|Array subscript must be less than or equal to array length: 3 > 2',
  ],
  ["t_map_subscript(MAP {'a': 1}, 'b')", 'TRINO|INVALID_FUNCTION_ARGUMENT|Key not present in map: b'],
  ["t_json_parse('{bad')", 'TRINO|INVALID_FUNCTION_ARGUMENT|Cannot convert'],
])('%s fails', async (sql, message) => {
  await expect(value(sql)).rejects.toThrow(message);
  expect(await value(`TRY(${sql})`)).toBeNull();
});

test('maps of pairs keep the first value of a key, or all in their order', async () => {
  const pairs = "[{'k': 'b', 'v': 1}, {'k': 'a', 'v': 2}, {'k': 'b', 'v': NULL}]";
  expect(await value(`t_map_of_first(${pairs})`)).toEqual([
    { key: 'a', value: 2 },
    { key: 'b', value: 1 },
  ]);
  expect(await value(`t_multimap(${pairs})`)).toEqual([
    { key: 'a', value: [2] },
    { key: 'b', value: [1, null] },
  ]);
});

test('the macros of a text, after those that they use', () => {
  expect(macroScript('SELECT count(*) FROM spans')).toBe('');
  const sql = "SELECT t_split_part('ä', ',', 2) FROM spans";
  const created = [...macroScript(sql).matchAll(/MACRO (\w+)/g)].map(([, name]) => name);
  expect(created.at(-1)).toBe('t_split_part');
  for (const statement of DUCKDB_PRELUDE) expect(statement).toMatch(/^(SET GLOBAL|CREATE OR REPLACE MACRO t_)/);
});

test('a place in the script is behind the text, and tells the macro and those that use it', () => {
  const sql = "SELECT t_divide_wide('ä', 2, 3, 4, 5, NULL), t_ln(1)";
  const script = macroScript(sql);
  const place = script.indexOf('sign(a)');
  expect(place).toBeGreaterThan(new TextEncoder().encode(sql).length);
  expect(macrosAt(sql, place)).toEqual(['t_divide_unscaled', 't_divide_wide']);
  expect(macrosAt(sql, 3)).toEqual([]);
});
