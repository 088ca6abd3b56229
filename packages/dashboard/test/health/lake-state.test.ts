// Which part of a span's way is well.
import { expect, it } from 'vitest';
import { freshMinutes, type Stats, wayOfSpan } from '../../src/health/lake-state.ts';

const tier = { files: 1, rows: 1200, sizeBytes: 5000 };
const stats = (change: { rejectedSpans?: number; quarantined?: number; isReadOnly?: boolean }): Stats => ({
  ingest: change.isReadOnly
    ? null
    : {
        otlp: { requests: 3, spans: 1200, rejectedSpans: change.rejectedSpans ?? 0, bodyBytes: 9, errors: {} },
        writer: {},
      },
  lake: {
    landing: tier,
    tail: { files: 0, rows: 0, sizeBytes: 0 },
    compacted: tier,
    minStartTimeUnixNano: null,
    maxStartTimeUnixNano: null,
    days: [],
    notes: [],
    quarantined: { files: change.quarantined ?? 0, sizeBytes: 0, paths: [] },
  },
  queries: { running: 0, done: 0, failed: 0, left: 0, started: 0, bytesScanned: 0, costUsd: 0 },
});
const toLookAt = (of: Stats): readonly string[] =>
  wayOfSpan(of)
    .filter(({ isWell }) => !isWell)
    .map(({ name }) => name);

it('says where something is to be looked at', () => {
  expect(toLookAt(stats({}))).toEqual([]);
  expect(toLookAt(stats({ isReadOnly: true }))).toEqual([]);
  expect(toLookAt(stats({ rejectedSpans: 2 }))).toEqual(['Ingest']);
  expect(toLookAt(stats({ quarantined: 1 }))).toEqual(['Lake']);
});

it('sums files and bytes of all tiers', () => {
  expect(wayOfSpan(stats({})).at(-1)).toMatchObject({ name: 'Lake', first: '2 files, 10.0 kB' });
});

it('has freshness by the minute, a minute without spans as a gap', () => {
  const minutes = [
    { startMs: 60_000, worstMs: 900 },
    { startMs: 180_000, worstMs: 1100 },
  ];
  const { ingest } = stats({});
  expect(freshMinutes({ ingest: { ...ingest!, writer: { freshness: { minutes } } } })).toEqual({
    times: ['1970-01-01T00:01:00.000Z', '1970-01-01T00:02:00.000Z', '1970-01-01T00:03:00.000Z'],
    worstMs: [900, null, 1100],
  });
  expect(freshMinutes({ ingest }).times).toEqual([]);
});
