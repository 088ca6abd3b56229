// The steps of wal/current.json as values, and what a damaged or newer document is answered with.
import type { DataFile } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import {
  countsAsLanded,
  decodeCurrent,
  encodeCurrent,
  firstCurrent,
  withLanding,
  withRetention,
  withTail,
} from '../src/current-document.ts';
import { landingPath, tailPath } from '../src/lake-paths.ts';

const LAKE = '0123456789ab';

function tail(sequence: number): { sequence: number; file: DataFile } {
  const path = tailPath('spans', sequence);
  const bounds = { minStartTimeUnixNano: '1', maxStartTimeUnixNano: '2' };
  return { sequence, file: { path, tier: 'tail', layout: 0, sizeBytes: 10, rows: 3, ...bounds } };
}

function landed(firstSequence: number, lastSequence: number, lakeId = LAKE): string {
  return landingPath('spans', { lakeId, firstSequence, lastSequence, arrivalMs: Date.UTC(2026, 10, 22, 17) });
}

const codeOf = (bytes: string) => {
  try {
    decodeCurrent(new TextEncoder().encode(bytes), 'wal/current.json');
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('the current document', () => {
  const three = [1, 2, 3].reduce((current, sequence) => withTail(current, tail(sequence)), firstCurrent('spans', LAKE));

  it('counts up with every step', () => {
    expect(three.generation).toBe(3);
    expect(three.tails.map((entry) => entry.sequence)).toEqual([1, 2, 3]);
    expect(withTail(three, tail(2)).tails).toHaveLength(3);
  });

  it('switches tails for landing in one step', () => {
    const switched = withLanding(three, 2);
    expect(switched.tails.map((entry) => entry.sequence)).toEqual([3]);
    expect(countsAsLanded(three, landed(1, 2))).toBe(false);
    expect(countsAsLanded(switched, landed(1, 2))).toBe(true);
    expect(countsAsLanded(switched, landed(3, 3))).toBe(false);
    expect(withLanding(switched, 1).landedThrough).toBe(2);
  });

  it('counts what other writers landed, and everything of a plain bucket', () => {
    expect(countsAsLanded(three, landed(1, 2, 'ffffffffffff'))).toBe(true);
    expect(countsAsLanded(three, 'landing/spans/dt=2026-11-22/hour=17/firehose.parquet')).toBe(true);
    expect(countsAsLanded(null, landed(1, 2))).toBe(true);
  });

  it('leaves expired hours out, of every writer', () => {
    const kept = withRetention(withLanding(three, 3), '2026-11-22T18');
    expect(countsAsLanded(kept, landed(1, 2))).toBe(false);
    expect(countsAsLanded(kept, 'landing/spans/dt=2026-11-22/hour=17/firehose.parquet')).toBe(false);
    expect(countsAsLanded(kept, 'landing/spans/dt=2026-11-22/hour=18/firehose.parquet')).toBe(true);
  });

  it('is read as it was written', () => {
    expect(decodeCurrent(encodeCurrent(three), 'x')).toEqual(three);
  });

  it('is refused when it is damaged or newer', () => {
    const text = new TextDecoder().decode(encodeCurrent(three));
    expect(codeOf(text.slice(0, -20))).toBe('corrupt_file');
    expect(codeOf('')).toBe('corrupt_file');
    expect(codeOf('[]')).toBe('corrupt_file');
    expect(codeOf(text.replace('"tails":[', '"tails":[7,'))).toBe('corrupt_file');
    expect(codeOf(text.replace('"landedThrough":0', '"landedThrough":1'))).toBe('corrupt_file');
    expect(codeOf(JSON.stringify({ ...three, version: 2 }))).toBe('folder_version');
  });
});
