// Turns by a clock of their own: what a query uses is added up, nothing runs.
import { describe, expect, test } from 'vitest';
import { QueryTurns } from '../../src/duckdb/query-turns.ts';

interface Asked {
  readonly name: string;
  readonly needsMs: number;
}

const FIRST_MS = 200;
const NO_LOAD = () => 0;

/** One place serves all; what does not end in its turn comes again. @returns processor time of all until `name` had ended */
function usedUntil(name: string, asked: readonly Asked[]): number {
  const turns = new QueryTurns<Asked>(FIRST_MS);
  for (const query of asked) turns.push(query, query.name, 0);
  let used = 0;
  for (;;) {
    const had = turns.fewestTurns ?? 0;
    const query = turns.next(NO_LOAD);
    if (query === undefined) throw new Error(`${name} never ended`);
    used += Math.min(query.needsMs, turns.timeOf(had));
    if (query.needsMs > turns.timeOf(had)) turns.push(query, query.name, had + 1);
    else if (query.name === name) return used;
  }
}

function endless(count: number): Asked[] {
  return Array.from({ length: count }, (_, i) => ({ name: `endless ${i}`, needsMs: Number.POSITIVE_INFINITY }));
}

describe('turns', () => {
  test.each([0, 15, 30])(
    'a quick one among 30 without end, asked as number %i, waits for one short turn of each',
    (place) => {
      const asked: Asked[] = endless(30);
      asked.splice(place, 0, { name: 'quick', needsMs: 100 });
      expect(usedUntil('quick', asked)).toBeLessThanOrEqual(30 * FIRST_MS + 100);
    },
  );

  test('what is asked last is next, or the one after', () => {
    const asked = [...endless(30), { name: 'quick', needsMs: 100 }];
    expect(usedUntil('quick', asked)).toBeLessThanOrEqual(FIRST_MS + 100);
  });

  test.each([300, 2_000, 20_000])(
    'what needs %i ms beside one without end ends, and has done at most one and a half times that in vain',
    (needsMs) => {
      const long = { name: 'long', needsMs };
      expect(usedUntil('long', [long])).toBeLessThan(2.5 * needsMs);
      expect(usedUntil('long', [long, ...endless(1)])).toBeLessThan(2 * 2.5 * needsMs + 3 * needsMs);
    },
  );

  test('who has had fewest turns goes first', () => {
    const turns = new QueryTurns<string>(FIRST_MS);
    turns.push('old', 'a', 2);
    turns.push('older', 'b', 5);
    turns.push('new', 'c', 0);
    expect([turns.next(NO_LOAD), turns.next(NO_LOAD), turns.next(NO_LOAD)]).toEqual(['new', 'old', 'older']);
    expect(turns.next(NO_LOAD)).toBeUndefined();
  });

  test('what ran while nobody waited has had the turns that fit into it', () => {
    const turns = new QueryTurns<string>(FIRST_MS);
    expect([0, 199, 200, 600, 1_800, 100_000].map((ms) => turns.turnsOf(ms))).toEqual([0, 0, 1, 2, 3, 6]);
    for (const used of [0, 250, 5_000, 70_000]) expect(turns.timeOf(turns.turnsOf(used))).toBeGreaterThan(used);
  });

  test('without a first turn who has a place keeps it', () => {
    const turns = new QueryTurns<string>(0);
    expect([turns.timeOf(0), turns.turnsOf(1e9)]).toEqual([Number.POSITIVE_INFINITY, 0]);
  });
});
