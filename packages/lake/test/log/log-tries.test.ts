// The count of ends that a log has been there for: what is on disk before a try, and behind it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LogTries, TRIES_FILE } from '../../src/log/log-tries.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { newFolder } from './lake-fixture.ts';

async function openTries(before: readonly (readonly [number, number])[]) {
  const folder = await newFolder();
  const file = join(folder, TRIES_FILE);
  await mkdir(join(folder, 'wal'));
  await writeFile(file, JSON.stringify(before));
  const tries = await LogTries.open(new FolderStorage(folder), [1, 2, 3]);
  return { tries, onDisk: () => readFile(file, 'utf8').then(JSON.parse, () => null) };
}

it('counts a try before it begins, and forgets a log that has got through', async () => {
  const { tries, onDisk } = await openTries([
    [1, 1],
    [2, 4],
  ]);
  expect(await tries.during([2, 3], onDisk, () => true)).toEqual([
    [1, 1],
    [2, 5],
    [3, 1],
  ]);
  expect(await onDisk()).toEqual([[1, 1]]);
  await tries.during([1], onDisk, () => true);
  expect(await onDisk()).toBe(null);
});

it('keeps what was counted before a try that ended nothing, and has failed or was a step on the way', async () => {
  const { tries, onDisk } = await openTries([[2, 4]]);
  const failed = tries.during(
    [2, 3],
    () => Promise.reject(new Error('EIO')),
    () => true,
  );
  await expect(failed).rejects.toThrow('EIO');
  await tries.during([2, 3], onDisk, () => false);
  expect(await onDisk()).toEqual([[2, 4]]);
  expect(tries.deathsOf([2])).toBe(4);
});
