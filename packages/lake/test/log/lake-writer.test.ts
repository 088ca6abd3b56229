// The writer as a whole, with the real decoder and Parquet writer: what it acknowledges, shows, refuses and forgets.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { WriterLimits } from '../../src/log/writer-limits.ts';
import {
  abandon,
  append,
  bodyOf,
  bodyOfKeys,
  codeOf,
  landingNames,
  ManualClock,
  namesIn,
  newFolder,
  openReader,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

describe('LakeWriter', () => {
  it('answers with what the decoder found', async () => {
    const writer = await openWriter(await newFolder());
    expect(await append(writer, bodyOf(0, 3))).toEqual({ rows: 3, rejected: 0, message: '', duplicate: false });
    expect(writer.stats()).toMatchObject({ acknowledged: { requests: 1, rows: 3 }, log: { groupCommits: 1 } });
    await writer.close();
  });

  it('shows rows in a tail, then in landing, once at every step', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const writer = await openWriter(folder, { clock });
    await append(writer, bodyOf(0, 10));
    expect(await visibleSpanIds(folder)).toEqual([]);
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10));
    await append(writer, bodyOf(10, 10));
    await writer.refresh();
    expect(await namesIn(folder, 'wal/tail')).toHaveLength(4);
    clock.advance(60_000);
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 20));
    expect(writer.stats()).toMatchObject({ tails: { live: 0, written: 2 }, landing: { files: 1, rows: 20 } });
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
    const [name] = await landingNames(folder);
    expect(name).toMatch(/^spans\/dt=2026-11-22\/hour=17\/20261122T170500Z-[0-9a-f]{12}-0{11}1-0{11}2\.parquet$/);
    await writer.close();
  });

  it('lands a log file with the minute of its first body', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const writer = await openWriter(folder, { clock });
    clock.advance(59_900);
    await append(writer, bodyOf(0, 2));
    clock.advance(200);
    await append(writer, bodyOf(2, 2));
    await writer.refresh();
    await append(writer, bodyOf(4, 2));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    const names = await landingNames(folder);
    expect(names.map((name) => /\/(\d{8}T\d{6})Z/.exec(name)![1])).toEqual(['20261122T170559', '20261122T170600']);
    expect(writer.stats().landing).toMatchObject({ files: 2, rows: 6 });
  });

  it('lands what is enough for a row group as it was encoded for its tail, and the rest together', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder, { limits: { rowGroupRows: 5 } });
    for (const [first, count] of [
      [0, 5],
      [5, 1],
      [6, 2],
      [8, 9],
    ] as const) {
      await append(writer, bodyOf(first, count));
      await writer.refresh();
      expect(await visibleSpanIds(folder)).toEqual(spanIds(0, first + count));
    }
    await writer.land();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 17));
    const [name] = await landingNames(folder);
    const bytes = await readFile(join(folder, 'landing', name!));
    const { row_groups: groups } = parquetMetadata(new Uint8Array(bytes).buffer);
    expect(groups.map((group) => Number(group.num_rows))).toEqual([5, 3, 9]);
    await writer.close();
  });

  it('lands everything when it closes, and goes on where it ended', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 5));
    await first.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 5));
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
    const second = await openWriter(folder);
    await append(second, bodyOf(5, 5));
    await second.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10));
    expect(await codeOf(append(second, bodyOf(10, 1)))).toBe('shutting_down');
  });

  it('recovers what was acknowledged and never shown', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 7));
    await abandon(folder);
    const snapshot = await (await openReader(folder)).snapshot();
    expect(snapshot.files).toEqual([]);
    expect(snapshot.notes?.join()).toMatch(/hold spans that have not landed/);
    const second = await openWriter(folder);
    expect(second.stats().recovered).toEqual({ logs: 1, rows: 7 });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    await second.close();
  });

  it('recovers tails that were shown without showing them twice', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 7));
    await first.refresh();
    await abandon(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    const second = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    await second.close();
    expect(await landingNames(folder)).toHaveLength(1);
  });

  it('refuses a malformed body and keeps its neighbours', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const broken = bodyOf(100, 4).subarray(0, -3);
    const results = await Promise.all([
      codeOf(append(writer, bodyOf(0, 2))),
      codeOf(append(writer, broken)),
      codeOf(append(writer, bodyOf(2, 2))),
    ]);
    expect(results).toEqual(['none', 'malformed_body', 'none']);
    await abandon(folder);
    const second = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(second.stats().damage).toEqual([]);
    await second.close();
  });

  it('answers a body without rows and logs nothing', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    expect(await append(writer, new Uint8Array(0))).toMatchObject({ rows: 0, duplicate: false });
    await writer.close();
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
  });

  it('stores a body larger than a segment', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 40, 10_000));
    await append(writer, bodyOf(40, 1));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 41));
  });

  it('commits many bodies with few syncs', async () => {
    const writer = await openWriter(await newFolder(), { limits: { segmentBytes: 1 << 20 } });
    await Promise.all(Array.from({ length: 200 }, (_, n) => append(writer, bodyOf(n, 1))));
    expect(writer.stats().log.groupCommits).toBeLessThan(20);
    await writer.close();
  });

  it('tells senders to wait when the roll falls behind', async () => {
    const writer = await openWriter(await newFolder(), { limits: { unlandedLogBytes: 5_000 } });
    for (let n = 0; n < 20; n++) {
      await append(writer, bodyOf(n, 1, 500)).catch(() => undefined);
      await writer.refresh();
    }
    await expect(append(writer, bodyOf(99, 1))).rejects.toMatchObject({ code: 'too_busy', retryAfterSeconds: 5 });
    await writer.land();
    expect((await append(writer, bodyOf(99, 1))).rows).toBe(1);
    await writer.close();
  });
});

describe('back pressure', () => {
  it('goes by what there is to write, not by bytes alone, and ends once it is written', async () => {
    const writer = await openWriter(await newFolder(), { limits: { segmentWeight: 1, waitingWeight: 5 } });
    const results: string[] = [];
    for (let n = 0; n < 12; n++) results.push(await codeOf(append(writer, bodyOf(20 * n, 5))));
    expect(results[0]).toBe('none');
    expect(results.at(-1)).toBe('too_busy');
    await expect(append(writer, bodyOf(999, 1))).rejects.toMatchObject({ retryAfterSeconds: 1 });
    await writer.refresh();
    expect(await codeOf(append(writer, bodyOf(999, 1)))).toBe('none');
    await writer.close();
  });
});

describe('a body of very many keys', () => {
  it('shares its segment with none that comes after it, which would cost more there', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder, { limits: { segmentBytes: 1 << 22 } });
    await append(writer, bodyOfKeys(40_000));
    await append(writer, bodyOf(1, 5));
    await append(writer, bodyOf(6, 5));
    expect((await namesIn(folder, 'wal/log')).length).toBe(2);
    await writer.close();
    expect((await visibleSpanIds(folder)).length).toBe(11);
  });
});

describe('retention', () => {
  it('hides old hours at once and deletes them after the grace period', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const limits = { retentionDays: 2, tailEveryMs: 50, graceMs: 60_000 };
    const writer = await openWriter(folder, { clock, limits });
    await append(writer, bodyOf(0, 3));
    await writer.land();
    clock.advance(3 * 86_400_000);
    await append(writer, bodyOf(3, 3));
    await writer.land();
    await expect.poll(() => visibleSpanIds(folder)).toEqual(spanIds(3, 3));
    expect(await landingNames(folder)).toHaveLength(2);
    clock.advance(60_000);
    await expect.poll(() => writer.stats().landing.expiredFiles).toBe(1);
    expect(await landingNames(folder)).toHaveLength(1);
    expect(await readdir(join(folder, 'landing/spans'))).toEqual(['dt=2026-11-25']);
    expect(await readdir(join(folder, 'catalog/spans'))).toEqual(['dt=2026-11-25']);
    await writer.close();
  });

  it('shows what comes after the clock was a year ahead, and what came before unless that lasted', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const limits = { retentionDays: 2, tailEveryMs: 50, graceMs: 60_000 };
    await land(folder, clock, limits, bodyOf(0, 3));
    clock.wallMs += YEAR_MS;
    const ahead = await openWriter(folder, { clock, limits });
    await expect.poll(() => visibleSpanIds(folder)).toEqual([]);
    await ahead.close();
    clock.wallMs -= YEAR_MS;
    await land(folder, clock, limits, bodyOf(3, 3));
    const writer = await openWriter(folder, { clock, limits });
    await expect.poll(() => visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    clock.advance(60_000);
    await append(writer, bodyOf(6, 1));
    await writer.land();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    await writer.close();
  });

  it('keeps what came while the clock was a year behind', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const limits = { retentionDays: 2, tailEveryMs: 50, graceMs: 0 };
    await land(folder, clock, limits, bodyOf(0, 3));
    clock.wallMs -= YEAR_MS;
    await land(folder, clock, limits, bodyOf(3, 3));
    clock.wallMs += YEAR_MS;
    await land(folder, clock, limits, bodyOf(6, 3));
    const writer = await openWriter(folder, { clock, limits });
    await append(writer, bodyOf(9, 1));
    await writer.land();
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10));
    expect(await landingNames(folder)).toHaveLength(4);
  });

  it('shows hours again that are not deleted yet, where more is to be kept', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    await land(folder, clock, {}, bodyOf(0, 3));
    clock.advance(3 * 86_400_000);
    const strict = await openWriter(folder, { clock, limits: { retentionDays: 2, tailEveryMs: 50 } });
    await expect.poll(() => visibleSpanIds(folder)).toEqual([]);
    await strict.close();
    const lax = await openWriter(folder, { clock, limits: { tailEveryMs: 50 } });
    await expect.poll(() => visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    await lax.close();
  });
});

const YEAR_MS = 365 * 86_400_000;

async function land(
  folder: string,
  clock: ManualClock,
  limits: Partial<WriterLimits>,
  body: Uint8Array,
): Promise<void> {
  const writer = await openWriter(folder, { clock, limits });
  await append(writer, body);
  await writer.close();
}
