// Which differences between inferred and real types count.
import { expect, test } from 'vitest';
import { sameDuckdbType } from '../../src/duckdb/type-check.ts';

test.each([
  ['BIGINT', 'BIGINT'],
  ['DECIMAL(12,1)', 'DECIMAL(12, 1)'],
  ['TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE'],
  ['JSON', 'VARCHAR'],
  ['VARCHAR', 'JSON'],
  ['VARCHAR', '"NULL"'],
  ['INTEGER[]', '"NULL"[]'],
  ['MAP(VARCHAR, DECIMAL(3,1)[])', 'MAP(VARCHAR, DECIMAL(3,1)[])'],
  ['STRUCT("a, b" INTEGER, "f1" JSON)[]', 'STRUCT("a, b" INTEGER, f1 VARCHAR)[]'],
  ['STRUCT("x" STRUCT("y" TIMESTAMPTZ))', 'STRUCT("z" STRUCT(y TIMESTAMP WITH TIME ZONE))'],
])('%s is %s', (declared, actual) => {
  expect(sameDuckdbType(declared, actual)).toBe(true);
});

test.each([
  ['BIGINT', 'INTEGER'],
  ['BIGINT', 'HUGEINT'],
  ['DECIMAL(12,1)', 'DECIMAL(13,1)'],
  ['TIMESTAMP', 'TIMESTAMPTZ'],
  ['TIMESTAMP', 'TIMESTAMP_NS'],
  ['INTEGER[]', 'BIGINT[]'],
  ['MAP(VARCHAR, BIGINT)', 'MAP(VARCHAR, UBIGINT)'],
  ['STRUCT("a" INTEGER)', 'STRUCT("a" INTEGER, "b" INTEGER)'],
  ['STRUCT("a" INTEGER)', 'STRUCT("a" VARCHAR)'],
])('%s is not %s', (declared, actual) => {
  expect(sameDuckdbType(declared, actual)).toBe(false);
});
