// What Explore makes of a statement.
import { encodeQuery } from '@tracelake/query/structured';
import { expect, test } from 'vitest';
import { plainStatement } from '../../src/sql/plain-statement.ts';

test('groups are a question of Explore', () => {
  const url = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['name'] });
  expect(plainStatement({ fields: ['name', null], url })).toMatchObject({ search: { q: url }, fields: ['name', null] });
});

test('rows are its events, with the columns that the statement shows', () => {
  const url = encodeQuery({ filters: [{ column: 'main', op: '=', value: true }] });
  const { search } = plainStatement({ fields: ['time', 'name', 'trace_id', 'a,b'], url });
  expect(search).toEqual({ q: url, tab: 'events', cols: 'name,a%2Cb' });
  expect(plainStatement({ fields: ['time'], url }).search).toEqual({ q: url, tab: 'events' });
});

test('what no question says can still name the attributes of its columns', () => {
  expect(plainStatement({ fields: ['name', null], url: null })).toEqual({ fields: ['name', null], search: null });
});
