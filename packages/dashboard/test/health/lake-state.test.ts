// Which part of a span's way is well.
import { expect, it } from 'vitest';
import { freshMinutes, type Stats, serverWords, wayOfSpan } from '../../src/health/lake-state.ts';

const tier = { files: 1, rows: 1200, sizeBytes: 5000 };
interface Change {
  readonly rejectedSpans?: number;
  readonly quarantined?: number;
  readonly isReadOnly?: boolean;
  readonly writer?: Record<string, unknown>;
  readonly notes?: readonly string[];
}
const stats = (change: Change): Stats => ({
  ingest: change.isReadOnly
    ? null
    : {
        otlp: { requests: 3, spans: 1200, rejectedSpans: change.rejectedSpans ?? 0, bodyBytes: 9, errors: {} },
        writer: change.writer ?? {},
      },
  lake: {
    landing: tier,
    tail: { files: 0, rows: 0, sizeBytes: 0 },
    compacted: tier,
    minStartTimeUnixNano: null,
    maxStartTimeUnixNano: null,
    newestStartTimeUnixNano: null,
    days: [],
    notes: change.notes ?? [],
    quarantined: { files: change.quarantined ?? 0, sizeBytes: 0, paths: [] },
  },
  queries: { running: 0, done: 0, failed: 0, left: 0, started: 0, bytesScanned: 0, costUsd: 0 },
});
const toLookAt = (of: Stats): readonly string[] =>
  wayOfSpan(of)
    .filter(({ isWell }) => isWell === false)
    .map(({ name }) => name);
const judged = (of: Stats): readonly string[] =>
  wayOfSpan(of)
    .filter(({ isWell }) => isWell !== null)
    .map(({ name }) => name);

it('says where something is to be looked at', () => {
  expect(toLookAt(stats({}))).toEqual([]);
  expect(toLookAt(stats({ isReadOnly: true }))).toEqual([]);
  expect(toLookAt(stats({ rejectedSpans: 2 }))).toEqual(['Ingest']);
  expect(toLookAt(stats({ quarantined: 1 }))).toEqual(['Lake']);
  const note = '120 acknowledged spans cannot be shown yet: the disk is full';
  expect(toLookAt(stats({ notes: [note] }))).toEqual(['Last minute']);
  expect(toLookAt(stats({ writer: { freshness: { lagMs: 42_000 } } }))).toEqual(['Last minute']);
  expect(toLookAt(stats({ writer: { freshness: { lagMs: 900 }, rollError: null } }))).toEqual([]);
  expect(toLookAt(stats({ writer: { rollError: 'no space' } }))).toEqual(['Landed']);
  const trouble = { code: 'disk_full', message: 'no space', hint: 'Make some.' };
  expect(toLookAt(stats({ writer: { trouble } }))).toEqual(['Ingest', 'Landed']);
  expect(toLookAt(stats({ writer: { trouble: null } }))).toEqual([]);
  expect(toLookAt(stats({ notes: ['"landing/a.parquet" is left out: it is no file.'] }))).toEqual(['Landed']);
  expect(toLookAt(stats({ notes: ['"compacted/a.parquet" is left out: it is gone.'] }))).toEqual(['Compacted']);
});

it('judges no part that a bucket without a writer has not', () => {
  expect(judged(stats({}))).toEqual(['Ingest', 'Last minute', 'Landed', 'Compacted', 'Lake']);
  expect(judged(stats({ isReadOnly: true }))).toEqual(['Landed', 'Compacted', 'Lake']);
});

it('takes spans only where there is an address for them', () => {
  expect(serverWords({ status: 'ok', otlpUrl: 'http://127.0.0.1:4318' })).toEqual(['takes spans', 'ok']);
  expect(serverWords({ status: 'ok', otlpUrl: null })).toEqual(['answers questions', 'plain']);
  expect(serverWords({ status: 'failing', otlpUrl: null })).toEqual(['failing', 'error']);
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
