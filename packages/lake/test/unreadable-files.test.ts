// Which files that could not be read are damaged, and which only could not be read then.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { TracelakeError } from '@tracelake/schema';
import { afterAll, expect, test } from 'vitest';
import { fileError } from '../src/storage/file-error.ts';
import { UnreadableFiles } from '../src/unreadable-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracelake-unreadable-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'a.parquet'), 'what was written');
const WRITTEN = crc32('what was written');

const EIO = fileError(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }), 'a.parquet');
const NO_PARQUET = new TracelakeError('corrupt_file', '"a.parquet" cannot be read as Parquet.');

test.each([
  ['the disk failed, and by now it does not', undefined, EIO, 'it cannot be read (EIO)'],
  ['the disk failed', WRITTEN, EIO, 'it cannot be read (EIO)'],
  ['it has what was written', WRITTEN, NO_PARQUET, 'it was not read, though it is as it was written'],
])('%s: it stays', async (_, checksum, failure, reason) => {
  const files = new UnreadableFiles((path) => join(folder, path));
  expect(await files.reasonOf('a.parquet', checksum, failure)).toContain(reason);
});

test('an engine that could not read it, as the disk failed, is not asked again at once, whoever knows what was written', async () => {
  const files = new UnreadableFiles((path) => join(folder, path));
  expect(await files.reasonOf('a.parquet', undefined, EIO, 'engine')).toContain('it cannot be read (EIO)');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await files.readableAgain()).toEqual([]);
});

test.each([
  ['it has something else than was written', WRITTEN + 1, NO_PARQUET],
  ['nobody knows what was written, and it is no Parquet', undefined, NO_PARQUET],
  ['it is gone', WRITTEN, null],
])('%s: it is damaged', async (why, checksum, failure) => {
  const files = new UnreadableFiles((path) => join(folder, path));
  const path = why === 'it is gone' ? 'b.parquet' : 'a.parquet';
  expect(await files.reasonOf(path, checksum, failure)).toBeNull();
});

test('what was written is remembered: nobody may know it by the next time', async () => {
  const files = new UnreadableFiles((path) => join(folder, path));
  await files.reasonOf('a.parquet', WRITTEN, EIO);
  expect(await files.reasonOf('a.parquet', undefined, null)).toContain('as it was written');
});
