// What is in a file's place and is none: never waited for, and named.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { misplacedKind } from '../../src/storage/regular-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'tracelake-regular-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const storage = new FolderStorage(folder);

const MAKERS = {
  'a folder': (path: string) => mkdir(path),
  'a FIFO': async (path: string) => void execFileSync('mkfifo', [path]),
  'a link that leads nowhere': (path: string) => symlink(path, path),
};

it.each(Object.entries(MAKERS))('%s is no object', async (kind, make) => {
  await make(storage.locate(kind));
  expect(await misplacedKind(storage.locate(kind))).toBe(kind);
  const absent = { code: 'object_not_found', message: expect.stringContaining(`"${kind}" is ${kind}`) };
  await expect(storage.get(kind)).rejects.toMatchObject(absent);
  await expect(storage.readInto(kind, new Uint8Array(1))).rejects.toMatchObject(absent);
  expect(await storage.head(kind)).toBeNull();
});

it('a file is one, behind a link too; what is not there is nothing', async () => {
  await writeFile(storage.locate('file'), 'x');
  await symlink(storage.locate('file'), storage.locate('link'));
  for (const path of ['file', 'link', 'nothing']) expect(await misplacedKind(storage.locate(path))).toBeNull();
  expect(await storage.get('link')).toHaveLength(1);
});

it('a list leaves out what is no file, and goes on', async () => {
  const paths: string[] = [];
  for await (const { path } of storage.list('')) paths.push(path);
  expect(paths).toEqual(['file', 'link']);
});
