// What the next start makes of a half-done landing, of damaged bytes and of missing files.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORD_HEADER_BYTES } from '../../src/log/log-record.ts';
import { quarantinedFiles, tornEnds } from '../../src/quarantine.ts';
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
  openLogReader,
  openReader,
  openWriter,
  recordsOf,
  spanIds,
  spanIdsIn,
  stubbornDisk,
  visibleSpanIds,
} from './lake-fixture.ts';

describe('a kill between the two renames of a landing', () => {
  /** The folder as it was before a range landed, with the landing file in place that no document counts yet. */
  async function halfLanded(): Promise<string> {
    const folder = await newFolder();
    const writer = await openWriter(folder, { limits: { landingLogBytes: 1 } });
    await append(writer, bodyOf(0, 2));
    await writer.refresh();
    await abandon(folder);
    const copy = `${folder}-before`;
    await cp(folder, copy, { recursive: true });
    await writer.land();
    await cp(join(folder, 'landing'), join(copy, 'landing'), { recursive: true });
    return copy;
  }

  it('leaves a file that readers do not count', async () => {
    const folder = await halfLanded();
    expect(await landingNames(folder)).toHaveLength(1);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  });

  it('is settled by the next start, which writes nothing twice', async () => {
    const folder = await halfLanded();
    const writer = await openWriter(folder);
    expect(writer.stats().recovered).toEqual({ logs: 0, rows: 0 });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
    expect(await append(writer, bodyOf(0, 2))).toMatchObject({ duplicate: true });
    await writer.close();
    expect(await landingNames(folder)).toHaveLength(1);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  });
});

it('leaves what others put beside the log as it is, and takes no harm', async () => {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  await append(writer, bodyOf(0, 2));
  await writer.close();
  const log = join(folder, 'wal/log');
  await mkdir(join(log, 'abc'));
  for (const name of ['README', 'abc.log', '1.log']) await writeFile(join(log, name), 'not of the lake');
  const reader = await openLogReader(folder);
  expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 2));
  const next = await openWriter(folder);
  await append(next, bodyOf(2, 2));
  await next.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
  expect((await readdir(log)).sort()).toEqual(['1.log', 'README', 'abc', 'abc.log']);
});

describe('a folder whose server was killed', () => {
  it('shows all of it to who only reads, and stays as it is', async () => {
    const folder = await killedFolder(0, 'land', 2, 'refresh', 4, 'refresh', 6);
    const before = (await readdir(folder, { recursive: true })).sort();
    const reader = await openLogReader(folder);
    const snapshot = await reader.snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 8));
    expect(snapshot.notes?.join()).toMatch(/were read as well/);
    expect(await reader.hasVanished(snapshot)).toBe(false);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before);
    // A server starts and lands it: the same rows, from landing.
    await (await openWriter(folder)).close();
    const after = await reader.snapshot({ fresh: true });
    expect(await spanIdsIn(after)).toEqual(spanIds(0, 8));
    expect(after.files.every((file) => file.tier === 'landing')).toBe(true);
    const written = dirname(snapshot.locate(snapshot.files.at(-1)!.path));
    expect(existsSync(written)).toBe(true);
    reader.close();
    expect(existsSync(written)).toBe(false);
  });

  it('leaves nothing of what was written to read it when the process ends without closing', async () => {
    const folder = await killedFolder(0);
    const before = process.listeners('exit');
    const reader = await openLogReader(folder);
    const snapshot = await reader.snapshot();
    const written = dirname(snapshot.locate(snapshot.files[0]!.path));
    const added = process.listeners('exit').filter((listener) => !before.includes(listener));
    expect([added.length, existsSync(written)]).toEqual([1, true]);
    added[0]!(0);
    expect(existsSync(written)).toBe(false);
    expect(process.listeners('exit')).toEqual(before);
  });

  it('shows all of it without its current.json too', async () => {
    const folder = await killedFolder(0, 'land', 2, 'refresh');
    await rm(join(folder, 'wal/current.json'));
    const reader = await openLogReader(folder);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 4));
    reader.close();
  });
});

describe('a disk that takes a body, cannot sync it, and cannot be cut back', () => {
  /** The body is in the log's bytes, and the sender was told to try again. */
  // By a clock of its own: at the end of a real minute the writer would land what the crash is to leave.
  const clock = new ManualClock();

  async function withRefusedBody(): Promise<string> {
    const folder = await newFolder();
    const disk = stubbornDisk();
    const writer = await openWriter(folder, {
      clock,
      openLogFile: disk.openLogFile,
    });
    await append(writer, bodyOf(0, 2));
    disk.isFailing = true;
    expect(await codeOf(append(writer, bodyOf(2, 2)))).toBe('storage_unavailable');
    // Closes the file, which fails to be cut back a last time.
    await writer.refresh();
    disk.isFailing = false;
    await append(writer, bodyOf(2, 2));
    await append(writer, bodyOf(4, 2));
    await writer.refresh();
    return folder;
  }

  it('has the body once after a crash, when it came again', async () => {
    const folder = await withRefusedBody();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await abandon(folder);
    const next = await openWriter(folder, { clock });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(next.stats().recovered).toEqual({ logs: 2, rows: 6 });
    expect(await append(next, bodyOf(2, 2))).toMatchObject({ duplicate: true });
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });
});

describe('a damaged folder', () => {
  async function withUnlandedLog(): Promise<{ folder: string; log: string }> {
    const folder = await killedFolder(0, 2, 4);
    return { folder, log: join(folder, 'wal/log/000000000001.log') };
  }

  it('sets a flipped record aside and serves the rest', async () => {
    const { folder, log } = await withUnlandedLog();
    const [, second] = await recordsOf(log);
    await flip(log, second!.start + 5);
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
    expect(writer.stats().damage).toMatchObject([{ sequence: 1, reason: 'its checksum does not fit' }]);
    expect(await namesIn(folder, 'wal/quarantine')).toHaveLength(1);
    await writer.close();
  });

  it('finds the records behind a flipped length', async () => {
    const { folder, log } = await withUnlandedLog();
    const [first] = await recordsOf(log);
    await flip(log, first!.start - 40);
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(2, 4));
    expect(writer.stats().damage).toHaveLength(1);
    await writer.close();
  });

  it.each([
    ['the last byte', -1],
    ['within the body', 10],
    ['behind the header', 0],
    ['within the header', 10 - RECORD_HEADER_BYTES],
  ])('cuts a torn end, which is no damage, and tells where it was set aside: %s', async (_, fromBody) => {
    const { folder, log } = await withUnlandedLog();
    const bytes = await readFile(log);
    const last = (await recordsOf(log)).at(-1)!;
    const cut = bytes.subarray(0, fromBody === -1 ? -1 : last.start + fromBody);
    await writeFile(log, cut);
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(writer.stats().damage).toEqual([]);
    expect(await quarantinedFiles(folder)).toEqual([]);
    const offset = last.start - RECORD_HEADER_BYTES;
    const [end] = writer.stats().tornEnds;
    expect(end).toMatchObject({ sequence: 1, offset, sizeBytes: cut.length - offset });
    expect(await readFile(join(folder, end!.quarantined!))).toEqual(cut.subarray(offset));
    expect(await tornEnds(folder)).toEqual([{ path: end!.quarantined, sizeBytes: cut.length - offset }]);
    await writer.close();
    const again = await openWriter(folder);
    expect(again.stats().tornEnds).toEqual([]);
    await again.close();
  });

  it('takes bytes that are gone before whole records for no torn end', async () => {
    const { folder, log } = await withUnlandedLog();
    const bytes = await readFile(log);
    const [, second, third] = await recordsOf(log);
    await writeFile(log, Buffer.concat([bytes.subarray(0, second!.end - 30), bytes.subarray(second!.end, third!.end)]));
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
    const { damage, tornEnds } = writer.stats();
    expect(tornEnds).toEqual([]);
    expect(damage).toMatchObject([{ sequence: 1, offset: second!.start - RECORD_HEADER_BYTES }]);
    expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual([damage[0]!.quarantined]);
    await writer.close();
  });

  it('sets an end aside that has a damaged header: it may have been acknowledged', async () => {
    const { folder, log } = await withUnlandedLog();
    const last = (await recordsOf(log)).at(-1)!;
    await flip(log, last.start - 40);
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(writer.stats().damage).toMatchObject([{ sequence: 1, offset: last.start - RECORD_HEADER_BYTES }]);
    expect(await quarantinedFiles(folder)).toHaveLength(1);
    await writer.close();
  });

  it('does without current.json: names say what has landed', async () => {
    const folder = await killedFolder(0, 'land', 2, 'refresh');
    await writeFile(join(folder, 'wal/current.json'), '{"version":1');
    // Later with each look.
    let wallMs = Date.now();
    const clock = { nowMs: () => ++wallMs, monotonicMs: () => performance.now() };
    const second = await openWriter(folder, { clock });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(second.stats().quarantined).toHaveLength(1);
    expect(await quarantinedFiles(folder)).toHaveLength(1);
    await second.close();
  });

  it.each(['', 'null', '{"format":1}'])(
    'sets aside a lake.json that is none, whose identity current.json knows: %j',
    async (text) => {
      const folder = await killedFolder(0, 'land', 2, 'refresh');
      const before = JSON.parse(await readFile(join(folder, 'lake.json'), 'utf8'));
      await writeFile(join(folder, 'lake.json'), text);
      const second = await openWriter(folder);
      expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
      expect(await namesIn(folder, 'wal/quarantine')).toEqual(['lake.json']);
      expect(JSON.parse(await readFile(join(folder, 'lake.json'), 'utf8'))).toEqual(before);
      await second.close();
    },
  );

  const files = ['current.json', 'lock', 'tries.json'];
  const places = [...files, 'log/000000000005.log', 'recent/000000000004.bin', 'recent/000000000009.bin'];
  const tails = ['tail/spans-000000000006.parquet', 'tail/spans-000000000006.fields.json'];
  describe.each(['folder', 'FIFO', 'link to itself'])('sets aside a %s in the place of', (kind) => {
    it.each([...places, ...tails])('%s', async (place) => {
      const folder = await newFolder();
      const first = await openWriter(folder);
      for (let n = 0; n < 4; n++) {
        await append(first, bodyOf(n, 1));
        await (n < 2 ? first.land() : first.refresh());
      }
      await abandon(folder);
      const path = join(folder, 'wal', place);
      await rm(path, { force: true });
      if (kind === 'folder') await mkdir(path);
      else if (kind === 'FIFO') execFileSync('mkfifo', [path]);
      else await symlink(path, path);
      const second = await openWriter(folder);
      expect((await quarantinedFiles(folder)).map((file) => file.path)).toEqual([
        expect.stringContaining(`wal/quarantine/${basename(place)}-`),
      ]);
      for (let n = 4; n < 8; n++) {
        await append(second, bodyOf(n, 1));
        await (n < 6 ? second.refresh() : second.land());
      }
      await second.close();
      expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 8));
    });
  });

  it.each([
    ['flipped', (file: Buffer) => Buffer.from(file.map((byte, i) => (i === 60 ? byte ^ 4 : byte)))],
    ['cut', (file: Buffer) => file.subarray(0, 90)],
    ['cut behind a body', (file: Buffer) => file.subarray(0, 52)],
    ['too large', (file: Buffer) => Buffer.concat([file.subarray(0, 52), Buffer.alloc(48 << 20, 1)])],
  ])('sets a file of fingerprints aside that is %s; the bodies that it still has are known', async (_, damaged) => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    for (let n = 0; n < 2; n++) await append(first, bodyOf(n, 1));
    await first.land();
    await abandon(folder);
    const [name] = await namesIn(folder, 'wal/recent');
    const path = join(folder, 'wal/recent', name!);
    await writeFile(path, damaged(await readFile(path)));
    const second = await openWriter(folder);
    expect(second.stats().quarantined).toEqual([`wal/quarantine/wal/recent/${name}`]);
    expect((await append(second, bodyOf(0, 1))).duplicate).toBe(true);
    expect((await append(second, bodyOf(1, 1))).duplicate).toBe(false);
    await second.close();
    const third = await openWriter(folder);
    expect(third.stats().quarantined).toEqual([]);
    expect((await append(third, bodyOf(0, 1))).duplicate).toBe(true);
    await third.close();
  });

  it('does without wal/ altogether', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 3));
    await first.close();
    await rm(join(folder, 'wal'), { recursive: true });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    const second = await openWriter(folder);
    await append(second, bodyOf(3, 3));
    await second.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });

  it('leaves a broken landing file out and says so', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.close();
    await writeFile(join(folder, 'landing/spans/dt=2026-11-22.parquet'), 'no parquet');
    await mkdir(join(folder, 'landing/spans/dt=2026-11-22/hour=01'), { recursive: true });
    await writeFile(join(folder, 'landing/spans/dt=2026-11-22/hour=01/x.parquet'), '');
    const snapshot = await (await openReader(folder)).snapshot();
    expect(snapshot.files).toHaveLength(1);
    expect(snapshot.notes).toHaveLength(2);
  });
});
