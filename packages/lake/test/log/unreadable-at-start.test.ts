// A start that meets a file it cannot read says which, and what to do with it: what it says to do is done, and the start goes on.
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import { afterEach, expect, it, vi } from 'vitest';
import { makeFolder } from '../../src/storage/atomic-file.ts';
import { fileError } from '../../src/storage/file-error.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { abandon, append, bodyOf, newFolder, openWriter, spanIds, visibleSpanIds } from './lake-fixture.ts';

afterEach(() => void vi.restoreAllMocks());

/** A disk on which this file cannot be read, as long as it lies there. */
function failFor(path: string, errno: string): void {
  const fail = (name: string) => {
    if (name === path) throw fileError(Object.assign(new Error(`${errno}: read`), { code: errno }), path, 'read');
  };
  const { get, readInto } = FolderStorage.prototype;
  vi.spyOn(FolderStorage.prototype, 'get').mockImplementation(async function (this: FolderStorage, name, range) {
    const bytes = await get.call(this, name, range);
    fail(name);
    return bytes;
  });
  vi.spyOn(FolderStorage.prototype, 'readInto').mockImplementation(async function (this: FolderStorage, name, target) {
    const sizeBytes = await readInto.call(this, name, target);
    fail(name);
    return sizeBytes;
  });
}

/** Of a server that was killed: two spans have landed, two have a tail, two only a log. */
async function killed(): Promise<string> {
  const folder = await newFolder();
  const writer = await openWriter(folder);
  await append(writer, bodyOf(0, 2));
  await writer.land();
  await append(writer, bodyOf(2, 2));
  await writer.refresh();
  await append(writer, bodyOf(4, 2));
  await abandon(folder);
  return folder;
}

async function failedStart(folder: string): Promise<TracelakeError> {
  const failure = await openWriter(folder).catch((error: unknown) => error);
  if (!isTracelakeError(failure)) throw new Error(`It started, or failed with ${failure}.`);
  return failure;
}

async function moveAsTold(folder: string, { hint }: TracelakeError): Promise<void> {
  const [, from, to] = /move "([^"]+)" to "([^"]+)"/.exec(hint)!;
  expect([from, to].every((path) => path!.startsWith(folder))).toBe(true);
  await makeFolder(dirname(to!), false);
  await rename(from!, to!);
}

it.each([
  ['current.json', 'wal/current.json', 6],
  ['a log that has a tail', 'wal/log/000000000002.log', 6],
  ['a log that has none', 'wal/log/000000000003.log', 4],
  ['a file of fingerprints', 'wal/recent/000000000001.bin', 6],
])('%s: the file, where to move it, and what that costs', async (_, path, rows) => {
  const folder = await killed();
  failFor(path, 'EIO');
  const failure = await failedStart(folder);
  expect(failure).toMatchObject({ code: 'storage_unavailable', message: expect.stringContaining(path) });
  expect(failure.hint).toMatch(/^Mend the disk, and start again; or move .*: .* then/);
  await moveAsTold(folder, failure);
  vi.restoreAllMocks();
  const writer = await openWriter(folder);
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, rows));
});

it('asks for the right to read it where that is all it lacks, and for nothing of it where too many files are open', async () => {
  const folder = await killed();
  const path = join('wal/log', '000000000003.log');
  failFor(path, 'EACCES');
  expect((await failedStart(folder)).hint).toMatch(
    /^Give the user that runs Tracelake the right to read it, and start/,
  );
  vi.restoreAllMocks();
  failFor(path, 'EMFILE');
  expect((await failedStart(folder)).hint).toMatch(/ulimit -n/);
});
