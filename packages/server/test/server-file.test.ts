// The file that commands find a server by: what is in its way delays it, and keeps no server from running.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
