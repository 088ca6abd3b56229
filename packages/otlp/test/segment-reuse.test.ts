// What a decoder keeps, and what it lets go of, when bodies are refused and segments change.
import { batchToRows, bytesOfHex, encodeOtlpProtobuf, type OtlpKeyValue, type OtlpSpan } from '@tracelake/testkit';
import { expect, test } from 'vitest';
import { createOtlpDecoder } from '../src/index.ts';
import { MAX_BODY_KEYS } from '../src/key-cache.ts';

function text(key: string, stringValue: string): OtlpKeyValue {
  return { key, value: { stringValue } };
}

function bodyWith(span: OtlpSpan): Uint8Array {
  const ids = { traceId: bytesOfHex('0102030405060708090a0b0c0d0e0f10'), spanId: bytesOfHex('0102030405060708') };
  const spans = [{ ...ids, startTimeUnixNano: 1n, endTimeUnixNano: 2n, ...span }];
  return encodeOtlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

test('a batch stays what it was when a later body is refused, even if that body’s bytes are written over', () => {
  const good = bodyWith({ name: 'good', attributes: [text('shared', 'old')] });
  const bad = bodyWith({ name: 'bad', attributes: [text('shared', 'new'), text('k', 'v')] });
  const segment = new Uint8Array(1000);
  const decoder = createOtlpDecoder(segment);
  segment.set(good);
  decoder.decode(0, good.length, 'otlpProtobuf');
  segment.set(bad, 500);
  segment[500 + bad.length] = 0x0f;
  expect(() => decoder.decode(500, 501 + bad.length, 'otlpProtobuf')).toThrow('wire type 7');
  segment.fill(0xff, 500);
  const again = bodyWith({ name: 'again', attributes: [text('shared', 'new')] });
  segment.set(again, 500);
  decoder.decode(500, 500 + again.length, 'otlpProtobuf');
  const rows = batchToRows(decoder.batch());
  expect(rows.map((row) => row['name'])).toEqual(['good', 'again']);
  expect(rows[1]['attributes_string']).toEqual(new Map([['shared', 'new']]));
  const { name } = decoder.batch().columns;
  expect(name.kind === 'text' && name.dictionary.size).toBe(2);
});

test('a decoder that was cleared goes on with bodies in another segment, and needs the first no more', () => {
  const bodyOf = (name: string) => bodyWith({ name, attributes: [text('shared', 'the same')] });
  const first = bodyOf('first');
  const decoder = createOtlpDecoder(first);
  decoder.decode(0, first.length, 'otlpProtobuf');
  const second = bodyOf('second');
  const segment = new Uint8Array(2 * second.length);
  segment.set(second, second.length);
  decoder.clear(segment);
  first.fill(0xff);
  expect(decoder.rows).toBe(0);
  decoder.decode(second.length, segment.length, 'otlpProtobuf');
  const batch = decoder.batch();
  expect(batch.segment).toBe(segment);
  const [row] = batchToRows(batch);
  expect([row['name'], row['attributes_string']]).toEqual(['second', new Map([['shared', 'the same']])]);
});

function bodyOfKeys(count: number, first: number): Uint8Array {
  return bodyWith({ name: 'wide', attributes: Array.from({ length: count }, (_, n) => text(`key ${first + n}`, '')) });
}

test('a new body of too many keys is refused, and none of them is kept; out of a log it is read', () => {
  const body = bodyOfKeys(MAX_BODY_KEYS + 1, 0);
  const decoder = createOtlpDecoder(body, { forNewBodies: true });
  const hint = expect.stringContaining('into the value of an attribute');
  const refusal = expect.objectContaining({ code: 'body_too_large', details: { limitKeys: MAX_BODY_KEYS }, hint });
  expect(() => decoder.decode(0, body.length, 'otlpProtobuf')).toThrow(refusal);
  expect(decoder).toMatchObject({ rows: 0, values: 0, isCrowded: false });
  expect(decoder.batch().keys.size).toBe(0);
  expect(createOtlpDecoder(body).decode(0, body.length, 'otlpProtobuf').rows).toBe(1);
});

test('a decoder that has met very many keys is crowded, until it is cleared', () => {
  const body = bodyOfKeys(40_000, 0);
  const decoder = createOtlpDecoder(body, { forNewBodies: true });
  decoder.decode(0, body.length, 'otlpProtobuf');
  expect(decoder.isCrowded).toBe(true);
  decoder.clear();
  expect(decoder.isCrowded).toBe(false);
});
