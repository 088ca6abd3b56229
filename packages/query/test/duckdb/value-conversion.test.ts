// DuckDB's values, as its driver gives them, in the form of the API.
import {
  type DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBTypeId,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { type EngineValue, valueConverter } from '../../src/duckdb/value-conversion.ts';
import { timestampWithTimeZone } from '../../src/types/type-constructors.ts';
import { parseTypeText } from '../../src/types/type-text-parser.ts';
import { translatedConnection } from './translated-connection.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

const blobsAsBytes: DuckDBValueConverter<EngineValue> = (value, type, converter) =>
  type.typeId === DuckDBTypeId.BLOB && value !== null
    ? (value as DuckDBBlobValue).bytes
    : JsonDuckDBValueConverter(value, type, converter as DuckDBValueConverter<Json>);

async function engineValue(sql: string): Promise<EngineValue> {
  const result = await connection.runAndReadAll(`SELECT ${sql}`);
  return result.convertRows(blobsAsBytes)[0][0] as EngineValue;
}

test.each([
  ['true', 'boolean', true],
  ['5::TINYINT', 'tinyint', 5],
  ['-5', 'integer', -5],
  ['9223372036854775807', 'bigint', '9223372036854775807'],
  ['(-9223372036854775807 - 1)::BIGINT', 'bigint', '-9223372036854775808'],
  ['0.1::DOUBLE', 'double', 0.1],
  ["'NaN'::DOUBLE", 'double', 'NaN'],
  ["'Infinity'::DOUBLE", 'double', 'Infinity'],
  ["'-Infinity'::DOUBLE", 'double', '-Infinity'],
  ['1.1::FLOAT', 'real', 1.1],
  ['16777217::FLOAT', 'real', 16777216],
  ["'NaN'::FLOAT", 'real', 'NaN'],
  ['3.4028235e38::FLOAT', 'real', 3.4028235e38],
  ['0.50::DECIMAL(2,2)', 'decimal(2,2)', '0.50'],
  ['-0.05::DECIMAL(2,2)', 'decimal(2,2)', '-0.05'],
  ['12.00::DECIMAL(38,2)', 'decimal(38,2)', '12.00'],
  ["'héllo'", 'varchar', 'héllo'],
  ["DATE '2026-01-05'", 'date', '2026-01-05'],
  ["TIME '10:00:00'", 'time(0)', '10:00:00'],
  ["TIME '10:00:00.5'", 'time(3)', '10:00:00.500'],
  ["TIMESTAMP '2026-01-05 10:00:00'", 'timestamp(0)', '2026-01-05 10:00:00'],
  ["TIMESTAMP '2026-01-05 00:00:00'", 'timestamp(3)', '2026-01-05 00:00:00.000'],
  ["TIMESTAMP '2026-01-05 10:00:00.123456'", 'timestamp(6)', '2026-01-05 10:00:00.123456'],
  ["TIMESTAMP '0002-01-01 (BC) 10:00:00'", 'timestamp(3)', '-0001-01-01 10:00:00.000'],
  ["TIMESTAMP '69388-01-01 (BC) 10:00:00'", 'timestamp(3)', '-69387-01-01 10:00:00.000'],
  ["TIMESTAMP '69388-01-01 10:00:00'", 'timestamp(3)', '+69388-01-01 10:00:00.000'],
  ["TIMESTAMP_NS '2026-01-05 10:00:00.123456789'", 'timestamp(9)', '2026-01-05 10:00:00.123456789'],
  ["TIMESTAMPTZ '2026-01-05 10:00:00.5+00'", 'timestamp(3) with time zone', '2026-01-05 10:00:00.500 UTC'],
  ["TIMESTAMPTZ '2026-01-05 00:00:00+00'", 'timestamp(0) with time zone', '2026-01-05 00:00:00 UTC'],
  ['to_milliseconds(-10800000)', 'interval day to second', '-0 03:00:00.000'],
  ['to_days(2) + to_milliseconds(90061001)', 'interval day to second', '3 01:01:01.001'],
  ['to_months(14)', 'interval year to month', '1-2'],
  ['to_months(-14)', 'interval year to month', '-1-2'],
  [
    "encode('é\\x41') || '\\xFF'::BLOB",
    'varbinary',
    Buffer.from([0xc3, 0xa9, 0x5c, 0x78, 0x34, 0x31, 0xff]).toString('base64'),
  ],
  ["''::BLOB", 'varbinary', ''],
  ["'00000000-0000-0000-0000-00000000000a'::UUID", 'uuid', '00000000-0000-0000-0000-00000000000a'],
  ['\'{"a":1}\'::JSON', 'json', '{"a":1}'],
  ['[1, NULL]', 'array(bigint)', ['1', null]],
  ["MAP {'a': 1, '__proto__': 2}", 'map(varchar, bigint)', JSON.parse('{"a":"1","__proto__":"2"}')],
  ["MAP {{'f0': 1, 'f1': 'a'}: 1}", 'map(row(integer, varchar), integer)', { '[1, a]': 1 }],
  ['MAP {[1e10, NULL]: 1}', 'map(array(double), integer)', { '[1.0E10, null]': 1 }],
  ['MAP {MAP {1: 2}: 1}', 'map(map(integer, integer), integer)', { '{1=2}': 1 }],
  ['MAP {1.5::DECIMAL(2,1): true}', 'map(decimal(2,1), boolean)', { '1.5': true }],
  ["{'a': 1, 'f1': [2.5::DOUBLE]}", 'row(a bigint, array(double))', ['1', [2.5]]],
  ['NULL', 'row(a bigint)', null],
])('%s as %s', async (sql, type, expected) => {
  expect(valueConverter(parseTypeText(type))(await engineValue(sql))).toEqual(expected);
});

test('a zoned timestamp shows the clock of its zone', async () => {
  const value = await engineValue("TIMESTAMPTZ '2026-07-01 02:00:00.25+00'");
  const shown = (zone: string): unknown => valueConverter(timestampWithTimeZone(3, zone))(value);
  expect(shown('America/New_York')).toBe('2026-06-30 22:00:00.250 America/New_York');
  expect(shown('+05:30')).toBe('2026-07-01 07:30:00.250 +05:30');
  const carrying = await engineValue("{'t': TIMESTAMPTZ '2026-07-01 02:00:00.25+00', 'z': 'Asia/Tokyo'}");
  expect(valueConverter(timestampWithTimeZone(3, null))(carrying)).toBe('2026-07-01 11:00:00.250 Asia/Tokyo');
  expect(valueConverter(timestampWithTimeZone(3, null))(null)).toBeNull();
});

test('an instant printed by another clock is the same instant', () => {
  const shown = valueConverter(timestampWithTimeZone(3, 'UTC'));
  expect(shown('2026-06-30 22:00:00.25-04')).toBe('2026-07-01 02:00:00.250 UTC');
  expect(shown('2026-07-01 07:30:00+05:30')).toBe('2026-07-01 02:00:00.000 UTC');
});
