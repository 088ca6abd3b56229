// Any query comes back from its URL, also when something on the way has decoded it.
import { TracelakeError } from '@tracelake/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuery, encodeQuery } from '../../src/structured/query-url.ts';
import { readStructuredQuery } from '../../src/structured/read-structured-query.ts';
import { arbitraryQuery } from './arbitrary-query.ts';

const normal = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the URL form of a query', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const text = encodeQuery(readStructuredQuery(normal(query)));
        expect(text).toMatch(/^1~[A-Za-z0-9\-_.!~*'(),:/%]*$/);
        expect(decodeQuery(text)).toEqual(normal(query));
        expect(decodeQuery(decodeURIComponent(text))).toEqual(normal(query));
        expect(decodeQuery(new URL(`http://h/?q=${text}`).searchParams.get('q')!)).toEqual(normal(query));
      }),
    );
  });

  it('is short, and stays what it is: old links must keep their meaning', () => {
    const query = {
      calculations: [{ op: 'P95', column: 'duration_ms' }],
      breakdowns: ['http.route'],
      start: '-1h',
    } as const;
    const text = "1~%7B'c':%5B%7B'p':'P95','k':'duration_ms'%7D%5D,'b':%5B'http.route'%5D,'s':'-1h'%7D";
    expect(encodeQuery(query)).toBe(text);
    expect(decodeQuery(text)).toEqual(query);
  });

  it.each([
    ['2~abc', /version 2; known here is 1/],
    ['', /does not begin with a version/],
    ['1~%7B', /cut or damaged/],
    ["1~%7B'zz':1%7D", /zz is not known/],
    [`1~${'x'.repeat(70_000)}`, /the limit is 60000/],
  ])('refuses %.20s', (text, message) => {
    const refused = () => decodeQuery(text);
    expect(refused).toThrow(message);
    expect(refused).toThrow(TracelakeError);
  });
});
