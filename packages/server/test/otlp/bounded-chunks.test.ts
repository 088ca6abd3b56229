// What is kept of a body while it comes: few pieces of memory, however small the chunks, and no more of them than the limit.
import { TracelakeError } from '@tracelake/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedChunks, LARGE_BODY_BYTES } from '../../src/otlp/bounded-chunks.ts';
import { InflightBudget } from '../../src/otlp/inflight-budget.ts';

const MAX_BYTES = 2 * LARGE_BODY_BYTES;

function emptyChunks(maxBytes = MAX_BYTES): BoundedChunks {
  return new BoundedChunks(maxBytes, 'The body is longer than', new InflightBudget(4 * MAX_BYTES).share());
}

const sizes = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 4_000, max: 4_200 }),
    fc.integer({ min: 0, max: 200_000 }),
  ),
  { maxLength: 120 },
);

test('however it is cut, the body is what was sent', () => {
  fc.assert(
    fc.property(sizes, (lengths) => {
      const sent = lengths.map((length, at) => Buffer.alloc(length, at + 1));
      const chunks = emptyChunks();
      for (const chunk of sent) chunks.add(chunk);
      const whole = Buffer.concat(sent);
      expect(chunks.sizeBytes).toBe(whole.length);
      expect(Buffer.concat(chunks.all()).equals(whole)).toBe(true);
    }),
  );
});

test('a body in single bytes lies in few pieces, also between chunks that are kept as they are', () => {
  const chunks = emptyChunks();
  const byte = Buffer.of(7);
  const large = Buffer.alloc(4_096, 8);
  for (let at = 0; at < 200_000; at++) chunks.add(byte);
  for (let at = 0; at < 1_000; at++) {
    chunks.add(large);
    chunks.add(byte);
  }
  const lengths = chunks.all().map(({ length }) => length);
  const sizeBytes = lengths.reduce((sum, length) => sum + length, 0);
  const heldBytes = new Set(chunks.all().map(({ buffer }) => buffer)).size * 65_536;
  expect(sizeBytes).toBe(200_000 + 1_000 * 4_097);
  expect(lengths.length).toBeLessThan(1_100);
  expect(heldBytes).toBeLessThan(2 * sizeBytes);
});

test('one that becomes large goes on in one piece', () => {
  const chunks = emptyChunks();
  const part = Buffer.alloc(1_000, 3);
  for (let sent = 0; sent <= LARGE_BODY_BYTES; sent += part.length) chunks.add(part);
  expect(chunks.all()).toHaveLength(1);
  expect(chunks.all()[0]!.every((byte) => byte === 3)).toBe(true);
});

test('beyond the limit it is refused', () => {
  const chunks = emptyChunks(10);
  chunks.add(Buffer.alloc(10));
  expect(() => chunks.add(Buffer.alloc(1))).toThrow(TracelakeError);
});
