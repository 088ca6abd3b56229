// What happens where there is too much: memory, then the spool, then the oldest go, each told by its reason.
import { describe, expect, test } from 'vitest';
import type { FirehoseRecord } from '../../src/core/document-packing.ts';
import { DocumentStore } from '../../src/core/document-store.ts';
import { DropCounters } from '../../src/core/drop-counters.ts';
import { readSegment } from '../../src/core/segment-reader.ts';

const KIB = 1_024;

/** A store on a disk that takes everything, or nothing. */
function storeWith(limits: { memoryBytes: number; spoolBytes: number }, isDiskWell = true) {
  const drops = new DropCounters();
  const store = new DocumentStore(limits, drops);
  const files = new Map<string, Uint8Array[]>();
  function settle(nowMs: number): void {
    for (const effect of store.takeEffects()) {
      if (effect.kind === 'spool-append') {
        if (isDiskWell) files.set(effect.segment, [...(files.get(effect.segment) ?? []), effect.frame]);
        store.appended(effect.segment, effect.firstIndex, isDiskWell, nowMs);
      } else if (effect.kind === 'spool-read') {
        store.loaded(effect.segment, readSegment(Buffer.concat(files.get(effect.segment) ?? [])), nowMs);
      } else if (effect.kind === 'spool-remove') files.delete(effect.segment);
    }
  }
  let next = 0;
  return {
    store,
    drops,
    files,
    add(count: number, bytes: number): void {
      for (let i = 0; i < count; i++) {
        store.add([Buffer.from(`${String(next++).padStart(bytes - 1, '0')}\n`)], next);
        settle(next);
      }
    },
    /** Numbers of the documents that are delivered, in order. */
    deliver(): number[] {
      const numbers: number[] = [];
      for (;;) {
        while (store.load(next)) settle(next);
        settle(next);
        if (store.waiting.length === 0) return numbers;
        const records: FirehoseRecord[] = [[...store.waiting]];
        numbers.push(...records[0].map(({ bytes }) => Number(Buffer.from(bytes).toString())));
        store.take(records);
        store.putBack(records[0], []);
        settle(next);
      }
    },
  };
}

describe('more than memory holds', () => {
  test('lies in the spool, and comes from there in order', () => {
    const one = storeWith({ memoryBytes: 256 * KIB, spoolBytes: 4_096 * KIB });
    one.add(1_000, KIB);
    expect(one.store.memoryBytes).toBeLessThanOrEqual(256 * KIB);
    expect(one.deliver()).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect([one.store.waitingBytes, one.store.spoolBytes, one.files.size]).toEqual([0, 0, 0]);
  });

  test('and than the spool: the oldest of it go, counted', () => {
    const one = storeWith({ memoryBytes: 256 * KIB, spoolBytes: 1_024 * KIB });
    one.add(3_000, KIB);
    expect(one.store.spoolBytes).toBeLessThanOrEqual(1_024 * KIB);
    const dropped = one.drops.of('spool_full');
    const delivered = one.deliver();
    expect(dropped).toBeGreaterThan(0);
    expect(delivered.length + dropped).toBe(3_000);
    expect(delivered.at(-1)).toBe(2_999);
  });

  test('without a spool: the oldest of memory go, counted', () => {
    const one = storeWith({ memoryBytes: 256 * KIB, spoolBytes: 0 });
    one.add(1_000, KIB);
    expect([one.store.memoryBytes, one.drops.of('memory_full')]).toEqual([256 * KIB, 744]);
    expect(one.deliver()).toEqual(Array.from({ length: 256 }, (_, i) => i + 744));
  });

  test('on a disk that takes nothing: the same', () => {
    const one = storeWith({ memoryBytes: 256 * KIB, spoolBytes: 4_096 * KIB }, false);
    one.add(1_000, KIB);
    expect(one.drops.of('memory_full')).toBe(744);
    expect(one.deliver()).toHaveLength(256);
  });
});

describe('a segment that cannot be read', () => {
  /** Three hundred rows of 1 KiB, of which memory holds 256, and the name of the first that is asked for. */
  function parked() {
    const one = storeWith({ memoryBytes: 256 * KIB, spoolBytes: 4_096 * KIB });
    one.add(600, KIB);
    const inMemory = one.store.waiting.length;
    const records: FirehoseRecord[] = [[...one.store.waiting]];
    one.store.take(records);
    one.store.putBack(records[0], []);
    one.store.takeEffects();
    const askedFor = (nowMs: number) => {
      one.store.load(nowMs);
      return one.store.takeEffects().find(({ kind }) => kind === 'spool-read');
    };
    return { ...one, inMemory, askedFor };
  }

  test('is read again half a minute later, and not lost', () => {
    const { store, drops, files, askedFor } = parked();
    const read = askedFor(1_000) as { segment: string };
    store.loaded(read.segment, null, 1_000);
    // The others do not wait for it.
    const other = askedFor(2_000) as { segment: string };
    expect(other.segment).not.toBe(read.segment);
    store.loaded(other.segment, { documents: new Map(), damaged: 0 }, 2_000);
    expect(askedFor(2_001)).toBeUndefined();
    expect(askedFor(32_000)).toEqual(read);
    store.loaded(read.segment, readSegment(Buffer.concat(files.get(read.segment)!)), 32_000);
    expect(store.waiting.length).toBeGreaterThan(200);
    expect(drops.of('spool_damaged')).toBe(0);
  });

  test('and one of 150,000 rows is read', () => {
    const store = new DocumentStore({ memoryBytes: 4_096 * KIB, spoolBytes: 4_096 * KIB }, new DropCounters());
    store.find([{ name: '0000000001.spool', bytes: 300 * KIB }]);
    store.load(1_000);
    const documents = new Map(Array.from({ length: 150_000 }, (_, i) => [i, new Uint8Array(2)]));
    store.loaded('0000000001.spool', { documents, damaged: 0 }, 1_000);
    expect(store.waiting).toHaveLength(150_000);
  });

  test('twice, is given up with all the rows that it had', () => {
    const { store, drops, inMemory, askedFor } = parked();
    const read = askedFor(1_000) as { segment: string };
    store.loaded(read.segment, null, 1_000);
    askedFor(32_000);
    store.loaded(read.segment, null, 32_000);
    expect(drops.of('spool_damaged')).toBeGreaterThan(200);
    expect(inMemory + drops.of('spool_damaged') + store.undelivered).toBe(600);
  });
});

test.each([
  [false, true],
  [true, false],
  [false, false],
])('two writes of one step stand for themselves: written %s and %s', (...written) => {
  const drops = new DropCounters();
  const store = new DocumentStore({ memoryBytes: 8, spoolBytes: 4_096 * KIB }, drops);
  const documents = (count: number) => Array.from({ length: count }, () => Buffer.from('{"a":"0123456789"}\n'));
  // Beyond memory: they lie in the spool alone.
  store.add(documents(1), 1);
  for (const effect of store.takeEffects())
    if (effect.kind === 'spool-append') store.appended(effect.segment, effect.firstIndex, true, 1);
  store.add(documents(2), 1);
  store.add(documents(3), 1);
  const appends = store.takeEffects().filter((effect) => effect.kind === 'spool-append');
  for (const [i, { segment, firstIndex }] of appends.entries()) store.appended(segment, firstIndex, written[i], 1);
  const lost = (written[0] ? 0 : 2) + (written[1] ? 0 : 3);
  expect([drops.of('spool_full'), store.undelivered]).toEqual([lost, 6 - lost]);
});
