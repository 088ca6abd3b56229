// The Range header: what names bytes, and what names none.
import { expect, it } from 'vitest';
import { parseByteRange } from '../../src/range-proxy/byte-range.ts';

it.each([
  [undefined, { start: 0, end: 100 }],
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=10-19', { start: 10, end: 20 }],
  ['bytes=90-', { start: 90, end: 100 }],
  ['bytes=90-500', { start: 90, end: 100 }],
  ['bytes=-8', { start: 92, end: 100 }],
  ['bytes=-800', { start: 0, end: 100 }],
])('%s', (header, range) => {
  expect(parseByteRange(header, 100)).toEqual(range);
});

it.each([
  '',
  'bytes=',
  'bytes=-',
  'bytes=-0',
  'bytes=100-',
  'bytes=5-4',
  'bytes=0-1,5-6',
  'items=0-1',
  'bytes=1e3-',
  'bytes=99999999999999999999-',
])('refuses %j', (header) => {
  expect(parseByteRange(header, 100)).toBeUndefined();
});
