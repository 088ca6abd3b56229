// How an address is read and written.
import { expect, test } from 'vitest';
import { parseSearch, searchText } from '../src/page-address.ts';

test.each([
  ['?start=-4h&env=prod', { start: '-4h', env: 'prod' }],
  ['?env=', {}],
  ['?env', {}],
  ['?&&a=b=c', { a: 'b=c' }],
  ['?q=a%20b&find=a%20b', { q: 'a%20b', find: 'a b' }],
])('%s', (text, members) => expect(parseSearch(text)).toEqual(members));

test('a member without a value is not written either', () => {
  expect(searchText({ start: '-4h', env: '', find: undefined })).toBe('?start=-4h');
});
