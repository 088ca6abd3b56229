// Names carry what recovery and readers go by, so both directions have to agree.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isDataFileName,
  landingPath,
  landingRangeOf,
  logPath,
  partitionAt,
  partitionOf,
  sequenceOfLog,
  sequenceOfTail,
  tailDocumentPath,
  tailPath,
} from '../src/lake-paths.ts';

describe('names', () => {
  it('of landing files say hour, lake and range', () => {
    const name = {
      lakeId: '0123456789ab',
      firstSequence: 7,
      lastSequence: 12,
      arrivalMs: Date.UTC(2026, 10, 22, 17, 5),
    };
    const path = landingPath('spans', name);
    expect(path).toBe(
      'landing/spans/dt=2026-11-22/hour=17/20261122T170500Z-0123456789ab-000000000007-000000000012.parquet',
    );
    expect(landingRangeOf(path)).toEqual({ lakeId: '0123456789ab', firstSequence: 7, lastSequence: 12 });
    expect(partitionOf(path)).toBe('2026-11-22T17');
    expect(partitionAt(name.arrivalMs)).toBe('2026-11-22T17');
  });

  it('are read back as they were written, and sort by sequence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 - 1 }), fc.integer({ min: 1, max: 1e12 - 1 }), (a, b) => {
        expect(sequenceOfLog(logPath(a).slice('wal/log/'.length))).toBe(a);
        expect(sequenceOfTail(tailPath('spans', a))).toBe(a);
        expect(sequenceOfTail(tailDocumentPath(tailPath('spans', a)))).toBe(a);
        expect(logPath(a) < logPath(b)).toBe(a < b);
      }),
    );
  });

  it('of other writers have no range', () => {
    expect(landingRangeOf('landing/spans/dt=2026-11-22/hour=17/stream-1-2026-11-22-17-05-00-abc.parquet')).toBeNull();
    expect(sequenceOfLog('.000000000001.log.tmp')).toBeNull();
    expect(partitionOf('landing/spans/x.parquet')).toBeNull();
  });

  it('that Hive leaves out are no data files', () => {
    expect(['a.parquet', '.a.parquet', '_a.parquet', 'a.json'].filter(isDataFileName)).toEqual(['a.parquet']);
  });
});
