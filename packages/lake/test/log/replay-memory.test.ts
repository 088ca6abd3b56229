// Memory of replays: used again where it fits, given back where it has become far too large.
import { createOtlpDecoder } from '@tracelake/otlp';
import { expect, it } from 'vitest';
import { ReplayMemory } from '../../src/log/replay-memory.ts';
import { bodyOf } from './span-bodies.ts';

it('is used again by a replay of about the size, with an empty decoder', () => {
  const memory = new ReplayMemory(createOtlpDecoder);
  const body = bodyOf(0, 5);
  const first = memory.take(body.length);
  first.bytes.set(body);
  first.decoder.decode(0, body.length, 'otlpProtobuf');
  memory.give(first);
  const second = memory.take(body.length + 1);
  expect(second.bytes).toBe(first.bytes);
  expect(second.decoder.rows).toBe(0);
});

it('is new once it was released', () => {
  const memory = new ReplayMemory(createOtlpDecoder);
  const first = memory.take(8_000);
  memory.give(first);
  memory.release();
  expect(memory.take(8_000).bytes).not.toBe(first.bytes);
});

it('is new while the last is not given back, where it is too small, and where it is far too large', () => {
  const memory = new ReplayMemory(createOtlpDecoder);
  const first = memory.take(8_000);
  const second = memory.take(8_000);
  expect(second.bytes).not.toBe(first.bytes);
  memory.give(second);
  const third = memory.take(20_000);
  expect(third.bytes.length).toBeGreaterThanOrEqual(20_000);
  memory.give(third);
  expect(memory.take(100).bytes.length).toBeLessThan(1_000);
});
