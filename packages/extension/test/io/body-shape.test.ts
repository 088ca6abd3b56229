// What may be turned away before it is read: never a body that the reader takes.
import { benchSpans, encodeOtlpJson, encodeOtlpProtobuf, otlpRequests } from '@tracelake/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRowReader } from '../../../otlp/src/index.ts';
import { hasBodyShape } from '../../src/io/body-shape.ts';

const [REQUEST] = otlpRequests(benchSpans(4), 4);
const PROTOBUF = encodeOtlpProtobuf(REQUEST!);
const JSON_TEXT = encodeOtlpJson(REQUEST!);
const text = (json: string) => new TextEncoder().encode(json);

describe('protobuf', () => {
  test('whole requests pass, cut ones do not', () => {
    expect(hasBodyShape(PROTOBUF, 'otlpProtobuf')).toBe(true);
    expect(hasBodyShape(new Uint8Array(0), 'otlpProtobuf')).toBe(true);
    for (let end = 1; end < PROTOBUF.length; end++) {
      expect(hasBodyShape(PROTOBUF.subarray(0, end), 'otlpProtobuf')).toBe(false);
    }
    expect(hasBodyShape(text(JSON_TEXT), 'otlpProtobuf')).toBe(false);
  });
});

describe('JSON', () => {
  test.each(['{}', ' {"a":1}\n', '\ufeff{"resourceSpans":[]}', JSON_TEXT])('%# passes', (json) => {
    expect(hasBodyShape(text(json), 'otlpJson')).toBe(true);
  });

  test.each(['', ' ', '{', '[]', '{"a":', 'null', JSON_TEXT.slice(0, -1)])('%# does not', (json) => {
    expect(hasBodyShape(text(json), 'otlpJson')).toBe(false);
  });
});

test('what the reader takes is never turned away', () => {
  const reader = createRowReader();
  const format = fc.constantFrom('otlpProtobuf' as const, 'otlpJson' as const);
  const anyBody = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.tuple(fc.nat(PROTOBUF.length - 1), fc.nat(255)).map(([at, byte]) => PROTOBUF.with(at, byte)),
    fc.tuple(fc.nat(JSON_TEXT.length - 1), fc.nat(127)).map(([at, byte]) => text(JSON_TEXT).with(at, byte)),
  );
  fc.assert(
    fc.property(anyBody, format, (body, as) => {
      if (hasBodyShape(body, as)) return;
      expect(() => reader.read(body, as)).toThrow();
    }),
    { numRuns: 2_000 },
  );
});
