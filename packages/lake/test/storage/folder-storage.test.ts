// FolderStorage: the contract of every storage, and what only a folder can get wrong.
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { setFileAside } from '../../src/quarantine.ts';
import { fileError } from '../../src/storage/file-error.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import { storageContract } from '../contract/storage-contract.ts';

const root = await mkdtemp(join(tmpdir(), 'tracelake-storage-'));
afterAll(() => rm(root, { recursive: true, force: true }));
const newFolder = () => mkdtemp(join(root, 'lake-'));

storageContract('FolderStorage', async () => new FolderStorage(await newFolder()));

describe('FolderStorage', () => {
  it('leaves no temporary file behind and shows none of a crashed writer', async () => {
    const folder = await newFolder();
    const storage = new FolderStorage(folder);
    await writeFile(join(folder, '.x.abc.tmp'), 'half');
    await storage.put('x', new Uint8Array([1]));
    await storage.put('x', new Uint8Array([2]), { ifNoneMatch: '*' }).catch(() => undefined);
    const paths: string[] = [];
    for await (const object of storage.list('')) paths.push(object.path);
    expect(paths).toEqual(['x']);
    expect((await readdir(folder)).sort()).toEqual(['.x.abc.tmp', 'x']);
  });

  it('gives equal bytes an etag of their own each time', async () => {
    const storage = new FolderStorage(await newFolder());
    const etags = new Set<string>();
    for (let version = 0; version < 50; version++) etags.add((await storage.put('x', new Uint8Array([1]))).etag);
    expect(etags.size).toBe(50);
  });

  it('locates objects as absolute files', async () => {
    const folder = await newFolder();
    const storage = new FolderStorage(folder);
    await storage.put('a/b', new Uint8Array([7]));
    expect([...(await readFile(storage.locate('a/b')))]).toEqual([7]);
  });

  it('has no objects where no folder is', async () => {
    const storage = new FolderStorage(join(root, 'absent'));
    const objects = [];
    for await (const object of storage.list('landing/')) objects.push(object);
    expect(objects).toEqual([]);
    expect(await storage.head('x')).toBeNull();
  });

  it('makes folders below its own, but never that one', async () => {
    const folder = await newFolder();
    const storage = new FolderStorage(folder);
    await storage.put('a/b/c', new Uint8Array(1));
    await rename(folder, `${folder}-away`);
    await expect(storage.put('a/b/d', new Uint8Array(1))).rejects.toMatchObject({ code: 'storage_unavailable' });
    await setFileAside(folder, 'a/b/c');
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    await rename(`${folder}-away`, folder);
    await storage.put('a/e/d', new Uint8Array(1));
    expect(await storage.head('a/e/d')).not.toBeNull();
  });

  it('takes a folder for no object', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'sub'));
    const storage = new FolderStorage(folder);
    expect(await storage.head('sub')).toBeNull();
    await expect(storage.get('sub')).rejects.toMatchObject({ code: 'object_not_found' });
  });

  it.runIf(process.getuid?.() !== 0)('says that a folder is read-only', async () => {
    const folder = await newFolder();
    await chmod(folder, 0o500);
    await expect(new FolderStorage(folder).put('x', new Uint8Array(1))).rejects.toMatchObject({
      code: 'folder_read_only',
    });
  });
});

describe('fileError', () => {
  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EFBIG', 'disk_full'],
    ['EROFS', 'folder_read_only'],
    ['EACCES', 'folder_read_only'],
    ['ENOENT', 'object_not_found'],
    ['EIO', 'storage_unavailable'],
    ['', 'internal'],
  ])('maps %s to %s', (errno, code) => {
    const coded = fileError(Object.assign(new Error(errno), { code: errno }), 'wal/log/1.log');
    expect(coded.code).toBe(code);
    expect(coded.message).toContain('wal/log/1.log');
  });

  it.each([
    ['EACCES', 'cannot be read (EACCES)', 'the right to read it'],
    ['EIO', 'failed: EIO', 'move this file out of the folder'],
  ])(
    'of what cannot be read does not say that it cannot be written, and names a next step: %s',
    (errno, message, hint) => {
      const coded = fileError(Object.assign(new Error(errno), { code: errno }), 'wal/log/1.log', 'read');
      expect([coded.message, coded.hint]).toEqual([expect.stringContaining(message), expect.stringContaining(hint)]);
    },
  );

  it.skipIf(process.platform !== 'linux')('names the next step where a disk fails to read', async () => {
    const folder = await newFolder();
    await symlink('/proc/self/mem', join(folder, 'x'));
    await expect(new FolderStorage(folder).get('x')).rejects.toMatchObject({
      code: 'storage_unavailable',
      hint: expect.stringContaining('move this file out of the folder'),
    });
  });

  it('knows a used-up quota, for which Node has no name', () => {
    const errno = -constants.errno.EDQUOT;
    const code = getSystemErrorName(errno);
    const coded = fileError(Object.assign(new Error(code), { code, errno }), 'wal/log/1.log');
    expect(coded).toMatchObject({ code: 'disk_full', message: expect.stringContaining("the user's quota") });
  });
});
