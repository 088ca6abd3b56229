// Realistic spans in numbers that make every array and dictionary grow: all rows are those of the slow reference.
import { isDeepStrictEqual } from 'node:util';
import { benchSpans, encodeOtlpJson, encodeOtlpProtobuf, otlpRequests, referenceRows } from '@tracelake/testkit';
import { expect, test } from 'vitest';
import { decodeBodies } from './decoding.ts';

const SPANS = 2500;

test.each([
  ['otlpProtobuf', encodeOtlpProtobuf],
  ['otlpJson', (request: Parameters<typeof encodeOtlpJson>[0]) => new TextEncoder().encode(encodeOtlpJson(request))],
] as const)('%s', (format, encode) => {
  const requests = [...otlpRequests(benchSpans(SPANS, 7, 6), 500)];
  const { rows } = decodeBodies(requests.map(encode), format);
  const expected = requests.flatMap((request) => referenceRows(request).rows);
  expect(rows.length).toBe(SPANS);
  const different = rows.findIndex((row, i) => !isDeepStrictEqual(row, expected[i]));
  expect(rows[different]).toEqual(expected[different]);
});
