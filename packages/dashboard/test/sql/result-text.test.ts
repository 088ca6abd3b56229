// A result as a file says every value; on the page a number has separators, and all its digits.
import { expect, test } from 'vitest';
import { jsonText, readText } from '../../src/sql/result-text.ts';

const RESULT = {
  columns: [
    { name: 'a,b', type: 'varchar' },
    { name: 'n', type: 'bigint' },
  ],
  rows: [
    ['say "hi"\n', '9007199254740993'],
    ['', null],
    [['x'], 1],
  ],
  stats: { elapsedMs: 1, rows: 3, bytesScanned: 1, files: 1, costUsd: 0, engine: 'duckdb', notes: [] },
} as const;

test('as JSON', () => {
  expect(JSON.parse(jsonText(RESULT))[0]).toEqual({ 'a,b': 'say "hi"\n', n: '9007199254740993' });
});

test.each([
  ['9007199254740993', 'bigint', '9,007,199,254,740,993'],
  [3938.931676, 'double', '3,938.931676'],
  [-1234567, 'integer', '-1,234,567'],
  ['12345.6700', 'decimal(9,4)', '12,345.6700'],
  [1e21, 'double', '1e+21'],
  ['NaN', 'double', 'NaN'],
  [null, 'bigint', 'NULL'],
  ['20261129', 'varchar', '20261129'],
  [[1234], 'array(bigint)', '[1234]'],
])('%s of type %s is read as %s', (value, type, text) => {
  expect(readText(value, type)).toBe(text);
});
