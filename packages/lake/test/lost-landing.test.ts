// Landing files that were deleted by hand, as told by the field documents they leave behind.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentsWithoutFile } from '../src/lost-landing.ts';
import { setFileAside } from '../src/quarantine.ts';
import { append, bodyOf, landingNames, newFolder, openWriter } from './log/lake-fixture.ts';

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

it('finds none where there is no catalogue', async () => {
  expect(await documentsWithoutFile(await newFolder(), 'spans')).toEqual([]);
});
