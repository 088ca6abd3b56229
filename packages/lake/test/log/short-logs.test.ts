// Logs that lack rows of their tails, because they were cut, damaged or deleted: the tail lands in the log's stead.
import { cp, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SPANS_TABLE } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { decodeCurrent, encodeCurrent } from '../../src/current-document.ts';
import { LakeReader } from '../../src/lake-reader.ts';
import { recordedLosses } from '../../src/loss-record.ts';
import { quarantinedFiles } from '../../src/quarantine.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import {
  abandon,
  append,
  bodyOf,
  codeOf,
  flip,
  killedFolder,
  landingNames,
  ManualClock,
  namesIn,
  newFolder,
  openWriter,
  recordsOf,
  spanIds,
  spanIdsIn,
  stubbornDisk,
  visibleSpanIds,
} from './lake-fixture.ts';

async function cutBehindFirst(log: string): Promise<Uint8Array> {
  const [first] = await recordsOf(log);
  return (await readFile(log)).subarray(0, first!.end);
}

const harms: [string, (log: string) => Promise<void>][] = [
  ['gone', (log) => rm(log)],
  ['empty', (log) => writeFile(log, '')],
  ['cut within a record', async (log) => writeFile(log, (await readFile(log)).subarray(0, -10))],
  ['cut behind a record', async (log) => writeFile(log, await cutBehindFirst(log))],
];

it.each(harms)(
  'has rows that were shown and that the log has lost from their tail, each once, and tells of it: %s',
  async (how, harm) => {
    const folder = await killedFolder(0, 2, 'refresh', 4);
    await harm(join(folder, 'wal/log/000000000001.log'));
    const next = await openWriter(folder);
    const quarantined = how === 'gone' ? null : 'wal/quarantine/wal/log/000000000001.log';
    const reason = expect.stringMatching(/lacks [24] acknowledged spans, all of which came from their tail/);
    expect(next.stats().damage).toMatchObject([{ sequence: 1, reason, quarantined }]);
    expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual(quarantined === null ? [] : [quarantined]);
    await next.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await next.close();
    const again = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(again.stats().damage).toEqual([]);
    await again.close();
  },
);

const cuts = harms.filter(([how]) => how.startsWith('cut'));

it.each(cuts)('keeps what the log still has where a bit of the tail is flipped too: %s', async (_, harm) => {
  const folder = await killedFolder(0, 2, 'refresh');
  await harm(join(folder, 'wal/log/000000000001.log'));
  await flip(join(folder, 'wal/tail/spans-000000000001.parquet'));
  const next = await openWriter(folder);
  const quarantined = 'wal/quarantine/wal/tail/spans-000000000001.parquet';
  expect(next.stats().damage).toMatchObject([{ sequence: 1, quarantined }]);
  await next.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
});

it.each([
  ['as a start that was killed behind it has', 'wal/quarantine/wal/log/000000000001.log'],
  ['by hand, as a start has told', 'wal/quarantine/000000000001.log'],
])('says where the log lies that is not in its place, since it was set aside: %s', async (_, quarantined) => {
  const folder = await killedFolder(0, 2, 'refresh');
  await mkdir(join(folder, dirname(quarantined)), { recursive: true });
  await rename(join(folder, 'wal/log/000000000001.log'), join(folder, quarantined));
  const next = await openWriter(folder);
  expect(next.stats().damage).toMatchObject([{ sequence: 1, quarantined }]);
  await next.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});

it('that has lost its tail, too, and of which nothing is left is told of by each start to come', async () => {
  const folder = await killedFolder(0, 2, 'refresh');
  await rm(join(folder, 'wal/log/000000000001.log'));
  await rm(join(folder, 'wal/tail/spans-000000000001.parquet'));
  for (let start = 0; start < 2; start++) await (await openWriter(folder)).close();
  expect(await recordedLosses(new FolderStorage(folder))).toEqual([
    {
      path: 'wal/quarantine/000000000001-0.lost',
      text: 'Log 1: the log file is gone: it lacks 4 acknowledged spans',
    },
  ]);
});

it.each([
  ['whole', 4],
  ['half written', 2],
])('goes on where a start ended behind a tail that had landed, %s, and that is damaged since', async (how, rows) => {
  const folder = await killedFolder(0, 2, 'refresh');
  const log = join(folder, 'wal/log/000000000001.log');
  await writeFile(log, await cutBehindFirst(log));
  const before = `${folder}-before`;
  await cp(folder, before, { recursive: true, preserveTimestamps: true });
  await (await openWriter(folder)).close();
  await cp(join(folder, 'landing'), join(before, 'landing'), { recursive: true });
  if (how !== 'whole') {
    const [landed] = (await landingNames(before)).map((name) => join(before, 'landing', name));
    await writeFile(landed!, (await readFile(landed!)).subarray(0, 100));
  }
  const tail = join(before, 'wal/tail/spans-000000000001.parquet');
  const { atime, mtime } = await stat(tail);
  await flip(tail);
  await utimes(tail, atime, mtime);
  await (await openWriter(before)).close();
  expect(await visibleSpanIds(before)).toEqual(spanIds(0, rows));
  expect(await landingNames(before)).toHaveLength(1);
});

/** The folder of a killed server: log 1 lacks its second body, log 2 was not shown. */
async function withShortLog(): Promise<string> {
  const folder = await killedFolder(0, 2, 'refresh', 4);
  const log = join(folder, 'wal/log/000000000001.log');
  await writeFile(log, await cutBehindFirst(log));
  return folder;
}

describe('a start that was killed while a tail landed', () => {
  /** The tail lies in landing, and `current.json` lists it still. */
  async function halfLanded(): Promise<{ folder: string; after: string }> {
    const folder = await withShortLog();
    const after = `${folder}-after`;
    await cp(folder, after, { recursive: true, preserveTimestamps: true });
    await (await openWriter(after)).close();
    const [landed] = (await landingNames(after)).filter((name) => name.includes('-tail-'));
    await cp(join(after, 'landing', landed!), join(folder, 'landing', landed!));
    return { folder, after };
  }

  it('shows its rows once, and so does the next one', async () => {
    const { folder } = await halfLanded();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    const next = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });

  it.each<[string, (tail: string) => Promise<void>]>([
    ['that is of another time now, as a copy is', (tail) => utimes(tail, 1_000_000_000, 1_000_000_000)],
    ['that is gone now', (tail) => rm(tail)],
  ])('shows them once, of a tail %s', async (_, harm) => {
    const { folder } = await halfLanded();
    await harm(join(folder, 'wal/tail/spans-000000000001.parquet'));
    await (await openWriter(folder)).close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect((await landingNames(folder)).filter((name) => name.includes('-tail-'))).toHaveLength(1);
  });

  it('shows them once where current.json is gone too, and the log is there still', async () => {
    const { folder } = await halfLanded();
    await rm(join(folder, 'wal/current.json'));
    const next = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual([
      'wal/quarantine/wal/log/000000000001.log',
    ]);
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });
});

it('are shown once to who looked a moment before, and looks again', async () => {
  const folder = await withShortLog();
  await rm(join(folder, 'wal/log/000000000002.log'));
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, listingTtlMs: 3_600_000 });
  expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 4));
  const next = await openWriter(folder);
  expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 4));
  await next.close();
});

it('leave their numbers to nobody', async () => {
  const folder = await killedFolder(0, 'refresh');
  await rm(join(folder, 'wal/log/000000000001.log'));
  // Lands the tail, and nothing else.
  await openWriter(folder);
  await abandon(folder);
  await rm(join(folder, 'wal/tail'), { recursive: true });
  const next = await openWriter(folder);
  await append(next, bodyOf(2, 2));
  expect(await namesIn(folder, 'wal/log')).toEqual(['000000000002.log']);
  await next.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});

describe('a body that a failing disk kept in a log, and that came again', () => {
  // By a clock of its own: at the end of a real minute the writer would land what the crash is to leave.
  const clock = new ManualClock();

  /** Log 1: bodies that were shown, one of them damaged since, then the refused one. Log 2: that one again, acknowledged. */
  async function withTwoFaults(firstRows: number): Promise<string> {
    const folder = await newFolder();
    const disk = stubbornDisk();
    const writer = await openWriter(folder, { clock, openLogFile: disk.openLogFile });
    await append(writer, bodyOf(0, firstRows));
    await append(writer, bodyOf(10, 2));
    disk.isFailing = true;
    expect(await codeOf(append(writer, bodyOf(20, 2)))).toBe('storage_unavailable');
    await writer.refresh();
    disk.isFailing = false;
    await append(writer, bodyOf(20, 2));
    await writer.refresh();
    await abandon(folder);
    const log = join(folder, 'wal/log/000000000001.log');
    await flip(log, (await recordsOf(log))[0]!.start + 5);
    return folder;
  }

  async function forgetEnds(folder: string): Promise<void> {
    const path = join(folder, 'wal/current.json');
    const current = decodeCurrent(await readFile(path), path);
    const tails = current.tails.map(({ sequence, file }) => ({ sequence, file }));
    await writeFile(path, encodeCurrent({ ...current, tails }));
  }

  const all = (firstRows: number) => [...spanIds(0, firstRows), ...spanIds(10, 2), ...spanIds(20, 2)];

  it.each([1, 2, 3])('is there, and so is the damaged one: %i rows of it', async (firstRows) => {
    const folder = await withTwoFaults(firstRows);
    const next = await openWriter(folder, { clock });
    expect(await visibleSpanIds(folder)).toEqual(all(firstRows));
    for (const from of [10, 20]) expect(await append(next, bodyOf(from, 2))).toMatchObject({ duplicate: true });
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual(all(firstRows));
  });

  it('is there too where an older version wrote current.json', async () => {
    const folder = await withTwoFaults(3);
    await forgetEnds(folder);
    await (await openWriter(folder, { clock })).close();
    expect(await visibleSpanIds(folder)).toEqual(all(3));
  });

  it('is there where the server was killed behind a landing of the first log alone', async () => {
    const folder = await newFolder();
    const disk = stubbornDisk();
    const writer = await openWriter(folder, { clock, openLogFile: disk.openLogFile });
    await append(writer, bodyOf(0, 2));
    disk.isFailing = true;
    expect(await codeOf(append(writer, bodyOf(20, 2)))).toBe('storage_unavailable');
    await writer.refresh();
    disk.isFailing = false;
    const before = `${folder}-before`;
    await cp(folder, before, { recursive: true });
    await writer.land();
    for (const part of ['landing', 'wal/recent']) await cp(join(folder, part), join(before, part), { recursive: true });
    await abandon(before);
    // As if it had come before the first log landed.
    await append(writer, bodyOf(20, 2));
    await cp(join(folder, 'wal/log'), join(before, 'wal/log'), { recursive: true });
    const next = await openWriter(before, { clock });
    expect(await append(next, bodyOf(20, 2))).toMatchObject({ duplicate: true });
    await next.close();
    expect(await visibleSpanIds(before)).toEqual([...spanIds(0, 2), ...spanIds(20, 2)]);
  });
});
