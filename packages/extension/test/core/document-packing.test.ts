// Packing: in order, nothing lost, within Firehose's limits, and close to the least that is billed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BILLING_UNIT_BYTES,
  billedUnits,
  callBytesOf,
  FIREHOSE_LIMITS,
  packCall,
  type QueuedDocument,
  recordBytes,
  withDocument,
} from '../../src/core/document-packing.ts';
import { requestBody } from '../../src/io/firehose-client.ts';

const LIMITS = { ...FIREHOSE_LIMITS, documentsPerRecord: 500 };

function documents(sizes: readonly number[]): QueuedDocument[] {
  return sizes.map((size, index) => ({ bytes: new Uint8Array(size), segment: null, index, queuedAtMs: 0 }));
}

describe('a call', () => {
  it('holds the front of the queue, in order, within every limit', () => {
    const limits = { documentsPerRecord: 7, recordBytes: 1_000, callRecords: 5, callBytes: 4_000 };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 60 }), (sizes) => {
        const queue = documents(sizes);
        const records = packCall(queue, limits);
        const packed = records.flat();
        expect(packed).toEqual(queue.slice(0, packed.length));
        expect(records.length).toBeLessThanOrEqual(limits.callRecords);
        expect(packed.length > 0).toBe(queue.length > 0);
        for (const record of records) {
          expect(record.length).toBeGreaterThan(0);
          expect(record.length).toBeLessThanOrEqual(limits.documentsPerRecord);
          expect(recordBytes(record)).toBeLessThanOrEqual(limits.recordBytes);
        }
        expect(callBytesOf(records)).toBeLessThanOrEqual(limits.callBytes);
        const next = queue[packed.length];
        if (next !== undefined)
          expect(callBytesOf([...records, [next]])).toBeGreaterThan(
            records.length < limits.callRecords ? limits.callBytes : 0,
          );
      }),
    );
  });

  it('is no larger than its limit as it is sent, with one document more too', () => {
    const stream = 's'.repeat(64);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_024_000 }), { maxLength: 12 }), (sizes) => {
        const records = packCall(documents(sizes), LIMITS);
        const more = withDocument(records, documents([900])[0]!, LIMITS);
        for (const call of [records, more]) {
          expect(callBytesOf(call)).toBeLessThanOrEqual(4 * 1_024 * 1_024);
          expect(requestBody(stream, call).length).toBeLessThanOrEqual(callBytesOf(call));
        }
      }),
    );
  });

  it('takes a document as large as a record may be', () => {
    expect(packCall(documents([1_024_000, 1, 1_024_000]), LIMITS).map((record) => record.length)).toEqual([1, 1, 1]);
  });

  it('is billed at most 1.15 × its bytes where many rows wait, a tenth of one record a row', () => {
    const queue = documents(Array.from({ length: 2_000 }, (_, index) => 400 + (index % 700)));
    const records = packCall(queue, LIMITS);
    const bytes = queue.reduce((total, { bytes }) => total + bytes.length, 0);
    expect(records.flat().length).toBe(queue.length);
    expect(billedUnits(records)).toBeLessThanOrEqual(Math.ceil(bytes / BILLING_UNIT_BYTES) * 1.15);
    expect(billedUnits(queue.map((document) => [document]))).toBeGreaterThan(billedUnits(records) * 5);
  });
});
