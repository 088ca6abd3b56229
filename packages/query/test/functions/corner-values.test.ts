// Corners of single functions, from Trino text to the API's values. What a Trino was asked itself is in test/conformance.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { engineError } from '../../src/duckdb/error-mapping.ts';
import { type ApiValue, type EngineValue, valueConverter } from '../../src/duckdb/value-conversion.ts';
import { translate } from '../../src/translate/translate.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

async function answer(expression: string): Promise<ApiValue> {
  const { duckdbSql, columns } = translate(`SELECT ${expression}`, { relation: () => undefined });
  const rows = (await connection.runAndReadAll(duckdbSql)).getRowsJson();
  return valueConverter(columns[0].type)(rows[0][0] as EngineValue);
}

async function failureCode(expression: string): Promise<string> {
  const { duckdbSql } = translate(`SELECT ${expression}`, { relation: () => undefined });
  try {
    await connection.runAndReadAll(duckdbSql);
  } catch (error) {
    return engineError((error as Error).message).code;
  }
  return 'answered';
}

const GROUPS: Readonly<Record<string, readonly (readonly [string, ApiValue])[]>> = {
  math: [
    ['round(1e20)', 1e20],
    ['round(infinity())', 'Infinity'],
    ['round(nan(), 2)', 'NaN'],
    ['round(2.345e0, CAST(2 AS integer))', 2.35],
    ['round(CAST(99.9 AS decimal(3,1)), -2)', '100.0'],
    ['round(-1550, -2)', -1600],
    ['mod(5e0, 0e0)', 'NaN'],
    ['log2(0)', '-Infinity'],
    ['acos(2)', 'NaN'],
    ["from_base('-ff', 16)", '-255'],
    ['to_base(-255, 16)', '-ff'],
    ['bitwise_left_shift(1, 40)', 0],
    ['bitwise_right_shift(-1, 31)', 1],
    ['bitwise_right_shift_arithmetic(-1, 40)', -1],
  ],
  string: [
    ["substr('日本語', -1)", '語'],
    ["split('', ',')", ['']],
    ["split_part('abc', '', 2)", 'b'],
    ["split_to_map('a=1,', ',', '=')", { a: '1' }],
    ["split_to_map('', ',', '=')", {}],
    ["replace('abc', '', '-')", '-a-b-c-'],
    ["strpos('', '')", '1'],
    ["rpad('日', 3, '本')", '日本本'],
    ["reverse('a日')", '日a'],
    ["concat_ws(',', ARRAY[NULL, 'a'])", 'a'],
    ["hamming_distance('é1', 'e1')", '1'],
    ["trim(U&'\\00a0x ')", '\u00a0x'],
  ],
  regexp: [
    ["regexp_extract('ab', '(a)(x)?', 2)", null],
    ["regexp_extract_all('a,b', '(a)|(b)', 1)", ['a', null]],
    ["regexp_replace('a1', '([a-z])(\\d)', '$2$1\\$')", '1a$'],
    ["regexp_replace('aa', '(a)', '$12')", 'a2a2'],
    ["regexp_position('', 'a')", -1],
    ["regexp_like('a' || chr(10), 'a$')", true],
    ["regexp_like('a' || chr(0) || 'b', '^a\0[\0b]$')", true],
    ["regexp_like('ab', 'a\0b')", false],
  ],
  time: [
    ["date_diff('year', DATE '2024-02-29', DATE '2025-02-28')", '1'],
    ["date_diff('month', DATE '2026-03-31', DATE '2026-02-28')", '-1'],
    ['from_unixtime(-0.0005)', '1970-01-01 00:00:00.000 UTC'],
    ['CAST(from_unixtime_nanos(-1) AS timestamp(6))', '1970-01-01 00:00:00.000000'],
    ["CAST(TIMESTAMP '1969-12-31 23:59:59.9995' AS timestamp(3))", '1970-01-01 00:00:00.000'],
    ["to_unixtime(TIMESTAMP '1969-12-31 23:59:59.5')", -0.5],
    ["format_datetime(at_timezone(from_unixtime(0), '+02:00'), 'HH:mm Z')", '02:00 +0200'],
    ["date_diff('millisecond', TIMESTAMP '2026-01-01 00:00:00.0009', TIMESTAMP '2026-01-01 00:00:00.001')", '1'],
    ["date_diff('second', TIMESTAMP '2026-01-01 00:00:00.000900', TIMESTAMP '2026-01-01 00:00:01.000500')", '1'],
    ["date_diff('day', TIMESTAMP '2026-03-28 12:00:00 Europe/Berlin', TIMESTAMP '2026-03-29 10:00:00 UTC')", '1'],
    [
      "date_diff('hour', TIMESTAMP '2026-03-29 01:00:00 Europe/Berlin', TIMESTAMP '2026-03-29 04:00:00 Europe/Berlin')",
      '2',
    ],
    [
      "date_trunc('hour', TIMESTAMP '2026-10-25 01:30:00 UTC' AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'UTC'",
      '2026-10-25 01:00:00 UTC',
    ],
    [
      "date_trunc('hour', TIMESTAMP '2026-10-25 00:30:00 UTC' AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'UTC'",
      '2026-10-25 00:00:00 UTC',
    ],
    ["date_add('millisecond', 1500, TIMESTAMP '2026-01-01 00:00:00')", '2026-01-01 00:00:02'],
    ["date_format(TIMESTAMP '2026-01-01 00:00:59.999600', '%s.%f')", '00.000000'],
    ["date_format(TIMESTAMP '2026-01-01 00:00:00.123456', '%f')", '123000'],
    ["format_datetime(TIMESTAMP '2026-01-01 00:00:00.1235', 'SSS')", '124'],
    ["date_parse('2026-01-01 0.123456', '%Y-%m-%d %s.%f')", '2026-01-01 00:00:00.123'],
    ["date_parse('12:30', '%H:%i')", '1970-01-01 12:30:00.000'],
    ["to_iso8601(with_timezone(TIMESTAMP '2026-01-01 00:00:00', 'America/New_York'))", '2026-01-01T00:00:00-05:00'],
    ["date_trunc('day', TIMESTAMP '2026-03-29 03:30:00 Europe/Berlin')", '2026-03-29 00:00:00 Europe/Berlin'],
  ],
  json: [
    ["json_extract_scalar('{\"a\":1.50}', '$.a')", '1.50'],
    ["json_extract_scalar('{\"a\":1.50', '$.a')", '1.50'],
    ["json_extract_scalar('{\"a\"1.50', '$.a')", null],
    ["json_array_contains('[1]', 1e0)", false],
    ["json_array_get('[null]', 0)", null],
    ['CAST(nan() AS json)', '"NaN"'],
    ["CAST(JSON '[1, null]' AS array(bigint))", ['1', null]],
    ['TRY_CAST(JSON \'[1, "x"]\' AS array(bigint))', null],
    ["CAST(MAP(ARRAY['b','a'], ARRAY[NULL, 1.50]) AS json)", '{"a":1.50,"b":null}'],
    ["json_value('{\"a\":1e2}', 'lax $.a')", '1.0E2'],
    ['json_query(\'{"a":[1,{"b":2}]}\', \'lax $.a[*]\' WITH ARRAY WRAPPER)', '[1,{"b":2}]'],
  ],
  array: [
    ['contains(ARRAY[NULL], 1)', null],
    ['arrays_overlap(ARRAY[1, NULL], ARRAY[2])', null],
    ['array_distinct(ARRAY[2, NULL, 1, NULL, 2])', [2, null, 1]],
    ['array_max(ARRAY[1, NULL])', null],
    ['slice(ARRAY[1,2,3], -2, 5)', [2, 3]],
    ["array_join(ARRAY['a', NULL, 'b'], lower('X'))", 'axb'],
    ["array_join(ARRAY[1e0, NULL], ',', '?')", '1.0E0,?'],
    [
      "combinations(ARRAY['a','b','c'], 2)",
      [
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
    ['zip(ARRAY[1], ARRAY[])', [[1, null]]],
    ['element_at(ARRAY[1, 2], -3)', null],
  ],
  map: [
    ["map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[2]))", { a: 2 }],
    ["multimap_from_entries(ARRAY[('a', 1), ('b', 2), ('a', NULL)])", { a: [1, null], b: [2] }],
    ["map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]), (k, x, y) -> coalesce(x, y))", { a: 1, b: 2 }],
    ['cardinality(MAP())', '0'],
  ],
  lambda: [
    ['reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s * 1.5)', '4.5'],
    ['reduce(CAST(NULL AS array(integer)), 0, (s, x) -> s + x, s -> s)', null],
    ["transform(ARRAY[1, 2], x -> transform(ARRAY['a'], y -> y || CAST(x AS varchar)))", [['a1'], ['a2']]],
    ['any_match(ARRAY[NULL, 1], x -> x > 1)', null],
    ['all_match(ARRAY[], x -> false)', true],
    [
      "array_sort(ARRAY['bb', 'a', NULL], (x, y) -> IF(x IS NULL, 1, IF(y IS NULL, -1, IF(length(x) < length(y), -1, 1))))",
      ['a', 'bb', null],
    ],
  ],
  'weighted percentile': [
    ['(SELECT approx_percentile(x, 1e0, 0.5) FROM UNNEST(sequence(1, 4)) t(x))', '3'],
    ['(SELECT approx_percentile(x, IF(x = 1, 2e0, 1e0), 0.5) FROM UNNEST(sequence(1, 4)) t(x))', '2'],
    ['(SELECT approx_percentile(x * 1e0, 1.5, ARRAY[0.0, 0.5, 1.0]) FROM UNNEST(sequence(1, 10)) t(x))', [1, 5.5, 10]],
    ['(SELECT approx_percentile(DISTINCT x, w, 0.5) FROM (VALUES (1, 1.5), (2, 1.5), (2, 1.5), (3, 2)) t(x, w))', '2'],
    ['(SELECT approx_percentile(x, w, 0.5) FROM (VALUES (1, NULL), (NULL, 2), (7, 1.5)) t(x, w))', '7'],
    ['(SELECT approx_percentile(x, w, ARRAY[0.5]) FROM (VALUES (1, 1.5)) t(x, w) WHERE x > 5)', null],
    ['(SELECT approx_percentile(9007199254740993, 1.5, 0.5))', '9007199254740993'],
    [
      '(SELECT sum(p) FROM (SELECT approx_percentile(x, 1 / 0.3e0, 0.5) p FROM UNNEST(sequence(1, 10000)) t(x) GROUP BY x))',
      '50005000',
    ],
    [
      '(SELECT array_agg(p) FROM (SELECT approx_percentile(x, 1.5, 0.5) OVER (ORDER BY x) p FROM (VALUES 1, 2, 3, 4) t(x) ORDER BY x))',
      ['1', '2', '2', '3'],
    ],
  ],
  conditional: [
    ['greatest(nan(), 1e0)', 1],
    ['greatest(1, NULL)', null],
    ['nullif(1, 1e0)', null],
    ["try(CAST('x' AS integer))", null],
    [
      "format('%.2f|%5.1e|%S|%s', NULL, 1.25e0, 'x', TIMESTAMP '2026-01-01 10:00:00.120')",
      'nu|1.3e+00|X|2026-01-01T10:00:00.120',
    ],
    [
      "format('%08.2f|%-8.2f|%+,.1f|%(d|%x', -1.5e0, 2.25e0, 12345.65e0, -5, -1)",
      '-0001.50|2.25    |+12,345.7|(5)|ffffffffffffffff',
    ],
  ],
  cast: [
    ['CAST(1.005e0 AS decimal(5,2))', '1.01'],
    ["CAST(DECIMAL '12345678901234567890.123456' AS double)", 12345678901234567e3],
    ["CAST('1.5d' AS double)", 1.5],
    ["TRY_CAST('1.5' AS integer)", null],
    ['TRY_CAST(12345 AS varchar(3))', null],
    ["TRY_CAST(ARRAY['1', 'x'] AS array(integer))", null],
    ['CAST(ROW(1, ROW(2)) AS ROW(a varchar, b ROW(c double)))', ['1', [2]]],
    ["CAST('2026-01-01 10:00:00 +02:00' AS timestamp with time zone)", '2026-01-01 10:00:00.000 +02:00'],
    ["CAST('2026-01-01 00:00:00.1234567' AS timestamp(6))", '2026-01-01 00:00:00.123457'],
    ["CAST('2026-01-01 00:00:00.123456789' AS timestamp(9))", '2026-01-01 00:00:00.123456789'],
    ["TRY_CAST('x' AS timestamp(6))", null],
    ["CAST(TIME '10:30:00.5' AS varchar)", '10:30:00.5'],
    ["CAST(INTERVAL -'14' MONTH AS varchar)", '-1-2'],
  ],
};

describe.each(Object.entries(GROUPS))('%s', (_, cases) => {
  test.each(cases.map(([expression, expected]) => ({ expression, expected })))(
    '$expression',
    async ({ expression, expected }) => {
      expect(await answer(expression)).toEqual(expected);
    },
  );
});

test.each([
  ["split('a', '')", 'INVALID_FUNCTION_ARGUMENT'],
  ["split_part('a', ',', CAST(0 AS bigint))", 'INVALID_FUNCTION_ARGUMENT'],
  ["split_to_map('a=1,a=2', ',', '=')", 'INVALID_FUNCTION_ARGUMENT'],
  ["url_decode('%zz')", 'INVALID_FUNCTION_ARGUMENT'],
  ["json_parse('{bad')", 'INVALID_FUNCTION_ARGUMENT'],
  ['sequence(1, 20000)', 'INVALID_FUNCTION_ARGUMENT'],
  ["from_iso8601_date('2026-W54-1')", 'INVALID_FUNCTION_ARGUMENT'],
  ["CAST('2026-01-05T10:00:00' AS timestamp)", 'INVALID_CAST_ARGUMENT'],
  ["CAST(JSON '{}' AS varchar)", 'INVALID_CAST_ARGUMENT'],
  ['CAST(JSON \'"abc"\' AS integer)', 'INVALID_CAST_ARGUMENT'],
  ['transform_keys(MAP(ARRAY[1, 2], ARRAY[1, 2]), (k, v) -> 1)', 'INVALID_FUNCTION_ARGUMENT'],
  ['element_at(ARRAY[1], CAST(0 AS bigint))', 'INVALID_FUNCTION_ARGUMENT'],
  ['(SELECT approx_percentile(x, 0.5, 0.5) FROM (VALUES 1) t(x))', 'INVALID_FUNCTION_ARGUMENT'],
  ['(SELECT approx_percentile(x, -5, 0.5) FROM (VALUES 1) t(x))', 'INVALID_FUNCTION_ARGUMENT'],
  ['(SELECT approx_percentile(x, infinity(), 0.5) FROM (VALUES 1) t(x))', 'INVALID_FUNCTION_ARGUMENT'],
  ['(SELECT approx_percentile(x, 1, 1.5) FROM (VALUES 1) t(x))', 'INVALID_FUNCTION_ARGUMENT'],
  ["regexp_extract('a', '(a)', 2)", 'INVALID_FUNCTION_ARGUMENT'],
  ["date_trunc('hour', DATE '2026-01-01')", 'INVALID_FUNCTION_ARGUMENT'],
  ["date_trunc('fortnight', DATE '2026-11-22')", 'INVALID_FUNCTION_ARGUMENT'],
  ["at_timezone(TIMESTAMP '2026-11-22 10:00:00 UTC', 'Mars/Base')", 'INVALID_FUNCTION_ARGUMENT'],
  ["format_datetime(TIMESTAMP '2026-01-01 00:00:00', 'Z')", 'INVALID_FUNCTION_ARGUMENT'],
  ["json_extract('{}', '$..a')", 'INVALID_FUNCTION_ARGUMENT'],
  ["format('%d', 2.5)", 'INVALID_FUNCTION_ARGUMENT'],
])('%s fails with %s', async (expression, code) => {
  expect(await failureCode(expression)).toBe(code);
});

test.each([
  ['if(1, 2, 3)', 'TYPE_MISMATCH'],
  ["coalesce(1, 'a')", 'TYPE_MISMATCH'],
  ['CAST(ARRAY[1] AS varchar)', 'TYPE_MISMATCH'],
  ["CAST('a' AS char(3))", 'NOT_SUPPORTED'],
  ["codepoint('ab')", 'FUNCTION_NOT_FOUND'],
  ['lower(1)', 'FUNCTION_NOT_FOUND'],
  ['transform(ARRAY[1], (x, y) -> x)', 'INVALID_PARAMETER_USAGE'],
  ['filter(ARRAY[1], x -> x)', 'FUNCTION_NOT_FOUND'],
  ['checksum(1)', 'NOT_SUPPORTED'],
])('%s is refused before the run: %s', (expression, code) => {
  expect(() => translate(`SELECT ${expression}`, { relation: () => undefined })).toThrow(
    expect.objectContaining({ code }),
  );
});

test('what the limits of the gate let through is not too deep for DuckDB', { timeout: 60_000 }, async () => {
  const many = (count: number, text: string, by: string) => Array.from({ length: count }, () => text).join(by);
  const unions = many(301, 'SELECT 1 AS x', ' UNION ALL ');
  expect(await answer(`(SELECT sum(x) FROM (${unions}))`)).toBe('301');
  expect(await answer(`(SELECT length(concat(${many(3000, 'x', ',')})) FROM (VALUES 'ab') t(x))`)).toBe('6000');
  expect(
    await answer(`(SELECT length(format('${'%s-'.repeat(700)}', ${many(700, 'x', ',')})) FROM (VALUES 'a') t(x))`),
  ).toBe('1400');
});
