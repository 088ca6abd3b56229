// What a sweep deletes, where a crash has left another's work half done.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deleteExpired } from '../../src/log/retention-sweep.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { newFolder } from './lake-fixture.ts';

const OLD = 'spans/dt=2026-11-20/hour=17';
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
  expect(await deleteExpired(new FolderStorage(folder), 'spans', '2026-11-20T18')).toBe(files);
  for (const part of ['landing', 'catalog']) {
    expect(await readdir(join(folder, part, 'spans/dt=2026-11-20'))).toEqual(['hour=18']);
  }
  expect(await readdir(join(folder, 'catalog', KEPT))).toHaveLength(2);
});
