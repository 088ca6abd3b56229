// Landing files that were deleted by hand, as told by the field documents they leave behind.
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SPANS_TABLE } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { CatalogueStore } from '../src/catalog/catalogue-store.ts';
import type { LakeReader } from '../src/lake-reader.ts';
import { LandingFolder } from '../src/landing-folder.ts';
import { documentsWithoutFile, LostLanding } from '../src/lost-landing.ts';
import { setFileAside } from '../src/quarantine.ts';
import { FolderStorage } from '../src/storage/folder-storage.ts';
import { append, bodyOf, landingNames, newFolder, openReader, openWriter } from './log/lake-fixture.ts';

it('names the documents of files that are gone, but not of those that were set aside', async () => {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  for (const first of [0, 2, 4]) {
    await append(writer, bodyOf(first, 2));
    await writer.land();
  }
  await writer.close();
  expect(await documentsWithoutFile(folder, 'spans')).toEqual([]);
  const [deleted = '', damaged = ''] = await landingNames(folder);
  await rm(join(folder, 'landing', deleted));
  await setFileAside(folder, `landing/${damaged}`);
  expect(await documentsWithoutFile(folder, 'spans')).toEqual([`catalog/${deleted.replace('.parquet', '.json')}`]);
});

describe('files that are gone', () => {
  async function withFiles(count: number) {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    for (let n = 0; n < count; n++) {
      await append(writer, bodyOf(2 * n, 2));
      await writer.land();
    }
    await writer.close();
    return { folder, names: (await landingNames(folder)).sort() };
  }

  it('are told by a server, also those that a folder took the place of', async () => {
    const { folder, names } = await withFiles(3);
    expect(await new LostLanding(folder, 'spans').note()).toBeNull();
    await rm(join(folder, 'landing', names[0]!));
    await rm(join(folder, 'landing', names[1]!));
    await mkdir(join(folder, 'landing', names[1]!));
    expect(await new LostLanding(folder, 'spans').note()).toContain(
      `2 landing file(s) are gone whose field documents are there, and their spans are in no answer: "catalog/${names[0]!.replace('.parquet', '.json')}"`,
    );
  });

  it('are told where a link is in their place that leads nowhere, and read where it leads to them again', async () => {
    const { folder, names } = await withFiles(2);
    const [moved] = names.map((name) => join(folder, 'landing', name));
    const elsewhere = `${await newFolder()}/moved.parquet`;
    await cp(moved!, elsewhere);
    await rm(moved!);
    await symlink(elsewhere, moved!);
    const reader = await openReader(folder);
    expect(await visible(reader)).toEqual({ files: 2, notes: [] });
    await rename(elsewhere, `${elsewhere}.away`);
    expect(await visible(reader)).toEqual({ files: 1, notes: [`"landing/${names[0]}" is left out: it is no file.`] });
    expect(await documentsWithoutFile(folder, 'spans')).toEqual([`catalog/${names[0]!.replace('.parquet', '.json')}`]);
    await rename(`${elsewhere}.away`, elsewhere);
    expect(await visible(reader)).toEqual({ files: 2, notes: [] });
  });

  it('are told where a link cannot be followed, and cost nothing else', async () => {
    const { folder, names } = await withFiles(1);
    const hour = join(folder, 'landing', names[0]!, '..');
    // Below a file there is nothing: ENOTDIR.
    await symlink(join(folder, 'landing', names[0]!, 'x'), join(hour, 'unfollowed.parquet'));
    await symlink(join(folder, 'landing', names[0]!, 'x'), join(hour, 'notes.txt'));
    const { files, notes } = await visible(await openReader(folder));
    expect([files, notes]).toEqual([1, [expect.stringMatching(/unfollowed.parquet" is left out: it is no file/)]]);
  });

  async function visible(reader: LakeReader) {
    const { files, notes = [] } = await reader.snapshot({ fresh: true });
    return { files: files.length, notes };
  }

  it('are told of closed hours, too, whose documents are bundled', async () => {
    const { folder, names } = await withFiles(3);
    const written = await bundled(folder);
    expect(written).toHaveLength(1);
    await rm(join(folder, 'landing', names[2]!));
    expect(await documentsWithoutFile(folder, 'spans')).toEqual([`catalog/${names[2]!.replace('.parquet', '.json')}`]);
  });

  it('are not missed where retention has left their hour out', async () => {
    const { folder, names } = await withFiles(1);
    await rm(join(folder, 'landing', names[0]!));
    const path = join(folder, 'wal/current.json');
    const current = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...current, retainedFrom: 'dt=9999-01-01/hour=00' }));
    expect(await documentsWithoutFile(folder, 'spans')).toEqual([]);
  });
});

/** As hours later. */
async function bundled(folder: string): Promise<readonly string[]> {
  const files = await new LandingFolder(folder, 'spans').files();
  return new CatalogueStore(new FolderStorage(folder), SPANS_TABLE).bundleClosedHours(files, Date.now() + 7_200_000);
}

it('finds none where there is no catalogue', async () => {
  expect(await documentsWithoutFile(await newFolder(), 'spans')).toEqual([]);
});
