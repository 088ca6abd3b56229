// The count of ends that a log has been there for: what is on disk before a try, and behind it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LogTries, TRIES_FILE } from '../../src/log/log-tries.ts';
import { openSealedJson, sealedJson } from '../../src/sealed-json.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { newFolder } from './lake-fixture.ts';

const endsIn = (bytes: Uint8Array) => (openSealedJson(bytes) as { ends: unknown }).ends;

async function openTries(before: readonly (readonly [number, number])[]) {
  const folder = await newFolder();
  const file = join(folder, TRIES_FILE);
  await mkdir(join(folder, 'wal'));
  await writeFile(file, sealedJson({ ends: before }));
  const tries = await LogTries.open(new FolderStorage(folder), [1, 2, 3], () => undefined);
  return { tries, onDisk: () => readFile(file).then(endsIn, () => null) };
}

const leaving = (most: number, ofFailure = most) => ({ behind: () => most, behindFailure: () => ofFailure });

it('counts a try before it begins, and forgets a log that has got through', async () => {
  const { tries, onDisk } = await openTries([
    [1, 1],
    [2, 4],
  ]);
  expect(await tries.during([2, 3], onDisk, leaving(0))).toEqual([
    [1, 1],
    [2, 5],
    [3, 1],
  ]);
  expect(await onDisk()).toEqual([[1, 1]]);
  await tries.during([1], onDisk, leaving(0));
  expect(await onDisk()).toBe(null);
});

it('keeps what was counted before a try that ended nothing, and has failed or was a step on the way', async () => {
  const { tries, onDisk } = await openTries([[2, 4]]);
  const fail = (most: number) => tries.during([2, 3], () => Promise.reject(new Error('EIO')), leaving(0, most));
  await expect(fail(9)).rejects.toThrow('EIO');
  await tries.during([2, 3], onDisk, leaving(9));
  expect(await onDisk()).toEqual([[2, 4]]);
  expect(tries.deathsOf([2])).toBe(4);
  await expect(fail(2)).rejects.toThrow('EIO');
  expect(await onDisk()).toEqual([[2, 2]]);
});

it('counts no try any more once its process is told to stop: a kill is none of the log', async () => {
  const { tries, onDisk } = await openTries([[2, 4]]);
  const stopped = tries.during(
    [2, 3],
    async () => {
      await tries.countNoMore();
      return onDisk();
    },
    leaving(9),
  );
  expect(await stopped).toEqual([[2, 4]]);
  expect(await tries.during([1], onDisk, leaving(9))).toEqual([[2, 4]]);
});

it('knows of no ends where a bit of what was written has turned, which may make six of two', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'wal'));
  const bytes = sealedJson({ ends: [[1, 2]] });
  const text = new TextDecoder().decode(bytes);
  const at = text.indexOf('2]');
  await writeFile(join(folder, TRIES_FILE), `${text.slice(0, at)}6${text.slice(at + 1)}`);
  expect((await LogTries.open(new FolderStorage(folder), [1], () => undefined)).deathsOf([1])).toBe(0);
  await writeFile(join(folder, TRIES_FILE), bytes);
  expect((await LogTries.open(new FolderStorage(folder), [1], () => undefined)).deathsOf([1])).toBe(2);
});

it('is written by the owner of the folder alone: who was taken over leaves the counts to the next', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'wal'));
  await writeFile(join(folder, TRIES_FILE), sealedJson({ ends: [[2, 4]] }));
  let isOwned = true;
  const tries = await LogTries.open(new FolderStorage(folder), [2], () => {
    if (!isOwned) throw new Error('another has it');
  });
  await tries.during([2], async () => (isOwned = false), leaving(0));
  expect(await readFile(join(folder, TRIES_FILE)).then(endsIn)).toEqual([[2, 5]]);
});
