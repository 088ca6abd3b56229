// The policy at its edges: what DuckDB answers within the patience, and what it does not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEngine, duckdbMs, LAMBDA_REACH } from '../src/engine-choice.ts';

describe('chooseEngine', () => {
  it.each([
    ['nothing', { files: 0, bytes: 0 }, 'duckdb'],
    ['an hour at 300 s', { files: 12, bytes: 3e6 }, 'duckdb'],
    ['half a day at 300 s', { files: 144, bytes: 50e6 }, 'duckdb'],
    ['the last that fits, by bytes', { files: 1, bytes: 420e6 }, 'duckdb'],
    ['one byte more', { files: 1, bytes: 420e6 + 1 }, 'athena'],
    ['the last that fits, by files', { files: 200, bytes: 1e6 }, 'duckdb'],
    ['one file more', { files: 201, bytes: 1e6 }, 'athena'],
    ['a day at 300 s', { files: 288, bytes: 100e6 }, 'athena'],
    ['a day in few large files', { files: 24, bytes: 100e6 }, 'duckdb'],
  ] as const)('%s', (_, scan, engine) => {
    expect(chooseEngine(scan)).toBe(engine);
  });

  it('never goes back to DuckDB for more', () => {
    const size = fc.record({ files: fc.nat(2_000), bytes: fc.nat(2_000_000_000) });
    fc.assert(
      fc.property(size, size, (scan, more) => {
        const larger = { files: scan.files + more.files, bytes: scan.bytes + more.bytes };
        expect(duckdbMs(larger, LAMBDA_REACH)).toBeGreaterThanOrEqual(duckdbMs(scan, LAMBDA_REACH));
        if (chooseEngine(scan) === 'athena') expect(chooseEngine(larger)).toBe('athena');
      }),
    );
  });

  it('takes a wider line into account', () => {
    const day = { files: 30, bytes: 1e9 };
    expect(chooseEngine(day)).toBe('athena');
    expect(chooseEngine(day, { ...LAMBDA_REACH, bytesPerSecond: 500e6 })).toBe('duckdb');
  });
});
