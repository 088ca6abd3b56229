// Bodies that are cut, changed and mixed: each is decoded or refused with one error, and nothing of a refused one stays.
import { isTracelakeError } from '@tracelake/schema';
import { batchToRows, benchSpans, encodeOtlpJson, encodeOtlpProtobuf, otlpRequests } from '@tracelake/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOtlpDecoder } from '../src/index.ts';
import { arbitraryRequest } from './arbitrary-request.ts';

interface Mutation {
  readonly kind: 'set' | 'flip' | 'cut' | 'insert' | 'remove' | 'copy';
  readonly at: number;
  readonly value: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('set', 'flip', 'cut', 'insert', 'remove', 'copy'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 10, 18, 74, 127, 128, 255, 0x22, 0x7b, 0x5d, 0x5c)),
});

function mutate(body: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let bytes = [...body];
  for (const { kind, at, value } of mutations) {
    const place = Math.floor(at * bytes.length);
    if (kind === 'set') bytes[place] = value;
    else if (kind === 'flip') bytes[place] ^= 1 << (value & 7);
    else if (kind === 'cut') bytes = bytes.slice(0, place);
    else if (kind === 'insert') bytes.splice(place, 0, value);
    else if (kind === 'remove') bytes.splice(place, 1 + (value & 15));
    else bytes.splice(place, 0, ...bytes.slice(place, place + value));
  }
  return Uint8Array.from(bytes);
}

const format = fc.constantFrom('otlpProtobuf', 'otlpJson');
const GOOD = [...otlpRequests(benchSpans(12), 4)];

test('whatever the bytes: rows, or malformed_body and not a trace of the body', () => {
  const seen = { decoded: 0, refused: 0 };
  fc.assert(
    fc.property(
      arbitraryRequest,
      format,
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...GOOD),
      (request, form, mutations, good) => {
        const encode = (value: typeof request) =>
          form === 'otlpJson' ? new TextEncoder().encode(encodeOtlpJson(value)) : encodeOtlpProtobuf(value);
        const first = encodeOtlpProtobuf(good);
        const bad = mutate(encode(request), mutations);
        const segment = new Uint8Array(2 * first.length + bad.length + 64).fill(0x0a);
        const decoder = createOtlpDecoder(segment, { maxHashedKeys: 30 });
        segment.set(first);
        decoder.decode(0, first.length, 'otlpProtobuf');
        const before = batchToRows(decoder.batch());
        segment.set(bad, first.length);
        try {
          decoder.decode(first.length, first.length + bad.length, form);
          seen.decoded++;
          batchToRows(decoder.batch());
          return;
        } catch (error) {
          if (!isTracelakeError(error)) throw error;
          expect(error.code).toBe('malformed_body');
          expect(error.message).toMatch(/at byte \d+ of the body$/);
          expect(error.details['offset']).toBeGreaterThanOrEqual(0);
          seen.refused++;
        }
        // The refused bytes may be written over.
        segment.fill(0xee, first.length);
        expect(decoder.rows).toBe(before.length);
        expect(batchToRows(decoder.batch())).toEqual(before);
        segment.set(first, first.length);
        decoder.decode(first.length, 2 * first.length, 'otlpProtobuf');
        expect(batchToRows(decoder.batch())).toEqual([...before, ...before]);
      },
    ),
    { numRuns: 400 },
  );
  expect(seen.decoded).toBeGreaterThan(20);
  expect(seen.refused).toBeGreaterThan(20);
});

test('bytes of no origin at all', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), format, (bytes, form) => {
      const segment = Uint8Array.from(bytes);
      const decoder = createOtlpDecoder(segment);
      try {
        decoder.decode(0, segment.length, form);
      } catch (error) {
        if (!isTracelakeError(error)) throw error;
        expect(error.code).toBe('malformed_body');
        expect(decoder.rows).toBe(0);
      }
      batchToRows(decoder.batch());
    }),
    { numRuns: 500 },
  );
});

test('a body that is cut off where its memory ends, as that of a large one does', () => {
  const span = [10, 16, ...new Array(16).fill(1), 18, 8, ...new Array(8).fill(2)];
  const wrapped = (tag: number, content: readonly number[]) => [tag, content.length, ...content];
  for (const end of [[], [74], [74, 9], [74, 128], [74, 9, 10], [74, 9, 10, 1, 97, 18]]) {
    const body = Uint8Array.from(wrapped(10, wrapped(18, wrapped(18, [...span, ...end]))));
    const decode = () => createOtlpDecoder(body).decode(0, body.length, 'otlpProtobuf');
    if (end.length === 0) expect(decode()).toMatchObject({ rows: 1 });
    else expect(decode).toThrow(/at byte \d+ of the body$/);
  }
});
