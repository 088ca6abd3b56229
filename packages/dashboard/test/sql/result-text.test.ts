// A result as a file says every value, and tells nothing from an empty text.
import { expect, test } from 'vitest';
import { csvText, jsonText } from '../../src/sql/result-text.ts';

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

test('as CSV', () => {
  expect(csvText(RESULT)).toBe('"a,b",n\r\n"say ""hi""\n",9007199254740993\r\n"",\r\n"[""x""]",1\r\n');
});

test('as JSON', () => {
  expect(JSON.parse(jsonText(RESULT))[0]).toEqual({ 'a,b': 'say "hi"\n', n: '9007199254740993' });
});
