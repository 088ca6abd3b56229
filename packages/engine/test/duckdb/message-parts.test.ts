// Rows in messages of bounded size.
import { expect, it } from 'vitest';
import { MAX_ROW_SIZE, messageParts } from '../../src/duckdb/message-parts.ts';

const text = (megabytes: number) => 'x'.repeat(megabytes * 1024 * 1024);

it('leaves small batches whole', () => {
  const rows = [
    ['a', 1, null],
    [['b'], { c: true }, 2],
  ];
  expect([...messageParts(rows)]).toEqual([rows]);
  expect([...messageParts([])]).toEqual([[]]);
});

it('splits large ones between rows, in order', () => {
  const rows = [[text(3)], [text(3)], ['a'], [text(1)], [{ k: [text(5)] }], ['z']];
  const parts = [...messageParts(rows)];
  expect(parts.map((part) => part.length)).toEqual([1, 2, 1, 1, 1]);
  expect(parts.flat()).toEqual(rows);
});

it('refuses a row that is too large', () => {
  expect(() => [...messageParts([['a'], [['b'.repeat(MAX_ROW_SIZE)]]])]).toThrow(/more than 33554432 characters/);
});
