// Attributes that come again byte for byte are not read again: from few keys and values, so that nearly all do, the rows are those of
// the slow reference, whatever was refused or cleared in between and wherever the bytes lay.
import type { BatchDecoder } from '@tracelake/schema';
import {
  type BatchRow,
  batchToRows,
  bytesOfHex,
  encodeOtlpJson,
  encodeOtlpProtobuf,
  type OtlpAnyValue,
  type OtlpKeyValue,
  type OtlpTraceRequest,
  referenceRows,
} from '@tracelake/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOtlpDecoder } from '../src/index.ts';

/** Columns of each type, two keys of one column, a key of the resource, one that is two columns, one in another unit, and none. */
const KEYS = [
  'http.request.method',
  'http.method',
  'http.route',
  'http.response.status_code',
  'faas.coldstart',
  'service.version',
  'service.name',
  'http.target',
  'url.path',
  'faas.memory_used_mb',
  'plan',
  'app.deep.q',
];
const VALUES: OtlpAnyValue[] = [
  { stringValue: 'GET' },
  { stringValue: 'PUT' },
  { stringValue: '' },
  { stringValue: '200' },
  { stringValue: '/a?b' },
  { stringValue: 'ü'.repeat(70) },
  { intValue: 200n },
  { intValue: -1n },
  { intValue: 2n ** 31n },
  { doubleValue: 0.5 },
  { boolValue: true },
  {},
];

const attribute: fc.Arbitrary<OtlpKeyValue> = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.constantFrom(...VALUES),
});
const attributes = fc.array(attribute, { maxLength: 6 });
const IDS = { traceId: bytesOfHex('0102030405060708090a0b0c0d0e0f10'), spanId: bytesOfHex('0102030405060708') };
const NO_IDS = { traceId: new Uint8Array(16), spanId: new Uint8Array(8) };

const span = fc.record({ ids: fc.constantFrom(IDS, IDS, IDS, NO_IDS), attributes }).map(({ ids, ...rest }) => ({
  ...ids,
  startTimeUnixNano: 1n,
  endTimeUnixNano: 2n,
  name: 'GET',
  ...rest,
}));

const request: fc.Arbitrary<OtlpTraceRequest> = fc
  .array(fc.record({ attributes, spans: fc.array(span, { maxLength: 4 }) }), { maxLength: 3 })
  .map((resources) => ({
    resourceSpans: resources.map(({ attributes, spans }) => ({ resource: { attributes }, scopeSpans: [{ spans }] })),
  }));

const steps = fc.array(
  fc.record({ request, how: fc.constantFrom('protobuf', 'protobuf', 'json', 'refused', 'cleared') }),
  { minLength: 2, maxLength: 8 },
);

test('rows are those of the reference, however often the same attributes come', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(3, 100), (taken, maxHashedKeys) => {
      const segment = new Uint8Array(65_536);
      const decoder = createOtlpDecoder(segment, { maxHashedKeys });
      let position = 0;
      let expected: BatchRow[] = [];
      for (const { request, how } of taken) {
        const body = how === 'json' ? new TextEncoder().encode(encodeOtlpJson(request)) : encodeOtlpProtobuf(request);
        segment.set(body, position);
        const end = position + body.length;
        if (how === 'refused') {
          segment[end] = 0x0f;
          expect(() => decoder.decode(position, end + 1, 'otlpProtobuf')).toThrow('wire type 7');
          segment.fill(0xff, position, end + 1);
          continue;
        }
        if (how === 'cleared') {
          decoder.clear(segment);
          segment.copyWithin(0, position, end);
          segment.fill(0xff, body.length);
          expected = [];
          position = 0;
        }
        decoder.decode(position, position + body.length, how === 'json' ? 'otlpJson' : 'otlpProtobuf');
        position += body.length;
        expected.push(...referenceRows(request).rows);
        expect(batchToRows(decoder.batch())).toEqual(expected);
      }
    }),
    { numRuns: 120 },
  );
});

/** As long as each other, with the same ends: where one lay when the other comes, the two must not be taken for one. */
const [FIRST, SECOND] = ['one free', 'two free'].map((plan) => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [{ ...IDS, startTimeUnixNano: 1n, attributes: [{ key: 'plan', value: { stringValue: plan } }] }],
        },
      ],
    },
  ],
})) as [OtlpTraceRequest, OtlpTraceRequest];

function planAfter(position: number, between: (decoder: BatchDecoder, end: number) => void, isJson = false): unknown {
  const [first, second] = [FIRST, SECOND].map(encodeOtlpProtobuf) as [Uint8Array, Uint8Array];
  const segment = new Uint8Array(1000);
  const decoder = createOtlpDecoder(segment);
  segment.set(first, position);
  segment[position + first.length] = 0x0f;
  between(decoder, position + first.length);
  const body = isJson ? new TextEncoder().encode(encodeOtlpJson(SECOND)) : second;
  const at = isJson ? 400 : position;
  segment.set(body, at);
  decoder.decode(at, at + body.length, isJson ? 'otlpJson' : 'otlpProtobuf');
  return batchToRows(decoder.batch()).at(-1)?.['attributes_string'];
}

const SECOND_PLAN = new Map([['plan', 'two free']]);

test('bytes that are written over after a refusal are no attribute’s that came before', () => {
  const plan = planAfter(0, (decoder, end) => {
    expect(() => decoder.decode(0, end + 1, 'otlpProtobuf')).toThrow('wire type 7');
  });
  expect(plan).toEqual(SECOND_PLAN);
});

test('nor are those of a segment that was cleared', () => {
  const plan = planAfter(0, (decoder, end) => {
    decoder.decode(0, end, 'otlpProtobuf');
    decoder.clear();
  });
  expect(plan).toEqual(SECOND_PLAN);
});

test('nor those at the same place of the other source, which has what JSON was written as', () => {
  for (let position = 0; position < 64; position++) {
    const plan = planAfter(position, (decoder, end) => decoder.decode(position, end, 'otlpProtobuf'), true);
    expect(plan).toEqual(SECOND_PLAN);
  }
});
