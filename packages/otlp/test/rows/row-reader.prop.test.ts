// Random and mutated bodies: the row reader's rows are those of the slow reference and of the column decoder, or all refuse.
import { type BodyFormat, isTracelakeError } from '@tracelake/schema';
import {
  type BatchRow,
  benchSpans,
  encodeOtlpJson,
  encodeOtlpProtobuf,
  mutateJson,
  mutateProtobuf,
  type OtlpTraceRequest,
  olderRequest,
  otlpRequests,
  RefusedBody,
  readOtlpProtobuf,
  referenceRows,
  seededRandom,
} from '@tracelake/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowReader } from '../../src/index.ts';
import { arbitraryRequest } from '../arbitrary-request.ts';
import { decodeBodies } from '../decoding.ts';
import { wholeRow } from './whole-rows.ts';

interface Outcome {
  readonly rows: readonly BatchRow[];
  readonly rejected: number;
  readonly message: string;
}

const reader = createRowReader();

function readRows(body: Uint8Array, format: BodyFormat): Outcome {
  const { rows, ...rest } = reader.read(body, format);
  return { rows: rows.map(wholeRow), ...rest };
}

function decodeColumns(body: Uint8Array, format: BodyFormat): Outcome {
  const { rows, results } = decodeBodies([body], format);
  return { rows, rejected: results[0]!.rejected, message: results[0]!.message };
}

function jsonBytes(request: OtlpTraceRequest, integersAsNumbers = false): Uint8Array {
  return new TextEncoder().encode(encodeOtlpJson(request, { integersAsNumbers }));
}

function expectReference(read: Outcome, request: OtlpTraceRequest): void {
  const expected = referenceRows(request);
  expect(read.rows).toEqual(expected.rows);
  expect(read.rejected).toBe(expected.rejected);
}

test('protobuf gives the rows of the reference, and what the decoder says', () => {
  fc.assert(
    fc.property(arbitraryRequest, (request) => {
      const body = encodeOtlpProtobuf(request);
      const read = readRows(body, 'otlpProtobuf');
      expectReference(read, request);
      expect(read.message).toBe(decodeColumns(body, 'otlpProtobuf').message);
    }),
    { numRuns: 400 },
  );
}, 120_000);

test('spans in the form before OTLP 0.15 are as in the new one', () => {
  fc.assert(
    fc.property(arbitraryRequest, (request) => {
      const older = olderRequest(request);
      const expected = readRows(encodeOtlpProtobuf(request), 'otlpProtobuf');
      expect(readRows(encodeOtlpProtobuf(older), 'otlpProtobuf')).toEqual(expected);
      expect(readRows(jsonBytes(older), 'otlpJson')).toEqual(expected);
      expectReference(expected, older);
    }),
    { numRuns: 200 },
  );
}, 120_000);

test('JSON gives the rows of the reference, and what the decoder says', () => {
  fc.assert(
    fc.property(arbitraryRequest, fc.boolean(), (request, integersAsNumbers) => {
      const body = jsonBytes(request, integersAsNumbers);
      const read = readRows(body, 'otlpJson');
      expectReference(read, request);
      expect(read.message).toBe(decodeColumns(body, 'otlpJson').message);
    }),
    { numRuns: 400 },
  );
}, 120_000);

function outcome(read: () => Outcome): Omit<Outcome, 'message'> | { refused: string } {
  try {
    const { rows, rejected } = read();
    return { rows, rejected };
  } catch (error) {
    if (!isTracelakeError(error)) throw error;
    return { refused: error.code };
  }
}

function isRefusedStrictly(body: Uint8Array): boolean {
  try {
    readOtlpProtobuf(body, { strict: true });
    return false;
  } catch (error) {
    return error instanceof RefusedBody;
  }
}

test('mutated bodies end as they do in the column decoder', () => {
  // Made by the property itself, so that its seed says which.
  const source = fc.oneof(arbitraryRequest, fc.constantFrom(...otlpRequests(benchSpans(20), 2)));
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(fc.integer(), source, fc.boolean(), (seed, request, isJson) => {
      const random = seededRandom(seed);
      const format = isJson ? 'otlpJson' : 'otlpProtobuf';
      const body = isJson
        ? mutateJson(random, encodeOtlpJson(request, { integersAsNumbers: seed % 2 === 0 }))
        : mutateProtobuf(random, encodeOtlpProtobuf(request));
      const expected = outcome(() => decodeColumns(body, format));
      const read = outcome(() => readRows(body, format));
      // The decoder does not look into arrays and lists that nobody asks for; the reader looks into all.
      const isStricter = 'refused' in read && !isJson && isRefusedStrictly(body);
      if (!isStricter) expect(read).toEqual(expected);
      if ('refused' in expected) seen.refused++;
      else seen.taken++;
    }),
    { numRuns: 1_500 },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
}, 120_000);
