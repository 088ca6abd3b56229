// A real disk that becomes full at every step of the way: log, tail, its document, current.json, landing, what is remembered.
import { cpSync, mkdirSync, renameSync, rmSync, statfsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTracelakeError } from '@tracelake/schema';
import { mountSmallDisk } from '@tracelake/testkit';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import {
  append,
  bodyOf,
  codeOf,
  landingNames,
  ManualClock,
  namesIn,
  newFolder,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

const PAGE_BYTES = 4096;
/** More than all steps of one round take: the last rounds pass without a failure. */
const MAX_FREE_PAGES = 40;

const disk = mountSmallDisk(8 << 20, { env: process.env });
const diskOfFewFiles = mountSmallDisk(8 << 20, { inodes: 100, env: process.env });
afterAll(() => {
  disk?.remove();
  diskOfFewFiles?.remove();
});

it.skipIf(disk === null)(
  'wherever the disk becomes full, each acknowledged row is there once when space returns, without a restart',
  async () => {
    const folder = join(disk!.path, 'lake');
    const writer = await openWriter(folder);
    const failures = new Set<string>();
    const attempt = async (work: Promise<unknown>): Promise<boolean> => {
      try {
        await work;
        return true;
      } catch (error) {
        if (!isTracelakeError(error)) throw error;
        expect(error).toMatchObject({ code: 'disk_full', retryAfterSeconds: 5 });
        failures.add(/"([^"]*)"/.exec(error.message)?.[1]?.replace(/\d.*/, '') ?? error.message);
        return false;
      }
    };
    const acknowledged: string[] = [];
    for (let pages = 0; pages <= MAX_FREE_PAGES; pages++) {
      disk!.fill(pages * PAGE_BYTES);
      const first = 10 * pages;
      if (await attempt(append(writer, bodyOf(first, 5)))) acknowledged.push(...spanIds(first, 5));
      const wasShown = await attempt(writer.refresh());
      if (pages % 2 === 1) await attempt(writer.land());
      const shown = await visibleSpanIds(folder);
      // What is not shown yet is the newest; nothing is there twice.
      expect(shown).toEqual(acknowledged.slice(0, wasShown ? acknowledged.length : shown.length));
      disk!.empty();
    }
    await writer.land();
    expect(await visibleSpanIds(folder)).toEqual(acknowledged);
    expect(writer.stats()).toMatchObject({ trouble: null, damage: [], log: { unlandedBytes: 0 } });
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(acknowledged);
    expect([...failures].sort()).toEqual([
      'landing/spans/dt=',
      'wal/current.json',
      'wal/log',
      'wal/recent/',
      'wal/tail/spans-',
    ]);
  },
);

it.skipIf(disk === null)('where landing alone has no space, the log grows to its cap; then 503 says why', async () => {
  const folder = await newFolder();
  const landing = join(disk!.path, 'landing');
  mkdirSync(landing);
  symlinkSync(landing, join(folder, 'landing'));
  const writer = await openWriter(folder, { limits: { tailEveryMs: 50, landEveryMs: 100, unlandedLogBytes: 5_000 } });
  disk!.fill(0);
  await append(writer, bodyOf(0, 5, 2_000));
  await expect.poll(() => writer.stats().rollError, { timeout: 5_000 }).toContain('landing/');
  await expect(append(writer, bodyOf(5, 1))).rejects.toMatchObject({
    code: 'disk_full',
    message: expect.stringMatching(/bytes of the log have not landed; 5000 are the most\. No space to write "landing/),
    hint: expect.stringContaining('Free space'),
    retryAfterSeconds: 5,
  });
  disk!.empty();
  await writer.land();
  await append(writer, bodyOf(5, 1));
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
});

it.skipIf(diskOfFewFiles === null)('that has no inode left says so, and goes on when it has some again', async () => {
  const { path } = diskOfFewFiles!;
  const folder = join(path, 'lake');
  const writer = await openWriter(folder);
  const crowd = join(path, 'crowd');
  mkdirSync(crowd);
  for (let n = 0; statfsSync(path).ffree > 0; n++) writeFileSync(join(crowd, String(n)), '');
  const full = { code: 'disk_full', message: expect.stringContaining('No inode is left'), retryAfterSeconds: 5 };
  await expect(append(writer, bodyOf(0, 2))).rejects.toMatchObject(full);
  expect(writer.stats().trouble).toMatchObject({ hint: expect.stringContaining('df -i') });
  rmSync(crowd, { recursive: true });
  await append(writer, bodyOf(2, 2));
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(2, 2));
});

it.skipIf(disk === null)(
  'gets its space from hours that are no longer kept, though nothing can be written',
  async () => {
    const folder = join(disk!.path, 'kept-for-days');
    const clock = new ManualClock();
    const limits = { retentionDays: 2, tailEveryMs: 50, graceMs: 60_000 };
    const writer = await openWriter(folder, { clock, limits });
    for (let first = 0; first < 30; first += 3) {
      await append(writer, bodyOf(first, 3));
      await writer.land();
    }
    clock.advance(2 * 86_400_000);
    await append(writer, bodyOf(30, 3));
    disk!.fill(0);
    clock.advance(3_600_000);
    const later = <T>(look: () => T): T => {
      clock.advance(1_000);
      return look();
    };
    const old = new Set(spanIds(0, 30));
    const shownOnFullDisk = async () => {
      // Also what it frees otherwise is taken by others.
      disk!.fill(0);
      // The last rows may have got their tail before the disk was full.
      return (await visibleSpanIds(folder)).filter((id) => old.has(id));
    };
    await expect.poll(() => later(shownOnFullDisk), { timeout: 20_000, interval: 20 }).toEqual([]);
    expect(await landingNames(folder)).not.toEqual([]);
    const taken = () => codeOf(append(writer, bodyOf(33, 3)));
    await expect.poll(() => later(taken), { timeout: 20_000, interval: 20 }).toBe('none');
    await expect
      .poll(() => later(() => visibleSpanIds(folder)), { timeout: 20_000, interval: 20 })
      .toEqual(spanIds(30, 6));
    expect(writer.stats()).toMatchObject({ trouble: null, landing: { expiredFiles: 10 } });
    await writer.close();
    disk!.empty();
  },
);

/** As a snapshot of the file system has it: also the inodes are the same. */
function snapshotLake(lake: string, disk: string): string {
  const wanted = statSync(join(lake, 'wal')).ino;
  for (let n = 0; ; n++) {
    const path = join(disk, `made-${n}`);
    mkdirSync(path);
    const { ino } = statSync(path);
    if (ino > wanted) throw new Error(`No folder got the number ${wanted}.`);
    if (ino < wanted) continue;
    mkdirSync(join(disk, 'lake'));
    renameSync(path, join(disk, 'lake/wal'));
    cpSync(lake, join(disk, 'lake'), { recursive: true });
    return join(disk, 'lake');
  }
}

it.skipIf(disk === null)('a snapshot of the file system in its place is no folder of this writer', async () => {
  const snapshotDisk = mountSmallDisk(8 << 20, { env: process.env })!;
  onTestFinished(() => snapshotDisk.remove());
  const lake = join(disk!.path, 'snapshot-of-it');
  mkdirSync(lake);
  const place = join(await newFolder(), 'place');
  const lieAt = (target: string) => {
    rmSync(place, { force: true });
    symlinkSync(target, place);
  };
  lieAt(lake);
  const writer = await openWriter(place);
  await append(writer, bodyOf(0, 3));
  await writer.refresh();
  const snapshot = snapshotLake(lake, snapshotDisk.path);
  await append(writer, bodyOf(3, 3));
  lieAt(snapshot);
  expect(await codeOf(append(writer, bodyOf(6, 3)))).toBe('storage_unavailable');
  await expect(writer.land()).rejects.toMatchObject({ message: expect.stringContaining('a copy lies in its place') });
  expect(await namesIn(snapshot, 'landing')).toEqual([]);
  lieAt(lake);
  await append(writer, bodyOf(6, 3));
  await writer.close();
  expect(await visibleSpanIds(place)).toEqual(spanIds(0, 9));
});
