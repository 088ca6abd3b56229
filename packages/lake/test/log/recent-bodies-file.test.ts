// How bodies are remembered across restarts, and what damage costs.
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/log/recent-bodies.ts';
import { decodeRecentBodies, encodeRecentBodies, type RecentBodiesFile } from '../../src/log/recent-bodies-file.ts';

const ENTRY_BYTES = 44;
const bodyOf = (n: number) => ({
  fingerprint: Uint8Array.from(fingerprintOf([new Uint8Array([n])], 'otlpJson')),
  rows: n + 1,
  rejected: n,
  atMs: 1_800_000_000_123,
  atMonotonicMs: 5_000,
});
/** 8 and 9 bodies: as long as files of earlier versions, too. */
const bodies = (count: number) => Array.from({ length: count }, (_, n) => bodyOf(n));
const fileOf = (count: number) => encodeRecentBodies(bodies(count).map((body) => ({ arrival: body, bodies: [body] })));

/** Each body has its own number of them. */
const rowsOf = (file: { readonly bodies: Iterable<{ readonly rows: number }> }) =>
  Array.from(file.bodies, ({ rows }) => rows).join();
const readBack = ({ bodies, isDamaged }: RecentBodiesFile) => ({ bodies: [...bodies], isDamaged });

describe('a file of fingerprints', () => {
  it.each([0, 1, 2, 8, 9])('gives back its %i bodies', (count) => {
    expect(readBack(decodeRecentBodies(fileOf(count)))).toEqual({ bodies: bodies(count), isDamaged: false });
  });

  it.each([1, 8, 9])(
    'of %i bodies is known to be damaged wherever a bit is flipped, and costs one body at most',
    (count) => {
      const file = fileOf(count);
      for (let bit = 0; bit < file.length * 8; bit++) {
        const flipped = Uint8Array.from(file);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const found = decodeRecentBodies(flipped);
        const hit = Math.floor(((bit >> 3) - 8) / ENTRY_BYTES);
        expect(found.isDamaged).toBe(true);
        expect(rowsOf(found)).toEqual(rowsOf({ bodies: bodies(count).filter((_, n) => n !== hit) }));
      }
    },
  );

  it.each([8, 9])('of %i bodies is known to be cut, wherever that was, and has the bodies before', (count) => {
    const file = fileOf(count);
    for (let length = 0; length < file.length; length++) {
      const whole = Math.max(0, Math.floor((length - 8) / ENTRY_BYTES));
      const found = decodeRecentBodies(file.subarray(0, length));
      expect(found.isDamaged).toBe(true);
      expect(rowsOf(found)).toEqual(rowsOf({ bodies: bodies(whole) }));
    }
    expect(decodeRecentBodies(Buffer.concat([file, file.subarray(8, 8 + ENTRY_BYTES)])).isDamaged).toBe(true);
    expect(decodeRecentBodies(new Uint8Array(file.length)).isDamaged).toBe(true);
  });

  it('of an earlier version is read: entries alone, or with one checksum behind them', () => {
    const entries = bodies(3).map((_, n) => fileOf(3).subarray(8 + n * ENTRY_BYTES, 8 + n * ENTRY_BYTES + 40));
    for (const checksum of [0, 4]) {
      const file = new Uint8Array(Buffer.concat([...entries, Buffer.alloc(checksum, 7)]));
      expect(readBack(decodeRecentBodies(file))).toEqual({ bodies: bodies(3), isDamaged: false });
    }
  });
});
