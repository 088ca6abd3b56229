// Memory that lies ready: used again, bounded, and given back once the load needs less of it.
import { beforeEach, expect, it } from 'vitest';
import { SpareMemory } from '../../src/log/spare-memory.ts';

let dropped: number;
beforeEach(() => {
  dropped = 0;
});

it('gives what was given, and nothing where nothing lies ready', () => {
  const spare = new SpareMemory<string>(3, (pieces) => {
    dropped += pieces;
  });
  expect(spare.take()).toBeUndefined();
  spare.give('a');
  expect(spare.take()).toBe('a');
  expect(spare.take()).toBeUndefined();
});

it('keeps no more than it may', () => {
  const spare = new SpareMemory<number>(2, (pieces) => {
    dropped += pieces;
  });
  for (const piece of [1, 2, 3]) spare.give(piece);
  expect([spare.take(), spare.take(), spare.take()].filter((piece) => piece !== undefined)).toHaveLength(2);
  expect(dropped).toBe(1);
});

it('lets go of what lay there all the time, and keeps what is in use', () => {
  const spare = new SpareMemory<string>(3, (pieces) => {
    dropped += pieces;
  });
  for (const piece of ['needed once', 'never needed again', 'in use']) spare.give(piece);
  for (let use = 0; use < 100; use++) spare.give(spare.take()!);
  expect(dropped).toBe(2);
  expect(spare.take()).toBe('in use');
  expect(spare.take()).toBeUndefined();
});

it('keeps two where two are used in turn', () => {
  const spare = new SpareMemory<string>(3, (pieces) => {
    dropped += pieces;
  });
  for (const piece of ['a', 'b', 'c']) spare.give(piece);
  for (let use = 0; use < 100; use++) {
    const pair = [spare.take()!, spare.take()!];
    for (const piece of pair) spare.give(piece);
  }
  expect([spare.take(), spare.take()].every((piece) => piece !== undefined)).toBe(true);
  expect(spare.take()).toBeUndefined();
});
