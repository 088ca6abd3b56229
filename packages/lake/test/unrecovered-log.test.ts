// The folder of a killed server, as who only reads it sees it, where a disk has kept too much or too little.
import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { landedTailPath } from '../src/lake-paths.ts';
import { LakeReader } from '../src/lake-reader.ts';
import { FolderLock } from '../src/log/folder-lock.ts';
import type { LakeWriter } from '../src/log/lake-writer.ts';
import {
  abandon,
  append,
  bodyOf,
  codeOf,
  flip,
  killedFolder,
  ManualClock,
  newFolder,
  openLogReader,
  openWriter,
  spanIds,
  spanIdsIn,
  stubbornDisk,
} from './log/lake-fixture.ts';

async function idsOfReader(folder: string): Promise<string[]> {
  const reader = await LakeReader.open({
    folder,
    table: SPANS_TABLE,
    decoderFactory: createOtlpDecoder,
    readOnly: true,
  });
  try {
    const snapshot = await reader.snapshot();
    const changed = await reader.changedFiles(snapshot, snapshot.files);
    if (changed.length === 0) return await spanIdsIn(snapshot);
    await reader.setAside(
      changed.map(({ path }) => path),
      'its content is damaged.',
    );
    return await spanIdsIn(await reader.snapshot());
  } finally {
    reader.close();
  }
}

describe('a body that a failing disk kept, and that came again', () => {
  /** `isFirst`: nothing else is in the log that was refused, so that it never gets a tail. */
  it.each([
    ['nothing shown', false, false],
    ['the later log shown', true, true],
    ['both logs shown', false, true],
  ])('is read once: %s', async (_, isFirst, isShown) => {
    const { folder, writer, disk, refused, kept } = await withRefusedLog(isFirst);
    disk.isFailing = false;
    await append(writer, bodyOf(2, 2));
    if (isShown) await writer.refresh();
    // An empty log is deleted, unless the disk refuses that too.
    await writeFile(refused, kept);
    await abandon(folder);
    expect(await idsOfReader(folder)).toEqual(isFirst ? spanIds(2, 2) : spanIds(0, 4));
  });

  /** Once more where the writer was quicker to delete it than this to read it. */
  async function withRefusedLog(isFirst: boolean): Promise<RefusedLog> {
    const folder = await newFolder();
    const disk = stubbornDisk();
    const writer = await openWriter(folder, { clock: new ManualClock(), openLogFile: disk.openLogFile });
    if (!isFirst) await append(writer, bodyOf(0, 2));
    disk.isFailing = true;
    expect(await codeOf(append(writer, bodyOf(2, 2)))).toBe('storage_unavailable');
    const refused = join(folder, 'wal/log/000000000001.log');
    const kept = await readFile(refused).catch(() => null);
    if (kept !== null) return { folder, writer, disk, refused, kept };
    disk.isFailing = false;
    await writer.close();
    return withRefusedLog(isFirst);
  }
});

interface RefusedLog {
  readonly folder: string;
  readonly writer: LakeWriter;
  readonly disk: ReturnType<typeof stubbornDisk>;
  readonly refused: string;
  readonly kept: Buffer;
}

describe('a tail that a power cut has taken', () => {
  async function withTail(): Promise<{ folder: string; tail: string }> {
    const folder = await killedFolder(0, 'refresh', 2);
    return { folder, tail: join(folder, 'wal/tail/spans-000000000001') };
  }

  it.each<[string, (tail: string) => Promise<void>]>([
    ['its document', (tail) => rm(`${tail}.fields.json`)],
    ['all of it', (tail) => rm(`${tail}.parquet`)],
    ['its end', (tail) => truncate(`${tail}.parquet`, 100)],
    [
      'all but its size, and its document’s',
      async (tail) => {
        for (const path of [`${tail}.parquet`, `${tail}.fields.json`]) {
          await writeFile(path, new Uint8Array((await stat(path)).size));
        }
      },
    ],
    ['both', (tail) => rm(`${tail}.parquet`).then(() => rm(`${tail}.fields.json`))],
    ['a bit of it', (tail) => flip(`${tail}.parquet`)],
  ])('costs nothing, since its log is read: %s', async (_, harm) => {
    const { folder, tail } = await withTail();
    await harm(tail);
    expect(await idsOfReader(folder)).toEqual(spanIds(0, 4));
  });
});

it('is read where the tail of another lake has landed under its number', async () => {
  const folder = await killedFolder(0, 'refresh', 2);
  const path = landedTailPath('spans', 'ffffffffffff', 2, 0);
  await mkdir(join(folder, dirname(path)), { recursive: true });
  await cp(join(folder, 'wal/tail/spans-000000000001.parquet'), join(folder, path));
  expect(await idsOfReader(folder)).toEqual([...spanIds(0, 2), ...spanIds(0, 4)].sort());
});

it('is read where current.json is damaged, and the answer does not say that it was not', async () => {
  const folder = await killedFolder(0, 'refresh', 2);
  await writeFile(join(folder, 'wal/current.json'), '{"version":1,"ta');
  const reader = await openLogReader(folder);
  const snapshot = await reader.snapshot();
  expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 4));
  expect(snapshot.notes).toEqual([
    expect.stringMatching(/current\.json" is not JSON\.$/),
    expect.stringContaining('2 file(s) in "wal/log" were read as well'),
  ]);
  reader.close();
});

describe('while a server has the folder', () => {
  it('is read until that server has landed it: it has only the lock so far', async () => {
    const folder = await killedFolder(0, 'refresh', 2);
    const lock = await FolderLock.take(folder, Date.now());
    const reader = await openLogReader(folder);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 4));
    await lock.release();
    reader.close();
  });

  it('is read until that server has landed it, and of its own log nothing: it cannot land', async () => {
    const folder = await killedFolder(0, 'refresh', 2);
    await writeFile(join(folder, 'landing/spans'), 'in the way of a folder');
    const writer = await openWriter(folder);
    await append(writer, bodyOf(4, 2));
    const reader = await openLogReader(folder);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 4));
    await expect(writer.refresh()).rejects.toThrow(/landing/);
    expect(writer.unshownNote).toMatch(/^2 acknowledged spans cannot be shown yet/);
    // Also what has come since, into a log that is open.
    await append(writer, bodyOf(6, 3));
    expect(writer.unshownNote).toMatch(/^5 acknowledged spans cannot be shown yet/);
    expect(writer.stats().log.unlandedRows).toBe(9);
    const logs = await readdir(join(folder, 'wal/log'));
    const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, 'wal/log', name))).size));
    expect(writer.stats().log.unlandedBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    await rm(join(folder, 'landing/spans'));
    await writer.land();
    expect(await spanIdsIn(await reader.snapshot({ fresh: true }))).toEqual(spanIds(0, 9));
    await writer.close();
    reader.close();
  });
});

describe('temporary files', () => {
  async function withTemporaryFolder(): Promise<string> {
    const before = process.env['TMPDIR'];
    const folder = await newFolder();
    process.env['TMPDIR'] = folder;
    onTestFinished(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    return folder;
  }

  const namesBelow = async (folder: string) =>
    (await readdir(folder, { recursive: true })).map((name) => basename(name));

  it('that find no place cost what only the log has, which answers say until they find one', async () => {
    const temporary = await withTemporaryFolder();
    const folder = await killedFolder(0, 'refresh', 2);
    await rm(temporary, { recursive: true });
    const reader = await openLogReader(folder);
    const without = await reader.snapshot();
    expect(await spanIdsIn(without)).toEqual(spanIds(0, 2));
    expect(without.notes).toEqual([
      expect.stringMatching(/1 file\(s\) in "wal\/log" are left out.*No temporary folder .*\(ENOENT\)/),
    ]);
    await mkdir(temporary);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 4));
    reader.close();
  });

  it('are no copy of the log, and go a while after that has landed', async () => {
    const temporary = await withTemporaryFolder();
    const folder = await killedFolder(0, 2);
    const reader = await openLogReader(folder);
    await reader.snapshot();
    expect(await namesBelow(temporary)).toContain('spans-000000000001.parquet');
    expect(await namesBelow(temporary)).not.toContain('000000000001.log');
    await (await openWriter(folder)).close();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await spanIdsIn(await reader.snapshot({ fresh: true }))).toEqual(spanIds(0, 4));
    expect(await namesBelow(temporary)).toContain('spans-000000000001.parquet');
    vi.advanceTimersByTime(120_000);
    expect((await namesBelow(temporary)).filter((name) => name.startsWith('spans-'))).toEqual([]);
    reader.close();
  });
});
