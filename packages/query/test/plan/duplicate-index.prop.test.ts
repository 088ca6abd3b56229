// Whatever came, went and was asked before, in whatever parts: the index names the rows that a look at all rows names.
import type { DataFile } from '@tracelake/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DuplicateComparison, DuplicateIndex, type RowPlace } from '../../src/plan/duplicate-index.ts';
import { dataFile } from './span-files.ts';

/** A span's identity is its start and a letter; `rank` orders equals, the greatest wins. */
interface ModelRow {
  readonly start: number;
  readonly id: string;
  readonly rank: number;
}

interface ModelFile {
  readonly file: DataFile;
  readonly rows: readonly ModelRow[];
}

const ROW = fc.record({ start: fc.nat(6), id: fc.constantFrom('a', 'b'), rank: fc.nat(1000) });
const STEP = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('come' as const), rows: fc.array(ROW, { maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('go' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), mask: fc.nat() }) },
);

function modelFile(path: string, rows: readonly ModelRow[], knowsTimes: boolean): ModelFile {
  const starts = rows.map(({ start }) => start);
  const times =
    knowsTimes && rows.length > 0
      ? { minStartTimeUnixNano: String(Math.min(...starts)), maxStartTimeUnixNano: String(Math.max(...starts)) }
      : {};
  return { file: dataFile(path, { rows: rows.length, ...times }), rows };
}

/** Equal spans, winner first. */
function groupsOf(files: readonly ModelFile[]): RowPlace[][] {
  const groups = new Map<string, (RowPlace & { rank: number })[]>();
  for (const { file, rows } of files) {
    for (const [row, { start, id, rank }] of rows.entries()) {
      const key = `${start} ${id}`;
      groups.set(key, [...(groups.get(key) ?? []), { path: file.path, row, rank }]);
    }
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort((left, right) => right.rank - left.rank || (place(left) < place(right) ? -1 : 1)));
}

function place({ path, row }: RowPlace): string {
  return `${path} ${row}`;
}

function losersOf(files: readonly ModelFile[]): string[] {
  return groupsOf(files)
    .flatMap((group) => group.slice(1).map(place))
    .sort();
}

function learn(index: DuplicateIndex, comparison: DuplicateComparison, live: ReadonlyMap<string, ModelFile>): void {
  const asked = [...comparison.fresh, ...comparison.known].map(({ path }) => live.get(path)!);
  index.learn(comparison, groupsOf(asked));
}

describe('DuplicateIndex', () => {
  it('names the losers of any set of files, however it grew', () => {
    fc.assert(
      fc.property(fc.array(STEP, { minLength: 2, maxLength: 25 }), fc.nat(3), (steps, unknownTimes) => {
        const index = new DuplicateIndex();
        const live = new Map<string, ModelFile>();
        for (const [n, step] of steps.entries()) {
          if (step.kind === 'come') live.set(`f${n}`, modelFile(`f${n}`, step.rows, n % 4 !== unknownTimes));
          if (step.kind === 'go') live.delete([...live.keys()][step.at % Math.max(1, live.size)] ?? '');
          index.keepOnly([...live.values()].map(({ file }) => file));
          if (step.kind !== 'ask') continue;
          const asked = [...live.values()].filter((_, i) => (step.mask >> (i % 30)) & 1);
          const files = asked.map(({ file }) => file);
          const comparison = index.comparison(files);
          if (comparison !== undefined) learn(index, comparison, live);
          const losers = [...(index.losers(files) ?? [])].flatMap(([path, rows]) =>
            rows.map((row) => place({ path, row })),
          );
          expect(losers.sort()).toEqual(losersOf(asked));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('compares a file only with those whose starts can be equal', () => {
    const index = new DuplicateIndex();
    const early = modelFile('early', [{ start: 1, id: 'a', rank: 1 }], true).file;
    const late = modelFile('late', [{ start: 9, id: 'a', rank: 1 }], true).file;
    const next = modelFile('next', [{ start: 9, id: 'b', rank: 1 }], true).file;
    expect(index.losers([early])).toBeUndefined();
    const first = index.comparison([early, late]);
    expect(first?.fresh).toEqual([early, late]);
    index.learn(first!, []);
    expect(index.comparison([early, late])).toBeUndefined();
    expect(index.comparison([early, late, next])).toEqual({ fresh: [next], known: [late] });
  });

  it('keeps a group whole when a comparison without one of its files names a part of it', () => {
    const index = new DuplicateIndex();
    const [first, second] = [
      modelFile('first', [{ start: 3, id: 'a', rank: 1 }], true).file,
      modelFile('second', [{ start: 3, id: 'a', rank: 0 }], false).file,
    ];
    const third = modelFile('third', [{ start: 0, id: 'a', rank: 0 }], true).file;
    const group = [
      { path: 'first', row: 0 },
      { path: 'second', row: 0 },
      { path: 'second', row: 1 },
    ];
    index.learn({ fresh: [first, second], known: [] }, [group]);
    index.learn({ fresh: [third], known: [second] }, [group.slice(1)]);
    expect(index.losers([first, second])).toEqual(new Map([['second', [0, 1]]]));
  });

  it('does not remember too many: then queries seek them', () => {
    const index = new DuplicateIndex();
    const { file } = modelFile('crowded', [], false);
    index.learn({ fresh: [file], known: [] }, undefined);
    expect(index.losers([file])).toBeUndefined();
    expect(index.comparison([file])).toBeUndefined();
  });
});
