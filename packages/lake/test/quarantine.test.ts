// What is set aside never replaces what was set aside before under the same name.
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { linkFileAside, putAside, quarantinedFiles, setFileAside, setMisplacedAside } from '../src/quarantine.ts';
import { FolderStorage } from '../src/storage/folder-storage.ts';

const root = await mkdtemp(join(tmpdir(), 'tracelake-quarantine-'));
afterAll(() => rm(root, { recursive: true }));

const newFolder = () => mkdtemp(join(root, 'lake-'));
const LANDING = 'landing/spans/dt=2026-11-22/hour=17/a.parquet';

async function write(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function textsAside(folder: string): Promise<string[]> {
  const files = await quarantinedFiles(folder);
  return Promise.all(files.map(({ path }) => readFile(join(folder, path), 'utf8')));
}

it('keeps each of several files of one name, and says where', async () => {
  const folder = await newFolder();
  const names: (string | null)[] = [];
  for (const text of ['first', 'second', 'third']) {
    await write(folder, LANDING, text);
    names.push(await setFileAside(folder, LANDING));
    expect(await readFile(join(folder, names.at(-1)!), 'utf8')).toBe(text);
  }
  const stem = `wal/quarantine/${LANDING.slice(0, -'.parquet'.length)}`;
  expect(names).toEqual([`${stem}.parquet`, `${stem}-2.parquet`, `${stem}-3.parquet`]);
  expect((await textsAside(folder)).sort()).toEqual(['first', 'second', 'third']);
  expect(await setFileAside(folder, LANDING)).toBeNull();
});

it('keeps what a link aside would have stood for, and links one file once', async () => {
  const folder = await newFolder();
  await write(folder, LANDING, 'first');
  const first = await linkFileAside(folder, LANDING);
  expect(await linkFileAside(folder, LANDING)).toBe(first);
  await rm(join(folder, LANDING));
  await write(folder, LANDING, 'second');
  expect(await linkFileAside(folder, LANDING)).not.toBe(first);
  // As a move that was cut off behind its link.
  expect(await setFileAside(folder, LANDING)).toMatch(/-2\.parquet$/);
  expect((await textsAside(folder)).sort()).toEqual(['first', 'second']);
});

it('keeps pieces of logs that come under one name, each once', async () => {
  const folder = await newFolder();
  const storage = new FolderStorage(folder);
  const put = (text: string) => putAside(storage, 'wal/quarantine/000000000001-48.bin', Buffer.from(text));
  expect([await put('one'), await put('other'), await put('one'), await put('other')]).toEqual(
    ['', '-2', '', '-2'].map((number) => `wal/quarantine/000000000001-48${number}.bin`),
  );
  expect((await textsAside(folder)).sort()).toEqual(['one', 'other']);
});

it('keeps folders that stood in a file’s place at the same moment', async () => {
  const folder = await newFolder();
  for (const name of ['first', 'second']) {
    await write(folder, `wal/current.json/${name}`, name);
    expect(await setMisplacedAside(folder, 'wal/current.json', 7)).toMatch(/current\.json-7(-2)?\.misplaced$/);
  }
  const paths = (await quarantinedFiles(folder)).map(({ path }) => path);
  expect(paths.filter((path) => /(first|second)$/.test(path))).toHaveLength(2);
});

/** A folder of another disk, where this machine has one. */
const otherDisk = await mkdtemp('/dev/shm/tracelake-quarantine-').catch(() => null);
afterAll(async () => {
  if (otherDisk !== null) await rm(otherDisk, { recursive: true });
});
const isOther = otherDisk !== null && (await stat(otherDisk)).dev !== (await stat(root)).dev;

it.skipIf(!isOther)('takes files to another disk, where a link leads there', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'wal'));
  await symlink(otherDisk!, join(folder, 'wal/quarantine'));
  for (const text of ['first', 'second']) {
    await write(folder, LANDING, text);
    expect(await readFile(join(folder, (await setFileAside(folder, LANDING))!), 'utf8')).toBe(text);
    expect(await setFileAside(folder, LANDING)).toBeNull();
  }
});
