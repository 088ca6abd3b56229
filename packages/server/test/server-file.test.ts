// The file that commands find a server by: what is in its way delays it, and keeps no server from running.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountSmallDisk } from '@tracelake/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keepServerFile } from '../src/server-file.ts';
import { tempFolder } from './support/temp-folder.ts';

test('of a folder that is away at the start is written once it is back', async () => {
  const { path: folder, remove } = tempFolder();
  onTestFinished(remove);
  const document = { apiUrl: 'http://a', otlpUrl: 'http://b', pid: 1, instance: 'x', folderInode: null };
  const takeAway = await keepServerFile(folder, document, () => true);
  const read = () => JSON.parse(readFileSync(join(folder, 'wal/server.json'), 'utf8')) as unknown;
  expect(read).toThrow('ENOENT');
  mkdirSync(join(folder, 'wal'));
  await vi.waitFor(() => expect(read()).toEqual(document), { timeout: 30_000 });
  await takeAway();
  expect(read).toThrow('ENOENT');
});

test('that cannot be removed keeps no stop from landing what is behind it', async ({ skip }) => {
  const disk = mountSmallDisk(1_000_000, { env: process.env });
  if (disk === null) return skip();
  onTestFinished(() => disk.remove());
  mkdirSync(join(disk.path, 'wal'));
  const document = { apiUrl: 'http://a', otlpUrl: 'http://b', pid: 1, instance: 'x', folderInode: null };
  const takeAway = await keepServerFile(disk.path, document, () => true);
  expect(disk.setReadOnly(true)).toBe(true);
  await takeAway();
  expect(JSON.parse(readFileSync(join(disk.path, 'wal/server.json'), 'utf8'))).toEqual(document);
});
