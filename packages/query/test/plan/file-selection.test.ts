// Files are left out by their own smallest and greatest start, and by nothing else.
import { describe, expect, it } from 'vitest';
import { selectFiles } from '../../src/plan/file-selection.ts';
import { scanBounds } from '../../src/plan/scan-bounds.ts';
import { dataFile } from './span-files.ts';

const BOUNDS = scanBounds({ startTimeUnixNano: 100n, endTimeUnixNano: 200n }, []);

function file(min: number | null, max: number | null) {
  const text = (value: number | null) => (value === null ? null : String(value));
  return dataFile(`${min}-${max}`, { minStartTimeUnixNano: text(min), maxStartTimeUnixNano: text(max) });
}

describe('selectFiles', () => {
  it('sorts files into inside, edge and left out', () => {
    const files = [file(100, 199), file(99, 150), file(150, 200), file(10, 99), file(200, 300), file(0, 500)];
    const selected = selectFiles(files, BOUNDS);
    expect(selected.inside.map(({ path }) => path)).toEqual(['100-199']);
    expect(selected.edge.map(({ path }) => path)).toEqual(['99-150', '150-200', '0-500']);
  });

  it('never leaves out a file of unknown times', () => {
    expect(selectFiles([file(null, null), file(null, 5)], BOUNDS).edge).toHaveLength(2);
  });

  it('selects nothing for an empty range', () => {
    const empty = scanBounds({ startTimeUnixNano: 5n, endTimeUnixNano: 5n }, []);
    expect(selectFiles([file(null, null), file(5, 5)], empty)).toEqual({ inside: [], edge: [] });
  });

  it('leaves out files that touch none of the hours asked for', () => {
    const hour = 3_600_000_000_000;
    const bounds = { ...scanBounds({ startTimeUnixNano: 0n, endTimeUnixNano: 1n << 62n }, []), hours: new Set(['00']) };
    const files = [
      file(23 * hour, 24 * hour - 1),
      file(23 * hour, 24 * hour),
      file(hour, 2 * hour),
      file(hour, 24 * hour),
    ];
    const { inside } = selectFiles(files, bounds);
    expect(inside).toEqual([files[1], files[3]]);
  });
});
