// What is remembered of a body, for how long, and across a restart.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, RecentBodies } from '../../src/log/recent-bodies.ts';
import { usedBytes } from './used-bytes.ts';

const LIMITS = { keepMs: 600_000, maxBodies: 3 };
const stored = { rows: 2, rejected: 0, message: '', duplicate: false };
const fingerprint = (n: number) => fingerprintOf([new Uint8Array([n])], 'otlpProtobuf');

const at = (monotonicMs: number) => ({ monotonicMs: () => monotonicMs });

describe('RecentBodies', () => {
  it('tells bodies apart by bytes and format, not by how they were cut', () => {
    const whole = fingerprintOf([new Uint8Array([1, 2, 3])], 'otlpProtobuf');
    expect(fingerprintOf([new Uint8Array([1]), new Uint8Array([2, 3])], 'otlpProtobuf')).toEqual(whole);
    expect(fingerprintOf([new Uint8Array([1, 2, 3])], 'otlpJson')).not.toEqual(whole);
  });

  it('remembers for ten minutes', async () => {
    const recent = new RecentBodies(LIMITS);
    recent.add(fingerprint(1), at(1_000), Promise.resolve(stored));
    expect(await recent.find(fingerprint(1), 601_000)).toEqual(stored);
    expect(recent.find(fingerprint(1), 601_001)).toBeUndefined();
  });

  it('remembers for ten minutes from when it was stored, however long the disk took', async () => {
    const recent = new RecentBodies(LIMITS);
    let nowMs = 0;
    let store = (_: typeof stored): void => undefined;
    recent.add(fingerprint(1), { monotonicMs: () => nowMs }, new Promise((resolve) => (store = resolve)));
    nowMs = 700_000;
    expect(recent.find(fingerprint(1), nowMs)).toBeInstanceOf(Promise);
    store(stored);
    await Promise.resolve();
    expect(recent.find(fingerprint(1), 1_300_000)).toEqual(stored);
    expect(recent.find(fingerprint(1), 1_300_001)).toBeUndefined();
  });

  it('forgets what could not be stored', async () => {
    const recent = new RecentBodies(LIMITS);
    const failing = Promise.reject(new Error('disk'));
    recent.add(fingerprint(1), at(0), failing);
    await expect(recent.find(fingerprint(1), 0)).rejects.toThrow('disk');
    expect(recent.find(fingerprint(1), 0)).toBeUndefined();
  });

  it('forgets the oldest beyond its size', async () => {
    const recent = new RecentBodies(LIMITS);
    for (let n = 0; n < 5; n++) recent.add(fingerprint(n), at(n), Promise.resolve(stored));
    await Promise.resolve();
    expect(recent.size).toBe(3);
    expect(recent.find(fingerprint(1), 5)).toBeUndefined();
    expect(recent.find(fingerprint(2), 5)).toBeDefined();
  });

  it('is as old after a restart as the clock says, and as new where that was set back', async () => {
    const facts = { format: 'otlpJson' as const, rows: 7, rejected: 2, weight: 1, fingerprint: fingerprint(9) };
    const arrival = { atMs: 1_800_000_000_000, atMonotonicMs: null };
    const bodies = [{ ...arrival, ...facts }];
    const restored = (wallMs: number) => {
      const recent = new RecentBodies(LIMITS);
      recent.restore(bodies, { nowMs: () => wallMs, monotonicMs: () => 50 });
      return recent;
    };
    const afterFiveMinutes = restored(1_800_000_300_000);
    expect(await afterFiveMinutes.find(fingerprint(9), 300_050)).toMatchObject({ rows: 7, rejected: 2 });
    expect(afterFiveMinutes.find(fingerprint(9), 300_051)).toBeUndefined();
    const setBack = restored(1_700_000_000_000);
    expect(await setBack.find(fingerprint(9), 600_050)).toMatchObject({ rows: 7, rejected: 2 });
    expect(setBack.find(fingerprint(9), 600_051)).toBeUndefined();
    expect(restored(1_800_000_600_001).size).toBe(0);
  });

  it('is no older after a restart than the machine’s own clock says, unless that was started again, too', () => {
    const facts = { format: 'otlpJson' as const, rows: 7, rejected: 2, weight: 1, fingerprint: fingerprint(9) };
    const arrival = { atMs: 1_800_000_000_000, atMonotonicMs: 50_000 };
    const bodies = [{ ...arrival, ...facts }];
    const restored = (monotonicMs: number) => {
      const recent = new RecentBodies(LIMITS);
      recent.restore(bodies, { nowMs: () => 1_900_000_000_000, monotonicMs: () => monotonicMs });
      return recent;
    };
    expect(restored(650_000).find(fingerprint(9), 650_000)).toMatchObject({ rows: 7, rejected: 2 });
    expect(restored(650_001).size).toBe(0);
    expect(restored(49_999).size).toBe(0);
  });

  it('is forgotten by age after a restart, in whatever order it is found', () => {
    const facts = { format: 'otlpJson' as const, rows: 7, rejected: 2, weight: 1 };
    const at = (n: number) => ({ ...facts, atMs: n, atMonotonicMs: null, fingerprint: fingerprint(n) });
    const recent = new RecentBodies(LIMITS);
    recent.restore([3, 1, 4, 0, 2].map(at), { nowMs: () => 5, monotonicMs: () => 5 });
    expect([0, 1, 2, 3, 4].filter((n) => recent.find(fingerprint(n), 5) !== undefined)).toEqual([2, 3, 4]);
  });

  it('says again what it said of a body that was odd, and of one that is long ago how many of its rows were left out', async () => {
    const recent = new RecentBodies({ keepMs: 600_000, maxBodies: 10_000 });
    for (let n = 0; n < 2_000; n++) {
      recent.add(numbered(n), at(n), Promise.resolve({ ...stored, rejected: 1, message: `Row ${n} has no id.` }));
    }
    await Promise.resolve();
    expect(await recent.find(numbered(1_999), 2_000)).toMatchObject({ rejected: 1, message: 'Row 1999 has no id.' });
    expect(await recent.find(numbered(0), 2_000)).toMatchObject({
      rejected: 1,
      message: expect.stringMatching(/^1 row/),
    });
  });

  it('knows a body for ten minutes among as many as 3,000 requests a second are in them, in less than 50 bytes each', async () => {
    const bodies = 100_000;
    const recent = new RecentBodies({ keepMs: 600_000, maxBodies: bodies });
    const before = usedBytes();
    recent.restore(manyBodies(bodies), { nowMs: () => 600_000, monotonicMs: () => 600_000 });
    expect(usedBytes() - before).toBeLessThan(bodies * 48);
    expect(recent.size).toBe(bodies);
    expect(await recent.find(numbered(0), 600_000)).toMatchObject({ rows: 0 });
    expect(await recent.find(numbered(bodies - 1), 600_000)).toMatchObject({ rows: bodies - 1 });
    expect(recent.find(numbered(bodies), 600_000)).toBeUndefined();
    // Those of its first half are too old by then.
    expect(recent.find(numbered(bodies / 2 - 1), 900_000)).toBeUndefined();
    expect(recent.find(numbered(bodies / 2 + 1), 900_000)).toBeDefined();
  });
});

function numbered(n: number): Uint8Array {
  return createHash('sha1').update(String(n)).digest();
}

/** Spread over ten minutes. */
function* manyBodies(count: number) {
  for (let n = 0; n < count; n++) {
    yield { fingerprint: numbered(n), rows: n, rejected: 0, atMs: (n / count) * 600_000, atMonotonicMs: null };
  }
}
