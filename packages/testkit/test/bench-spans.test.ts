// The bench spans are the ones that published figures name by digest.
import { createHash } from 'node:crypto';
import { benchSpans } from '@tracelake/testkit';
import { expect, test } from 'vitest';

function digest(count: number, seed: number, hours: number): string {
  const hash = createHash('sha256');
  for (const span of benchSpans(count, seed, hours)) {
    const line = JSON.stringify(span, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

test('ten thousand spans have the published digest', () => {
  expect(digest(10_000, 42, 6)).toBe('3c47407c3fc070af839655649bd60d4cf952d9b778ec34786087682900ac0d54');
});

test('a hundred thousand spans have the published digest', () => {
  expect(digest(100_000, 42, 6)).toBe('eb97d82d11bad88e7bfab833bcb270ba3c6bfa682d0fc0e3634e5d6057e561ad');
});

test('exactly as many spans as asked for, even inside a trace', () => {
  expect([...benchSpans(1)].length).toBe(1);
  expect([...benchSpans(7)].length).toBe(7);
  expect([...benchSpans(0)].length).toBe(0);
});
