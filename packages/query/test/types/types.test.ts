// Types: their text both ways, common super types, coercions.
import { isTracelakeError } from '@tracelake/schema';
import { expect, test } from 'vitest';
import { coerce } from '../../src/types/coercion.ts';
import { canCoerce, commonType } from '../../src/types/common-type.ts';
import { duckdbType } from '../../src/types/duckdb-type.ts';
import { INTEGER, timestampWithTimeZone } from '../../src/types/type-constructors.ts';
import { typeText } from '../../src/types/type-text.ts';
import { parseTypeText } from '../../src/types/type-text-parser.ts';

test.each([
  ['boolean', 'BOOLEAN'],
  ['real', 'FLOAT'],
  ['varchar(3)', 'VARCHAR'],
  ['decimal(12,1)', 'DECIMAL(12,1)'],
  ['varbinary', 'BLOB'],
  ['json', 'JSON'],
  ['timestamp(3)', 'TIMESTAMP'],
  ['timestamp(9)', 'TIMESTAMP_NS'],
  ['timestamp(6) with time zone', 'TIMESTAMPTZ'],
  ['timestamp(9) with time zone', 'TIMESTAMP_NS'],
  ['interval day to second', 'INTERVAL'],
  ['array(array(integer))', 'INTEGER[][]'],
  ['map(varchar, array(double))', 'MAP(VARCHAR, DOUBLE[])'],
  ['row(x bigint, varchar)', 'STRUCT("x" BIGINT, "f1" VARCHAR)'],
  ['row("a.b" bigint)', 'STRUCT("a.b" BIGINT)'],
])('%s is text both ways, and DuckDB’s %s', (text, duckdb) => {
  expect(typeText(parseTypeText(text))).toBe(text);
  expect(duckdbType(parseTypeText(text))).toBe(duckdb);
});

test.each([
  ['INT', 'integer'],
  ['double precision', 'double'],
  ['DECIMAL', 'decimal(38,0)'],
  ['decimal( 5 , 2 )', 'decimal(5,2)'],
  ['timestamp', 'timestamp(3)'],
  ['timestamp with time zone', 'timestamp(3) with time zone'],
  ['Row(a Integer, b  ARRAY(varchar(3)))', 'row(a integer, b array(varchar(3)))'],
])('%s is read as %s', (text, expected) => {
  expect(typeText(parseTypeText(text))).toBe(expected);
});

test.each(['nosuch', 'varchar(', 'array()', 'map(integer)', 'row()', 'bigint(3)', 'integer x', '', 'interval day'])(
  '%j is no type',
  (text) => {
    try {
      parseTypeText(text);
      expect.unreachable();
    } catch (error) {
      expect(isTracelakeError(error) && error.code).toBe('TYPE_MISMATCH');
    }
  },
);

test.each([
  ['integer', 'bigint', 'bigint'],
  ['integer', 'decimal(2,1)', 'decimal(11,1)'],
  ['bigint', 'real', 'real'],
  ['decimal(38,2)', 'double', 'double'],
  ['decimal(5,2)', 'decimal(4,3)', 'decimal(6,3)'],
  ['varchar(2)', 'varchar(5)', 'varchar(5)'],
  ['varchar(2)', 'varchar', 'varchar'],
  ['date', 'timestamp(3)', 'timestamp(3)'],
  ['timestamp(6)', 'timestamp(3) with time zone', 'timestamp(6) with time zone'],
  ['unknown', 'json', 'json'],
  ['array(integer)', 'array(decimal(2,1))', 'array(decimal(11,1))'],
  ['row(a integer, b varchar)', 'row(a bigint, c varchar)', 'row(a bigint, varchar)'],
  ['map(varchar(1), unknown)', 'map(varchar(2), integer)', 'map(varchar(2), integer)'],
])('%s and %s have in common %s', (a, b, expected) => {
  for (const [x, y] of [
    [a, b],
    [b, a],
  ]) {
    const common = commonType(parseTypeText(x), parseTypeText(y));
    expect(common && typeText(common)).toBe(expected);
  }
});

test.each([
  ['integer', 'varchar'],
  ['date', 'varchar'],
  ['boolean', 'integer'],
  ['json', 'varchar'],
  ['interval day to second', 'interval year to month'],
  ['row(integer)', 'row(integer, integer)'],
])('%s and %s have nothing in common', (a, b) => {
  expect(commonType(parseTypeText(a), parseTypeText(b))).toBeNull();
});

test('widening is one way', () => {
  const can = (from: string, to: string): boolean => canCoerce(parseTypeText(from), parseTypeText(to));
  expect([can('integer', 'bigint'), can('bigint', 'integer')]).toEqual([true, false]);
  expect([can('varchar(2)', 'varchar'), can('varchar', 'varchar(2)')]).toEqual([true, false]);
  expect([can('decimal(3,1)', 'decimal(5,2)'), can('decimal(5,2)', 'decimal(3,1)')]).toEqual([true, false]);
  expect([can('date', 'timestamp(0)'), can('timestamp(0)', 'date')]).toEqual([true, false]);
  expect([can('unknown', 'json'), can('bigint', 'real'), can('double', 'real')]).toEqual([true, true, false]);
});

test('a coercion prints a cast only where DuckDB’s type changes', () => {
  const x = { sql: 'x', type: INTEGER, constant: 5n, mayBeNaN: false };
  expect(coerce(x, parseTypeText('bigint'))).toMatchObject({ sql: 'CAST(x AS BIGINT)', constant: 5n });
  expect(coerce(x, parseTypeText('double'))).toMatchObject({ sql: 'CAST(x AS DOUBLE)', constant: 5 });
  const text = { sql: 't', type: parseTypeText('varchar(2)'), mayBeNaN: false };
  expect(coerce(text, parseTypeText('varchar')).sql).toBe('t');
});

test('a value that gets a zone gets the session’s, one that has a zone keeps it', () => {
  const local = { sql: 't', type: parseTypeText('timestamp(3)'), mayBeNaN: false };
  expect(coerce(local, timestampWithTimeZone(3, 'Asia/Tokyo'))).toMatchObject({
    sql: "timezone('UTC', CAST(t AS TIMESTAMP))",
    type: { zone: 'UTC' },
  });
  const zoned = { sql: 't', type: timestampWithTimeZone(3, 'Asia/Tokyo'), mayBeNaN: false };
  expect(coerce(zoned, timestampWithTimeZone(6, 'UTC'))).toMatchObject({
    sql: 't',
    type: { zone: 'Asia/Tokyo', precision: 6 },
  });
});
