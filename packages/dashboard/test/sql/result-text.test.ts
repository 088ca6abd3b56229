// A result as a file says every value.
import { expect, test } from 'vitest';
import { jsonText } from '../../src/sql/result-text.ts';

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
