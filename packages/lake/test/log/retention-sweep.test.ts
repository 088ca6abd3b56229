// What a sweep deletes, where a crash has left another's work half done.
import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SPANS_TABLE } from '@tracelake/schema';
import { expect, it, vi } from 'vitest';
import { CatalogueStore } from '../../src/catalog/catalogue-store.ts';
import { firstCurrent } from '../../src/current-document.ts';
import { CurrentPublisher } from '../../src/log/current-publisher.ts';
import { ExpiredHours } from '../../src/log/expired-hours.ts';
import { deleteExpired } from '../../src/log/retention-sweep.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { append, bodyOf, codeOf, ManualClock, newFolder, openWriter, spanIds, visibleSpanIds } from './lake-fixture.ts';

const OLD = 'spans/dt=2026-11-20/hour=17';
const goesOn = () => false;
const KEPT = 'spans/dt=2026-11-20/hour=18';

async function withHours(): Promise<string> {
  const folder = await newFolder();
  for (const hour of [OLD, KEPT]) {
    for (const [part, name] of [
      ['landing', 'a.parquet'],
      ['catalog', 'a.json'],
      ['catalog', '_hour.json.gz'],
    ] as const) {
      await mkdir(join(folder, part, hour), { recursive: true });
      await writeFile(join(folder, part, hour, name), '');
    }
  }
  return folder;
}

it.each([
  ['nothing', [], 1],
  ['its files', [`landing/${OLD}/a.parquet`], 0],
  ['its files and their folder', [`landing/${OLD}`], 0],
  ['its files and a document', [`landing/${OLD}/a.parquet`, `catalog/${OLD}/a.json`], 0],
])('leaves nothing of an hour of which one before has deleted %s', async (_, gone, files) => {
  const folder = await withHours();
  for (const path of gone) await rm(join(folder, path), { recursive: true });
  const place = { storage: new FolderStorage(folder), table: 'spans', assertOwned: () => undefined };
  expect(await deleteExpired(place, '2026-11-20T18', goesOn)).toBe(files);
  for (const part of ['landing', 'catalog']) {
    expect(await readdir(join(folder, part, 'spans/dt=2026-11-20'))).toEqual(['hour=18']);
  }
  expect(await readdir(join(folder, 'catalog', KEPT))).toHaveLength(2);
});

it.each([0, 1, 2])('deletes nothing more once the folder is another writer’s: after %i files', async (owned) => {
  const folder = await withHours();
  let looks = 0;
  const assertOwned = () => {
    if (looks++ >= owned) throw new Error('taken over');
  };
  const place = { storage: new FolderStorage(folder), table: 'spans', assertOwned };
  await expect(deleteExpired(place, '2026-11-20T18', goesOn)).rejects.toThrow('taken over');
  const left = await Promise.all(['landing', 'catalog'].map((part) => readdir(join(folder, part, OLD))));
  expect(left.flat()).toHaveLength(3 - owned);
});

it('hides nothing, either: what it would publish is older than what the new one has', async () => {
  const storage = new FolderStorage(await newFolder());
  const clock = new ManualClock();
  const publisher = new CurrentPublisher(storage.folder, firstCurrent('spans', 'lake'));
  const assertOwned = () => {
    throw new Error('taken over');
  };
  const hours = new ExpiredHours({
    storage,
    table: 'spans',
    publisher,
    clock,
    assertOwned,
    retentionDays: 1,
    graceMs: 0,
  });
  await expect(hours.hide()).rejects.toThrow('taken over');
  expect(await storage.head('wal/current.json')).toBeNull();
});

it('is ended at the next file by the stop of the writer that has begun it, and by the next one', async () => {
  const folder = await newFolder();
  const clock = new ManualClock();
  const hour = join(folder, 'landing', OLD);
  await mkdir(hour, { recursive: true });
  for (let n = 0; n < 30; n++) await writeFile(join(hour, `${n}.parquet`), '');
  const limits = { retentionDays: 1, graceMs: 1_000, tailEveryMs: 50 };
  const left = async () => (await readdir(hour).catch(() => [])).length;
  const isHidden = async () => (await readFile(join(folder, 'wal/current.json'), 'utf8')).includes('2026-11-21');
  const start = async () => {
    const writer = await openWriter(folder, { clock, limits });
    await expect.poll(isHidden).toBe(true);
    return writer;
  };
  const writer = await start();
  // The first file that goes stops it.
  const stopped = new Promise<void>((resolve, reject) => {
    const remove = FolderStorage.prototype.delete;
    vi.spyOn(FolderStorage.prototype, 'delete').mockImplementation(async function (this: FolderStorage, path) {
      if (path.startsWith('landing')) writer.close().then(resolve, reject);
      return remove.call(this, path);
    });
  });
  clock.advance(1_001);
  await stopped;
  vi.restoreAllMocks();
  expect(await left()).toBe(29);
  expect(writer.stats().landing.expiredFiles).toBe(1);
  const next = await start();
  clock.advance(1_001);
  await expect.poll(left).toBe(0);
  await next.close();
});

/** Ready to delete three files of an old hour. @param aheadMs of its clock */
async function sweepOnSilentDisk(aheadMs = 0) {
  const folder = await newFolder();
  const clock = new ManualClock();
  clock.wallMs += aheadMs;
  const hour = join(folder, 'landing', OLD);
  await mkdir(hour, { recursive: true });
  for (let n = 0; n < 3; n++) await writeFile(join(hour, `${n}.parquet`), '');
  const limits = { retentionDays: 1, graceMs: 1_000, tailEveryMs: 50 };
  const writer = await openWriter(folder, { clock, limits });
  await expect.poll(async () => readFile(join(folder, 'wal/current.json'), 'utf8')).toMatch(/"retainedFrom":"202/);
  // It gets rid of a file of the hour once it is told to.
  const disk = new EventEmitter();
  const remove = FolderStorage.prototype.delete;
  vi.spyOn(FolderStorage.prototype, 'delete').mockImplementation(async function (this: FolderStorage, path) {
    if (path.startsWith('landing')) await once(disk, 'answer');
    return remove.call(this, path);
  });
  clock.advance(1_001);
  await expect.poll(() => disk.listenerCount('answer')).toBe(1);
  const answer = () => disk.emit('answer');
  const answerAlways = () => {
    vi.restoreAllMocks();
    answer();
  };
  return { folder, clock, hour, writer, answer, answerAlways };
}

it('keeps no row waiting while it goes on: what comes is shown and lands', async () => {
  const { folder, clock, hour, writer, answerAlways } = await sweepOnSilentDisk();
  await append(writer, bodyOf(0, 2));
  await expect
    .poll(async () => {
      clock.advance(50);
      return writer.stats().tails.written;
    })
    .toBe(1);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  // The next minute's.
  clock.advance(60_000);
  await append(writer, bodyOf(2, 2));
  await expect
    .poll(async () => {
      clock.advance(50);
      return writer.stats().landing.rows;
    })
    .toBe(2);
  expect(await readdir(hour)).toHaveLength(3);
  answerAlways();
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});

it('keeps no row from landing where the writer stops and the disk hangs with it, and the folder from others until it answers', async () => {
  const { folder, hour, writer, answerAlways } = await sweepOnSilentDisk();
  await append(writer, bodyOf(0, 2));
  const closed = writer.close();
  await expect.poll(() => writer.stats().landing.rows).toBe(2);
  expect(writer.stats().running).toMatchObject([{ step: 'cleanup' }]);
  expect(await codeOf(openWriter(folder))).toBe('folder_locked');
  answerAlways();
  await closed;
  expect(await readdir(hour)).toHaveLength(2);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  await (await openWriter(folder)).close();
});

it('is no step that runs while it only waits for the roll: a stop would be taken to hang with it', async () => {
  const folder = await newFolder();
  const clock = new ManualClock();
  const disk = new EventEmitter();
  const put = FolderStorage.prototype.put;
  vi.spyOn(FolderStorage.prototype, 'put').mockImplementation(async function (this: FolderStorage, path, ...rest) {
    if (path.startsWith('landing')) await once(disk, 'answer');
    return put.call(this, path, ...rest);
  });
  const writer = await openWriter(folder, { clock, limits: { segmentBytes: 1, tailEveryMs: 50 } });
  for (let n = 0; n < 2; n++) {
    // The minute before lands, and while it does, the next one's comes.
    await append(writer, bodyOf(2 * n, 2));
    clock.advance(120_000);
    await expect.poll(() => disk.listenerCount('answer')).toBe(1);
    await append(writer, bodyOf(10 + 2 * n, 2));
    clock.advance(120_000);
    disk.emit('answer');
    await expect.poll(() => disk.listenerCount('answer')).toBe(1);
    expect(writer.stats().running.map(({ step }) => step)).toEqual(['landing']);
  }
  vi.restoreAllMocks();
  disk.emit('answer');
  await writer.close();
  expect(await visibleSpanIds(folder)).toHaveLength(8);
});

it('ends at the next file where a clock that was a year ahead is set right: what has landed since is shown', async () => {
  const yearMs = 365 * 86_400_000;
  const { folder, clock, hour, writer, answer, answerAlways } = await sweepOnSilentDisk(yearMs);
  clock.wallMs -= yearMs;
  await append(writer, bodyOf(0, 2));
  await writer.land();
  expect(await visibleSpanIds(folder)).toEqual([]);
  answer();
  await expect.poll(() => visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  expect(await readdir(hour)).toHaveLength(2);
  // As old as they are, they go a grace period later.
  answerAlways();
  clock.advance(1_001);
  await expect.poll(() => readdir(hour).catch(() => [])).toEqual([]);
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
});

it('leaves the bundle of an hour, too, to the next start', async () => {
  const folder = await withHours();
  const storage = new FolderStorage(folder);
  const files = Array.from({ length: 9 }, (_, n) => ({ path: `landing/${KEPT}/${n}.parquet`, sizeBytes: 1 }));
  let asked = 0;
  const isStopping = () => ++asked > 2;
  const catalogue = new CatalogueStore(storage, SPANS_TABLE);
  const read = vi.spyOn(FolderStorage.prototype, 'get');
  expect(await catalogue.bundleClosedHours(files, Date.UTC(2026, 10, 22), isStopping)).toEqual([]);
  const documents = read.mock.calls.map(([path]) => path).filter((path) => /\/\d\.(json|parquet)$/.test(path));
  vi.restoreAllMocks();
  expect(new Set(documents).size).toBeLessThan(3);
});
