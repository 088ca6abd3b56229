// Reading beside other writers, on plain buckets, and cheaply when nothing changed.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SPANS_TABLE } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { fieldDocumentPath } from '../src/catalog/catalogue-paths.ts';
import { LakeReader } from '../src/lake-reader.ts';
import { quarantinedFiles } from '../src/quarantine.ts';
import { FolderStorage } from '../src/storage/folder-storage.ts';
import { withSnapshot } from '../src/with-snapshot.ts';
import {
  append,
  bodyOf,
  flip,
  ManualClock,
  newFolder,
  openReader,
  openWriter,
  spanIds,
  spanIdsIn,
  visibleSpanIds,
} from './log/lake-fixture.ts';

/** A folder with one landed file; its absolute path. */
async function landedFile(first: number, count: number): Promise<{ folder: string; file: string }> {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  await append(writer, bodyOf(first, count));
  await writer.close();
  const names = await readdir(join(folder, 'landing'), { recursive: true });
  return { folder, file: join(folder, 'landing', names.find((name) => name.endsWith('.parquet'))!) };
}

describe('LakeReader', () => {
  it('shows files of other writers, described on first sight', async () => {
    const { folder } = await landedFile(0, 3);
    const foreign = await landedFile(10, 4);
    const hour = join(folder, 'landing/spans/dt=2026-11-20/hour=03');
    await mkdir(hour, { recursive: true });
    await copyFile(foreign.file, join(hour, 'stream-1-2026-11-20-03-00-00.parquet'));
    const snapshot = await (await openReader(folder)).snapshot();
    expect(await spanIdsIn(snapshot)).toEqual([...spanIds(0, 3), ...spanIds(10, 4)]);
    const file = snapshot.files.find((other) => other.path.includes('stream-1'))!;
    expect(file).toMatchObject({ rows: 4, tier: 'landing', minStartTimeUnixNano: '1800000000000000010' });
    expect(snapshot.documents.get(file.path)?.fields.map((field) => field.key)).toContain('number');
    expect(await readdir(join(folder, 'catalog/spans/dt=2026-11-20/hour=03'))).toHaveLength(1);
  });

  it('keeps nothing when it is told to only read', async () => {
    const { folder } = await landedFile(0, 3);
    await rm(join(folder, 'catalog'), { recursive: true });
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 3));
    expect(await readdir(folder)).not.toContain('catalog');
  });

  it.each(['landed', 'not landed'])('says that a folder is away, and goes on when it is back: %s', async (state) => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE });
    expect((await reader.snapshot()).files).toEqual([]);
    await append(writer, bodyOf(0, 3));
    await (state === 'landed' ? writer.land() : writer.refresh());
    const snapshot = await reader.snapshot({ fresh: true });
    await rename(folder, `${folder}-away`);
    const gone = { code: 'storage_unavailable', message: expect.stringContaining('was moved or deleted') };
    await expect(reader.snapshot()).rejects.toMatchObject(gone);
    await expect(reader.snapshot({ fresh: true })).rejects.toMatchObject(gone);
    await expect(withSnapshot(reader, async (of) => of.files)).rejects.toMatchObject(gone);
    expect(await reader.hasVanished(snapshot)).toBe(true);
    await rename(`${folder}-away`, folder);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 3));
    await writer.close();
  });

  it('gives no rows of another lake whose folder lies in its place', async () => {
    const { folder } = await landedFile(0, 3);
    const other = await landedFile(10, 3);
    const reader = await openReader(folder);
    // Before it was asked for the first time.
    await rename(folder, `${folder}-away`);
    await rename(other.folder, folder);
    const gone = { code: 'storage_unavailable', message: expect.stringContaining('was moved or deleted') };
    await expect(reader.snapshot({ fresh: true })).rejects.toMatchObject(gone);
    await rename(folder, other.folder);
    await rename(`${folder}-away`, folder);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 3));
  });

  it.each([3, 4])(
    'reads a landing file that was made again under its name, with its new document: %i rows',
    async (rows) => {
      const { folder, file } = await landedFile(0, 3);
      const reader = await openReader(folder);
      expect(await reader.changedFiles(await reader.snapshot(), (await reader.snapshot()).files)).toEqual([]);
      const other = await landedFile(10, rows);
      const { path } = (await reader.snapshot()).files[0]!;
      const made = (await (await openReader(other.folder)).snapshot()).files[0]!;
      await copyFile(other.file, file);
      const text = await readFile(join(other.folder, fieldDocumentPath(made.path)), 'utf8');
      await writeFile(join(folder, fieldDocumentPath(path)), text.replaceAll(made.path, path));
      const before = await reader.snapshot();
      expect(await reader.changedFiles(before, before.files)).toHaveLength(1);
      const after = await reader.snapshot({ fresh: true });
      expect(await reader.changedFiles(after, after.files)).toEqual([]);
      expect(after.files[0]).toMatchObject({ rows });
      expect(await spanIdsIn(after)).toEqual(spanIds(10, rows));
    },
  );

  it.each(['FIFO', 'folder'])('leaves out a %s that has the name of a landing file, and says so', async (kind) => {
    const { folder, file } = await landedFile(0, 3);
    const odd = join(dirname(file), 'zz.parquet');
    if (kind === 'FIFO') execFileSync('mkfifo', [odd]);
    else await mkdir(odd);
    const snapshot = await (await openReader(folder)).snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 3));
    expect(snapshot.notes).toEqual([expect.stringMatching(/zz\.parquet" is left out: it is no file/)]);
  });

  it('reads a plain bucket: landing only, through Storage only', async () => {
    const { folder } = await landedFile(0, 3);
    await rm(join(folder, 'wal'), { recursive: true });
    await rm(join(folder, 'lake.json'));
    const reader = await LakeReader.open({ storage: new FolderStorage(folder), table: SPANS_TABLE });
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 3));
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
  });

  it('gives the same snapshot until something changes', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const reader = await openReader(folder);
    await append(writer, bodyOf(0, 3));
    await writer.refresh();
    const first = await reader.snapshot();
    expect(await reader.snapshot()).toBe(first);
    await append(writer, bodyOf(3, 3));
    await writer.refresh();
    const second = await reader.snapshot();
    expect(second).not.toBe(first);
    expect(second.files).toHaveLength(2);
    await writer.land();
    expect((await reader.snapshot()).files).toHaveLength(1);
    expect(await spanIdsIn(second)).toEqual(spanIds(0, 6));
    await writer.close();
  });

  it('has the values of tails and landing files once somebody asks for these', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const reader = await openReader(folder);
    await append(writer, bodyOf(0, 3));
    await writer.land();
    await append(writer, bodyOf(10, 4));
    await writer.refresh();
    const valuesOf = async (withValues: boolean) => {
      const { documents, files } = await reader.snapshot({ withValues });
      expect(files.map(({ tier }) => tier).sort()).toEqual(['landing', 'tail']);
      return [...documents.values()].map(({ fields }) => fields.reduce((sum, { top }) => sum + top.length, 0) > 0);
    };
    expect(await valuesOf(false)).toEqual([false, false]);
    expect(await valuesOf(true)).toEqual([true, true]);
    expect(await valuesOf(false)).toEqual([true, true]);
    await writer.close();
  });

  it('sees a file that comes and goes within one tick of the clock', async () => {
    const { folder, file } = await landedFile(0, 1);
    const reader = await openReader(folder);
    for (let n = 0; n < 20; n++) {
      const copy = join(file, '..', `copy-${n}.parquet`);
      await copyFile(file, copy);
      expect((await reader.snapshot()).files).toHaveLength(2);
      await unlink(copy);
      expect((await reader.snapshot()).files).toHaveLength(1);
    }
  });

  it('leaves out a tail that is broken, and says so', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    for (const first of [0, 3]) {
      await append(writer, bodyOf(first, 3));
      await writer.refresh();
    }
    const tails = (await readdir(join(folder, 'wal/tail'))).sort();
    for (const name of tails.slice(0, 2)) await writeFile(join(folder, 'wal/tail', name), '');
    const snapshot = await (await openReader(folder)).snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(3, 3));
    expect(snapshot.notes?.join()).toMatch(/is left out/);
    await writer.land();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await writer.close();
  });

  it('leaves out a tail that was deleted, and says so, until it is back or has landed', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    for (const first of [0, 3]) {
      await append(writer, bodyOf(first, 3));
      await writer.refresh();
    }
    const reader = await openReader(folder);
    expect(await spanIdsIn(await reader.snapshot())).toEqual(spanIds(0, 6));
    const tail = join(folder, 'wal/tail', (await readdir(join(folder, 'wal/tail'))).sort()[1]!);
    await rename(tail, `${tail}.away`);
    // As a question does that did not find it.
    for (const fresh of [true, false]) {
      const snapshot = await reader.snapshot({ fresh });
      expect(await spanIdsIn(snapshot)).toEqual(spanIds(3, 3));
      expect(snapshot.notes?.join()).toMatch(/"wal\/tail\/[^"]+" is left out: it is gone/);
    }
    await rename(`${tail}.away`, tail);
    expect(await reader.snapshot()).toMatchObject({ notes: [], files: [{ rows: 3 }, { rows: 3 }] });
    for (const name of await readdir(join(folder, 'wal/tail'))) await rm(join(folder, 'wal/tail', name));
    expect((await (await openReader(folder)).snapshot()).notes).toHaveLength(2);
    await writer.land();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await writer.close();
  });

  it('says that tails are left out where current.json was deleted beside its server', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.land();
    await rm(join(folder, 'wal/current.json'));
    const reader = await openReader(folder);
    expect((await reader.snapshot()).notes).toEqual([]);
    await append(writer, bodyOf(3, 3));
    const snapshot = await reader.snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 3));
    expect(snapshot.notes).toEqual(['"wal/current.json" is gone.', 'Spans that have not landed are left out.']);
    await writer.refresh();
    expect((await reader.snapshot()).notes).toEqual([]);
    await writer.close();
  });
});

/** It can be opened meanwhile, and every read of it fails. */
async function cannotBeReadWhile(file: string, work: () => Promise<void>): Promise<void> {
  await rename(file, `${file}.away`);
  await symlink('/proc/self/mem', file);
  await work();
  await rename(`${file}.away`, file);
}

describe('what is damaged', () => {
  it('is set aside once it is met, and the rest is read', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.close();
    const broken = 'landing/spans/dt=2026-11-22/hour=01/x.parquet';
    await mkdir(dirname(join(folder, broken)), { recursive: true });
    await writeFile(join(folder, broken), 'no parquet');
    const onlyReading = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
    expect((await onlyReading.snapshot()).notes?.join()).toContain('x.parquet" is left out');
    expect(await quarantinedFiles(folder)).toEqual([]);
    const reader = await openReader(folder);
    const snapshot = await reader.snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 3));
    expect(snapshot.notes?.join()).toContain('x.parquet" is left out');
    expect(await quarantinedFiles(folder)).toEqual([{ path: `wal/quarantine/${broken}`, sizeBytes: 10 }]);
    const { path } = snapshot.files[0]!;
    await flip(join(folder, path));
    await reader.setAside([path], 'its content is damaged.');
    expect((await reader.snapshot()).files).toEqual([]);
    expect(await quarantinedFiles(folder)).toHaveLength(2);
  });

  it('is no file that has what was written, whoever could not read it', async () => {
    const { folder } = await landedFile(0, 3);
    const reader = await openReader(folder);
    const { path } = (await reader.snapshot()).files[0]!;
    await reader.setAside([path], 'its content is damaged.');
    const { files, notes } = await reader.snapshot();
    expect([files, notes?.join()]).toEqual([[], expect.stringContaining(`"${path}" is left out: it was not read`)]);
    // Another question had met it at the same time.
    await reader.setAside([path], 'its content is damaged.');
    expect(await quarantinedFiles(folder)).toEqual([]);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
  });

  it.each(['{"table":"spans","fi', '', '[]'])(
    'a document of the catalogue is set aside and made again: %j',
    async (content) => {
      const { folder, file } = await landedFile(0, 3);
      const [name] = (await readdir(join(folder, 'catalog'), { recursive: true })).filter((each) =>
        each.endsWith('.json'),
      );
      const document = join('catalog', name!);
      await writeFile(join(folder, document), content);
      const reader = await openReader(folder);
      const snapshot = await reader.snapshot();
      expect(snapshot.files.map(({ path }) => join(folder, path))).toEqual([file]);
      expect(await quarantinedFiles(folder)).toEqual([
        { path: `wal/quarantine/${document}`, sizeBytes: content.length },
      ]);
      expect(await readFile(join(folder, document), 'utf8')).toContain('"rows":3');
    },
  );

  it.skipIf(process.platform !== 'linux')('costs nothing where it is a document that cannot be read', async () => {
    const { folder, file } = await landedFile(0, 3);
    const names = await readdir(join(folder, 'catalog'), { recursive: true });
    const document = join(folder, 'catalog', names.find((name) => name.endsWith('.json'))!);
    await cannotBeReadWhile(document, async () => {
      const { files, notes } = await (await openReader(folder)).snapshot();
      expect([files.map(({ path }) => join(folder, path)), notes]).toEqual([[file], []]);
    });
    expect(await quarantinedFiles(folder)).toEqual([]);
    expect(await readFile(document, 'utf8')).toContain('"crc32":');
  });

  it.skipIf(process.platform !== 'linux')('is no file without a document that cannot be read for a while', async () => {
    const { folder, file } = await landedFile(0, 3);
    await rm(join(folder, 'catalog/spans'), { recursive: true });
    const reader = await openReader(folder);
    await cannotBeReadWhile(file, async () => {
      const { files, notes } = await reader.snapshot();
      expect([files, notes?.join()]).toEqual([[], expect.stringContaining('it cannot be read (EIO)')]);
    });
    await expect.poll(async () => spanIdsIn(await reader.snapshot()), { timeout: 10_000 }).toEqual(spanIds(0, 3));
    expect(await quarantinedFiles(folder)).toEqual([]);
  });

  it('current.json: what has landed is read, and the answer says what is not', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 3));
    await first.close();
    // By the real one a minute may end in between, and then it lands.
    const writer = await openWriter(folder, { clock: new ManualClock() });
    await append(writer, bodyOf(3, 3));
    await writer.refresh();
    await writeFile(join(folder, 'wal/current.json'), '{"version":1,"ta');
    const snapshot = await (await openReader(folder)).snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 3));
    expect(snapshot.notes?.join()).toContain('Spans that have not landed are left out.');
    await append(writer, bodyOf(6, 3));
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 9));
    await writer.close();
  });
});

describe('withSnapshot', () => {
  it('asks again when a file went while it was read', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.refresh();
    const reader = await openReader(folder);
    let runs = 0;
    const ids = await withSnapshot(reader, async (snapshot) => {
      if (runs++ === 0) {
        await writer.land();
        for (const file of snapshot.files) await unlink(snapshot.locate(file.path));
      }
      return spanIdsIn(snapshot);
    });
    expect(ids).toEqual(spanIds(0, 3));
    expect(runs).toBe(2);
    await writer.close();
  });

  it('does not hide an error of the work itself', async () => {
    const { folder } = await landedFile(0, 1);
    let runs = 0;
    const failing = withSnapshot(await openReader(folder), async () => {
      runs++;
      throw new Error('the query is wrong');
    });
    await expect(failing).rejects.toThrow('the query is wrong');
    expect(runs).toBe(1);
  });
});
