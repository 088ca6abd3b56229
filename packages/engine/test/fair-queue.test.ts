// Callers take turns, whoever asked first or most.
import { describe, expect, test } from 'vitest';
import { FairQueue } from '../src/fair-queue.ts';

function queueOf(...items: readonly (readonly [item: string, caller: string])[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const [item, caller] of items) queue.push(item, caller);
  return queue;
}

function drained(queue: FairQueue<string>, load?: (caller: string) => number): string[] {
  const items: string[] = [];
  for (let item = queue.shift(load); item !== undefined; item = queue.shift(load)) items.push(item);
  return items;
}

const MANY = [
  ['a1', 'a'],
  ['a2', 'a'],
  ['a3', 'a'],
  ['b1', 'b'],
  ['c1', 'c'],
  ['b2', 'b'],
] as const;

describe('a fair queue', () => {
  test('gives who came last, and the others keep their turns', () => {
    const queue = queueOf(...MANY);
    expect([queue.pop(), queue.length]).toEqual(['b2', 5]);
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
    expect([queue.pop(), queue.length]).toEqual([undefined, 0]);
  });

  test('gives one caller his items in their order', () => {
    expect(drained(queueOf(['1', 'a'], ['2', 'a'], ['3', 'a']))).toEqual(['1', '2', '3']);
  });

  test('lets callers take turns', () => {
    expect(drained(queueOf(...MANY))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  test('serves who has least at work first', () => {
    expect(drained(queueOf(...MANY), (caller) => (caller === 'a' ? 2 : 0))).toEqual([
      'b1',
      'c1',
      'b2',
      'a1',
      'a2',
      'a3',
    ]);
  });

  test('makes room at the cost of who waits for most', () => {
    const queue = queueOf(...MANY);
    expect(queue.makeRoom('d')).toBe('a3');
    expect(queue.makeRoom('a')).toBeUndefined();
    expect(queue.length).toBe(5);
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2']);
  });

  test('takes nothing from who has no more than the one who asks', () => {
    expect(queueOf(['a1', 'a'], ['b1', 'b']).makeRoom('c')).toBeUndefined();
  });

  test('forgets what is removed', () => {
    const queue = queueOf(...MANY);
    expect(queue.remove('c1')).toBe(true);
    expect(queue.remove('c1')).toBe(false);
    expect(queue.clear().sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
    expect(queue.length).toBe(0);
    expect(queue.shift()).toBeUndefined();
  });
});
