// Addresses of buckets: what is one, and what is refused before anything is asked.
import { expect, it } from 'vitest';
import { isS3Address, parseS3Address, s3AddressText } from '../src/s3-address.ts';

it.each([
  ['s3://lake', { bucket: 'lake', prefix: '' }],
  ['s3://lake/', { bucket: 'lake', prefix: '' }],
  ['s3://my.lake-1/a/b', { bucket: 'my.lake-1', prefix: 'a/b/' }],
  ['s3://lake/a/', { bucket: 'lake', prefix: 'a/' }],
])('reads %s', (text, address) => {
  expect(parseS3Address(text)).toEqual(address);
  expect(parseS3Address(s3AddressText(address))).toEqual(address);
});

it.each([
  's3://',
  's3:/lake',
  's3:lake',
  'S3://lake',
  's3://Lake',
  's3://a',
  's3://lake//x',
  's3://lake/../x',
  's3://lake/x?y',
  's3://lake/a*',
])('refuses %s', (text) => {
  expect(isS3Address(text)).toBe(true);
  expect(() => parseS3Address(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
});

it('takes folders for folders', () => {
  for (const text of ['.tracelake', '/data/s3', 's3', 's3/x']) expect(isS3Address(text)).toBe(false);
});
