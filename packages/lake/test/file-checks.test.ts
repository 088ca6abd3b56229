// A flipped bit, wherever it is, must be found before DuckDB reads the file.
import { readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { fieldDocumentPath } from '../src/catalog/catalogue-paths.ts';
import { FileChecks } from '../src/file-checks.ts';
import type { LakeSnapshot } from '../src/lake-snapshot.ts';
import { append, bodyOf, newFolder, openReader, openWriter, spanIds, visibleSpanIds } from './log/lake-fixture.ts';

let changes = 0;

/** Each change has a time of its own, also within one tick of the file system's clock. */
async function flipBit(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at]! ^= 1;
  await writeFile(path, bytes);
  changes += 1;
  await utimes(path, changes, changes);
}

const pathsOf = (files: readonly DataFile[]) => files.map(({ path }) => path);

/** Two landing files and a tail. */
async function threeFiles(): Promise<{ folder: string; snapshot: LakeSnapshot; close: () => Promise<void> }> {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  for (const first of [0, 3, 6]) {
    await append(writer, bodyOf(first, 3));
    await (first === 6 ? writer.refresh() : writer.land());
  }
  const snapshot = await (await openReader(folder)).snapshot();
  expect(snapshot.files.map(({ tier }) => tier)).toEqual(['landing', 'landing', 'tail']);
  return { folder, snapshot, close: () => writer.close() };
}

describe('FileChecks', () => {
  it('finds a flipped bit wherever it is, in landing and in a tail, also in one that was checked before', async () => {
    const { folder, snapshot, close } = await threeFiles();
    for (const file of snapshot.files) {
      const path = snapshot.locate(file.path);
      for (const place of [0, 0.3, 0.6, 0.9, 1]) {
        const checks = new FileChecks();
        expect(await checks.changed(snapshot.files, snapshot.locate)).toEqual([]);
        const at = Math.floor((file.sizeBytes - 1) * place);
        await flipBit(path, at);
        expect(pathsOf(await checks.changed(snapshot.files, snapshot.locate))).toEqual([file.path]);
        await flipBit(path, at);
        expect(await checks.changed(snapshot.files, snapshot.locate)).toEqual([]);
      }
    }
    // Landing is written from the log, whatever became of the tail.
    await flipBit(snapshot.locate(snapshot.files[2]!.path), 100);
    await close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 9));
  });

  it('finds one in a file whose document was made again: a kill or a full disk may have come before it was written', async () => {
    const { folder, snapshot, close } = await threeFiles();
    const [{ path }] = snapshot.files;
    await rm(join(folder, fieldDocumentPath(path)));
    // The first reader makes it, the second reads it.
    for (const _ of ['made', 'read']) {
      const { files } = await (await openReader(folder)).snapshot();
      const [found] = files;
      expect({ ...found, foundCrc32: undefined, crc32: found!.foundCrc32 }).toMatchObject({
        path,
        crc32: snapshot.files[0]!.crc32,
      });
      expect(await new FileChecks().changed(files, snapshot.locate)).toEqual([]);
    }
    const reader = await openReader(folder);
    const now = await reader.snapshot();
    await flipBit(snapshot.locate(path), 100);
    expect(pathsOf(await reader.changedFiles(now, now.files))).toEqual([path]);
    await close();
  });

  it('finds one that was cut, and leaves what is gone to who asks for it', async () => {
    const { snapshot, close } = await threeFiles();
    const [cut, gone] = snapshot.files;
    await truncate(snapshot.locate(cut!.path), 20);
    await rm(snapshot.locate(gone!.path));
    expect(pathsOf(await new FileChecks().changed(snapshot.files, snapshot.locate))).toEqual([cut!.path]);
    await close();
  });

  it('reads no more than its share for one question, and the rest for the next', async () => {
    const { snapshot, close } = await threeFiles();
    const checks = new FileChecks(1);
    for (const { path } of snapshot.files) await flipBit(snapshot.locate(path), 100);
    const seen: string[] = [];
    for (const _ of snapshot.files) {
      const changed = pathsOf(
        await checks.changed(
          snapshot.files.filter(({ path }) => !seen.includes(path)),
          snapshot.locate,
        ),
      );
      expect(changed).toHaveLength(1);
      seen.push(...changed);
    }
    expect(seen).toEqual(pathsOf(snapshot.files));
    await close();
  });

  it('believes a file that has no checksum', async () => {
    const { snapshot, close } = await threeFiles();
    const files = snapshot.files.map(({ crc32: _, ...file }) => file);
    await flipBit(snapshot.locate(files[0]!.path), 100);
    expect(await new FileChecks().changed(files, snapshot.locate)).toEqual([]);
    await close();
  });
});
