// Short keys must tell all columns apart for ever, in any reader of the mapping.
import { expect, test } from 'vitest';
import { firehoseJsonKeys, SPANS_TABLE } from '../src/index.ts';

const KEYS = firehoseJsonKeys(SPANS_TABLE);

test('every key is another one, also where case does not count, and none is the name of a column', () => {
  const keys = SPANS_TABLE.columns.map(({ name }) => KEYS[name] ?? name);
  expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(keys.length);
  const names = new Set(SPANS_TABLE.columns.map(({ name }) => name));
  for (const key of Object.values(KEYS)) {
    expect(key).toMatch(/^[0-9a-z]{1,2}$/);
    expect(names.has(key)).toBe(false);
  }
});

test('names that members of structs have too are not mapped', () => {
  expect(SPANS_TABLE.columns.map(({ name }) => name).filter((name) => KEYS[name] === undefined)).toEqual([
    'trace_id',
    'span_id',
    'trace_state',
    'name',
  ]);
});

test('a new column takes a new key and moves no other', () => {
  const [first] = SPANS_TABLE.columns;
  const grown = { ...SPANS_TABLE, columns: [...SPANS_TABLE.columns, { ...first!, id: 171, name: 'later' }] };
  expect(firehoseJsonKeys(grown)).toEqual({ ...KEYS, later: '4r' });
});
