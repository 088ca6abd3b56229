// Random requests: the decoder's rows are those of the slow reference, whatever the form, the splitting and the cache sizes.
import { isTracelakeError } from '@tracelake/schema';
import {
  batchToRows,
  encodeOtlpProtobuf,
  type OtlpTraceRequest,
  olderRequest,
  referenceRows,
} from '@tracelake/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOtlpDecoder } from '../src/index.ts';
import { arbitraryRequest } from './arbitrary-request.ts';
import { decodeAsJson, decodeBodies, decodeProtobuf } from './decoding.ts';

const RUNS = { numRuns: 300 };

test('protobuf gives the rows of the reference', () => {
  fc.assert(
    fc.property(arbitraryRequest, (request) => {
      const expected = referenceRows(request);
      const { rows, results } = decodeProtobuf(request);
      expect(rows).toEqual(expected.rows);
      expect(results[0].rows).toBe(expected.rows.length);
      expect(results[0].rejected).toBe(expected.rejected);
      if (expected.rejected > 0) expect(results[0].message).toContain('left out');
    }),
    RUNS,
  );
});

test('JSON gives the rows and the messages of protobuf, with integers as text or as numbers', () => {
  fc.assert(
    fc.property(arbitraryRequest, fc.boolean(), (request, integersAsNumbers) => {
      expect(decodeAsJson(request, integersAsNumbers)).toEqual(decodeProtobuf(request));
    }),
    RUNS,
  );
});

test('spans in the form before OTLP 0.15 are as in the new one, and are ignored beside it', () => {
  fc.assert(
    fc.property(arbitraryRequest, (request) => {
      const older = olderRequest(request);
      for (const decoded of [decodeProtobuf(older), decodeAsJson(older)])
        expect(decoded).toEqual(decodeProtobuf(request));
      const known = (request.resourceSpans ?? []).filter(({ scopeSpans = [] }) => scopeSpans.length > 0);
      const librarySpans = (older.resourceSpans ?? []).flatMap((spans) => spans.instrumentationLibrarySpans ?? []);
      const both = known.map((spans) => ({ ...spans, instrumentationLibrarySpans: librarySpans }));
      expect(decodeProtobuf({ resourceSpans: both })).toEqual(decodeProtobuf({ resourceSpans: known }));
      expect(decodeAsJson({ resourceSpans: both }).rows).toEqual(decodeProtobuf({ resourceSpans: known }).rows);
    }),
    RUNS,
  );
});

test('nothing depends on how spans are cut into bodies', () => {
  fc.assert(
    fc.property(fc.array(arbitraryRequest, { maxLength: 4 }), (requests) => {
      const whole = decodeBodies([encodeOtlpProtobuf(joined(requests))], 'otlpProtobuf').rows;
      expect(decodeBodies(requests.map(encodeOtlpProtobuf), 'otlpProtobuf').rows).toEqual(whole);
      expect(decodeBodies(oneSpanEach(joined(requests)).map(encodeOtlpProtobuf), 'otlpProtobuf').rows).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});

test('nothing depends on the hash seed, nor on how many keys are cached', () => {
  fc.assert(
    fc.property(arbitraryRequest, fc.integer(), fc.nat(8), (request, hashSeed, maxHashedKeys) => {
      const expected = decodeProtobuf(request);
      expect(decodeProtobuf(request, { hashSeed, maxHashedKeys })).toEqual(expected);
    }),
    RUNS,
  );
});

test('nothing depends on what the decoder held before it was cleared', () => {
  fc.assert(
    fc.property(fc.array(arbitraryRequest, { minLength: 2, maxLength: 5 }), fc.nat(40), (requests, cutBytes) => {
      const bodies = requests.map(encodeOtlpProtobuf);
      const segment = new Uint8Array(Math.max(...bodies.map((body) => body.length)));
      const decoder = createOtlpDecoder(segment, { maxHashedKeys: 8 });
      for (const [i, body] of bodies.entries()) {
        segment.set(body);
        decoder.decode(0, body.length, 'otlpProtobuf');
        const batch = decoder.batch();
        expect(batchToRows(batch)).toEqual(referenceRows(requests[i]!).rows);
        // A body that is refused in its middle leaves nothing behind either.
        if (body.length > cutBytes) attempt(() => decoder.decode(0, body.length - cutBytes, 'otlpProtobuf'));
        decoder.clear();
        expect(decoder.rows + decoder.values).toBe(0);
      }
    }),
    { numRuns: 150 },
  );
});

function attempt(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!isTracelakeError(error)) throw error;
  }
}

function joined(requests: OtlpTraceRequest[]): OtlpTraceRequest {
  return { resourceSpans: requests.flatMap((request) => request.resourceSpans ?? []) };
}

function oneSpanEach(request: OtlpTraceRequest): OtlpTraceRequest[] {
  return (request.resourceSpans ?? []).flatMap((resourceSpans) =>
    (resourceSpans.scopeSpans ?? []).flatMap((scopeSpans) =>
      (scopeSpans.spans ?? []).map((span) => ({
        resourceSpans: [{ ...resourceSpans, scopeSpans: [{ ...scopeSpans, spans: [span] }] }],
      })),
    ),
  );
}
