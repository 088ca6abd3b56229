// A log that loses rows while its server runs, before they land: cut, damaged or deleted behind the server's back.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SPANS_TABLE } from '@tracelake/schema';
import { expect, it, vi } from 'vitest';
import { LakeReader } from '../../src/lake-reader.ts';
import type { LakeWriter } from '../../src/log/lake-writer.ts';
import { recordedLosses } from '../../src/loss-record.ts';
import { LostLanding } from '../../src/lost-landing.ts';
import { quarantinedFiles } from '../../src/quarantine.ts';
import { fileError } from '../../src/storage/file-error.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import {
  append,
  bodyOf,
  flip,
  ManualClock,
  newFolder,
  openWriter,
  recordsOf,
  spanIds,
  spanIdsIn,
  visibleSpanIds,
} from './lake-fixture.ts';
import { copyOf, pass } from './lake-model.ts';

const LOG = 'wal/log/000000000002.log';
const TAIL = 'wal/tail/spans-000000000002.parquet';
const ASIDE = `wal/quarantine/${LOG}`;

const firstRecord = async (log: string) => (await recordsOf(log))[0]!;

const harms: [string, (log: string) => Promise<void>][] = [
  ['deleted', (log) => rm(log)],
  ['emptied', (log) => writeFile(log, '')],
  ['cut within a record', async (log) => writeFile(log, (await readFile(log)).subarray(0, -10))],
  [
    'cut behind a record',
    async (log) => writeFile(log, (await readFile(log)).subarray(0, (await firstRecord(log)).end)),
  ],
  [
    'zeros from a record on',
    async (log) => writeFile(log, (await readFile(log)).fill(0, (await firstRecord(log)).end)),
  ],
  ['with a bit of a record flipped', async (log) => flip(log, (await firstRecord(log)).start + 5)],
];

// By a clock of its own: at the end of a real minute the writer would land by itself.
const clock = new ManualClock();

/** Three logs of two bodies, all shown; the second is the one that will be harmed. */
async function withShownLogs(): Promise<{ folder: string; writer: LakeWriter }> {
  const folder = await newFolder();
  const writer = await openWriter(folder, { clock });
  for (const first of [0, 4, 8]) {
    await append(writer, bodyOf(first, 2));
    await append(writer, bodyOf(first + 2, 2));
    await writer.refresh();
  }
  return { folder, writer };
}

it.each(harms)('has every row that was shown once, tells of it, and sets the log aside: %s', async (how, harm) => {
  const { folder, writer } = await withShownLogs();
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, listingTtlMs: 3_600_000 });
  expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 12));
  await harm(join(folder, LOG));
  await writer.land();
  expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 12));
  const quarantined = how === 'deleted' ? null : ASIDE;
  const reason = expect.stringMatching(/lacks [24] acknowledged spans, all of which came from their tail/);
  const { damage, landing } = writer.stats();
  expect(damage).toMatchObject([{ sequence: 2, reason, quarantined }]);
  expect(landing.rows).toBe(12);
  expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual(quarantined === null ? [] : [quarantined]);
  // As it goes on, and as the next one starts.
  expect(await append(writer, bodyOf(4, 2))).toMatchObject({ duplicate: true });
  await append(writer, bodyOf(12, 2));
  await writer.close();
  const next = await openWriter(folder, { clock });
  expect(await append(next, bodyOf(6, 2))).toMatchObject({ duplicate: true });
  expect(next.stats().damage).toEqual([]);
  await next.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 14));
});

it('waits while the disk fails for the tail: it is there, and still shown', async () => {
  const { folder, writer } = await withShownLogs();
  await rm(join(folder, LOG));
  const get = FolderStorage.prototype.get;
  const eio = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  const disk = vi.spyOn(FolderStorage.prototype, 'get').mockImplementation(async function (this: FolderStorage, path) {
    if (path === TAIL) throw fileError(eio, path);
    return get.call(this, path);
  });
  await writer.land().catch(() => undefined);
  disk.mockRestore();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 12));
  await writer.close();
  expect(writer.stats().damage).toMatchObject([{ reason: expect.stringMatching(/all of which came from their tail/) }]);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 12));
});

it('where its tail is damaged too, lands what it still has, and tells what it lacks', async () => {
  const { folder, writer } = await withShownLogs();
  const log = join(folder, LOG);
  await writeFile(log, (await readFile(log)).subarray(0, (await firstRecord(log)).end));
  await flip(join(folder, TAIL));
  await writer.close();
  const reason = expect.stringMatching(/lacks 2 acknowledged spans, which their tail had/);
  expect(writer.stats().damage).toMatchObject([{ sequence: 2, reason, quarantined: `wal/quarantine/${TAIL}` }]);
  expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 6), ...spanIds(8, 4)]);
});

it.each([
  ['deleted', /is gone: it lacks 4 acknowledged spans/, 0],
  ['cut behind a record', /is cut off: it lacks 2 acknowledged spans/, 2],
])('that nobody was shown yet is told of: %s', async (how, reason, rows) => {
  const folder = await newFolder();
  const writer = await openWriter(folder, { clock });
  await append(writer, bodyOf(0, 2));
  await append(writer, bodyOf(2, 2));
  await harms.find(([name]) => name === how)![1](join(folder, 'wal/log/000000000001.log'));
  await writer.close();
  expect(writer.stats().damage).toMatchObject([{ sequence: 1, reason: expect.stringMatching(reason) }]);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, rows));
});

it.each([
  ['deleted', 'Log 2: the log file is gone: it lacks 4 acknowledged spans'],
  ['emptied', 'Log 2: "wal/log/000000000002.log" is cut off or damaged: it lacks 4 acknowledged spans'],
])('of which nothing is left, nor of its tail, is told of after a restart, too: %s', async (how, text) => {
  const { folder, writer } = await withShownLogs();
  await harms.find(([name]) => name === how)![1](join(folder, LOG));
  await rm(join(folder, TAIL));
  await writer.close();
  const quarantined = 'wal/quarantine/000000000002-0.lost';
  const told = [{ path: quarantined, text }];
  expect(writer.stats().damage).toMatchObject([{ sequence: 2, quarantined }]);
  expect(await recordedLosses(new FolderStorage(folder))).toEqual(told);
  const next = await openWriter(folder, { clock });
  await next.close();
  expect(await recordedLosses(new FolderStorage(folder))).toEqual(told);
  expect(await new LostLanding(folder, SPANS_TABLE.name).note()).toBe(`${text} ("${quarantined}").`);
  expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 4), ...spanIds(8, 4)]);
});

it.each(['deleted', 'emptied'])(
  'is told of where the quarantine takes nothing, and the rest lands: %s',
  async (how) => {
    const folder = await newFolder();
    const writer = await openWriter(folder, { clock });
    await append(writer, bodyOf(0, 4));
    await harms.find(([name]) => name === how)![1](join(folder, 'wal/log/000000000001.log'));
    await rm(join(folder, 'wal/quarantine'), { recursive: true, force: true });
    await writeFile(join(folder, 'wal/quarantine'), '');
    await writer.land();
    await append(writer, bodyOf(4, 4));
    await writer.close();
    expect(writer.stats().damage).toMatchObject([
      { sequence: 1, reason: expect.stringContaining('it lacks 4 acknowledged spans'), quarantined: null },
    ]);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(4, 4));
  },
);

it('shows each row once wherever the server is killed while it is settled', async () => {
  const { folder, writer } = await withShownLogs();
  await rm(join(folder, LOG));
  let isLanded = false;
  const landing = writer.land().finally(() => {
    isLanded = true;
  });
  const copies: string[] = [];
  while (!isLanded) {
    await pass(4_000, () => isLanded);
    const copy = copyOf(folder, `copy-${copies.length}`);
    if (copy !== null) copies.push(copy);
  }
  await landing;
  expect(copies.length).toBeGreaterThan(0);
  for (const copy of copies) {
    expect(await visibleSpanIds(copy)).toEqual(spanIds(0, 12));
    await (await openWriter(copy)).close();
    expect(await visibleSpanIds(copy)).toEqual(spanIds(0, 12));
  }
  await writer.close();
}, 60_000);
