// Who may write a folder, and which folders are refused.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readLockOwner } from '../../src/log/folder-lock.ts';
import { processStartOf } from '../../src/log/lock-owner.ts';
import { buildPrograms } from './built-roll-worker.ts';
import {
  abandon,
  append,
  bodyOf,
  codeOf,
  namesIn,
  newFolder,
  openReader,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

describe('a folder', () => {
  it('has one writer, and the error names it', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await expect(openWriter(folder)).rejects.toMatchObject({
      code: 'folder_locked',
      details: { pid: process.pid, folder },
    });
    await writer.close();
    await (await openWriter(folder)).close();
  });

  it('is taken over from a writer that is gone', async () => {
    const folder = await newFolder();
    await (await openWriter(folder)).close();
    const owner = { pid: 2 ** 22 - 1, host: hostname(), processStart: '1', lockedAt: 'then', token: 'x' };
    await writeFile(join(folder, 'wal/lock'), JSON.stringify(owner));
    await (await openWriter(folder)).close();
    await writeFile(join(folder, 'wal/lock'), JSON.stringify({ ...owner, pid: process.pid }));
    await (await openWriter(folder)).close();
    await writeFile(join(folder, 'wal/lock'), '');
    await (await openWriter(folder)).close();
  });

  it.skipIf(process.platform !== 'linux')(
    'is taken over from one that was killed and that nobody has buried',
    async () => {
      const folder = await newFolder();
      await (await openWriter(folder)).close();
      // What takes the shell's place asks after none of its children.
      const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void parent.kill('SIGKILL'));
      const pid = Number(String((await once(parent.stdout, 'data'))[0]));
      const owner = { pid, host: hostname(), processStart: processStartOf(pid), lockedAt: 'then', token: 'x' };
      await writeFile(join(folder, 'wal/lock'), JSON.stringify(owner));
      expect(await codeOf(openWriter(folder))).toBe('folder_locked');
      await expect.poll(() => readFile(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
      await (await openWriter(folder)).close();
    },
  );

  it('whose lock is a FIFO meanwhile is not its own: nobody waits for it', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await rm(join(folder, 'wal/lock'));
    execFileSync('mkfifo', [join(folder, 'wal/lock')]);
    expect(await readLockOwner(folder)).toBeNull();
    expect(await codeOf(append(writer, bodyOf(0, 3)))).toBe('storage_unavailable');
    await writer.close();
  });

  it('is left to a writer whose processes cannot be seen, on a host of the same name, until it shows no life', async () => {
    const folder = await newFolder();
    await (await openWriter(folder)).close();
    const path = join(folder, 'wal/lock');
    const elsewhere = { pid: 2 ** 22 - 1, host: hostname(), processStart: '1', processSpace: 'pid:[1]' };
    await writeFile(path, JSON.stringify({ ...elsewhere, lockedAt: 'then', token: 'x' }));
    await expect(openWriter(folder)).rejects.toMatchObject({
      code: 'folder_locked',
      message: expect.stringContaining('in another container'),
      hint: expect.stringContaining('20 s after its last sign of life'),
    });
    const longAgo = new Date(Date.now() - 21_000);
    await utimes(path, longAgo, longAgo);
    await (await openWriter(folder)).close();
  });

  it('is free where the last sign of life lies ahead, since the clock was set back, unless the next one comes', async () => {
    const folder = await newFolder();
    await (await openWriter(folder)).close();
    const path = join(folder, 'wal/lock');
    const elsewhere = { pid: 2 ** 22 - 1, host: hostname(), processStart: '1', processSpace: 'pid:[1]' };
    for (const isAlive of [true, false]) {
      await writeFile(path, JSON.stringify({ ...elsewhere, lockedAt: 'then', token: 'x' }));
      const ahead = Date.now() + 86_400_000;
      await utimes(path, ahead / 1000, ahead / 1000);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const opening = openWriter(folder);
      const outcome = opening.then(
        () => 'open',
        ({ code }) => code,
      );
      await vi.waitUntil(() => vi.getTimerCount() > 0, { timeout: 20_000 });
      if (isAlive) await utimes(path, Date.now() / 1000, Date.now() / 1000);
      vi.advanceTimersByTime(10_000);
      vi.useRealTimers();
      expect(await outcome).toBe(isAlive ? 'folder_locked' : 'open');
      if (!isAlive) await (await opening).close();
    }
  });

  it('that is a copy of one that is written is free once no sign of life has come for a while', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 2));
    const copy = `${folder}-copy`;
    await cp(folder, copy, { recursive: true });
    await expect(openWriter(copy)).rejects.toMatchObject({
      code: 'folder_locked',
      message: expect.stringContaining('looks like a copy'),
      hint: expect.stringContaining('20 s after it was made'),
    });
    expect(await readLockOwner(copy)).toBeNull();
    const longAgo = new Date(Date.now() - 21_000);
    await utimes(join(copy, 'wal/lock'), longAgo, longAgo);
    const second = await openWriter(copy);
    await append(second, bodyOf(2, 2));
    await second.close();
    await append(writer, bodyOf(4, 2));
    await writer.close();
    expect(await visibleSpanIds(copy)).toEqual(spanIds(0, 4));
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
  });

  it('gets signs of life from its owner alone: a lock that another has by now goes stale with that one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const folder = await newFolder();
    const path = join(folder, 'wal/lock');
    const writer = await openWriter(folder);
    const modifiedAtMs = async () => (await stat(path)).mtimeMs;
    const longAgo = new Date(Math.trunc(Date.now() / 1000) * 1000 - 21_000);
    await utimes(path, longAgo, longAgo);
    vi.advanceTimersByTime(5_000);
    await vi.waitUntil(async () => (await modifiedAtMs()) !== longAgo.getTime(), { timeout: 20_000 });
    const other = { ...JSON.parse(await readFile(path, 'utf8')), token: 'another' };
    await writeFile(path, JSON.stringify(other));
    await utimes(path, longAgo, longAgo);
    vi.advanceTimersByTime(5_000);
    // Behind any change of times that was begun.
    for (let n = 0; n < 20; n++) await stat(path);
    expect(await modifiedAtMs()).toBe(longAgo.getTime());
    await writer.close().catch(() => undefined);
  });

  it('that was moved with its lock is still the one that is written', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const moved = `${folder}-moved`;
    await rename(folder, moved);
    const longAgo = new Date(Date.now() - 21_000);
    await utimes(join(moved, 'wal/lock'), longAgo, longAgo);
    expect(await codeOf(openWriter(moved))).toBe('folder_locked');
    await rename(moved, folder);
    await writer.close();
  });

  it('that was taken over takes nothing any more: what the new one did not find is not acknowledged', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 2));
    await abandon(folder);
    const second = await openWriter(folder);
    // The first has its log file open still, which the second has read and deleted.
    expect(await codeOf(append(first, bodyOf(2, 2)))).toBe('storage_unavailable');
    await append(second, bodyOf(4, 2));
    await second.refresh();
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
    await first.close().catch(() => undefined);
    await second.close();
  });

  it('is taken over at once from one that was killed in the middle of a takeover', async () => {
    const folder = await newFolder();
    await (await openWriter(folder)).close();
    const gone = { pid: 2 ** 22 - 1, host: hostname(), processStart: '1', lockedAt: 'then', token: 'first' };
    await writeFile(join(folder, 'wal/lock'), JSON.stringify(gone));
    await writeFile(join(folder, 'wal/lock.takeover-first'), JSON.stringify({ ...gone, token: 'second' }));
    await writeFile(join(folder, 'wal/lock.takeover-of-a-lock-long-gone'), JSON.stringify(gone));
    const writer = await openWriter(folder);
    expect((await namesIn(folder, 'wal')).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
    await writer.close();
  });

  it('goes to one of many that start at once', async () => {
    const folder = await newFolder();
    await (await openWriter(folder)).close();
    await writeFile(join(folder, 'wal/lock'), '');
    const opened = await Promise.allSettled(Array.from({ length: 6 }, () => openWriter(folder)));
    const writers = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(writers).toHaveLength(1);
    await writers[0]!.close();
  });

  it('goes to one at a time of four processes that ask for it without end, and the others are told so', async () => {
    const { takerProgram } = await buildPrograms();
    const folder = await newFolder();
    const take = () => promisify(execFile)(process.execPath, [takerProgram, folder, '150']);
    const takers = await Promise.all(Array.from({ length: 4 }, take));
    const outcomes = takers.map(({ stdout }) => Object.keys(JSON.parse(stdout) as Record<string, number>));
    expect(new Set(outcomes.flat())).toEqual(new Set(['opened', 'folder_locked']));
    expect((await namesIn(folder, 'wal')).filter((name) => name.includes('lock'))).toEqual([]);
  });

  it('of a newer version is refused', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'lake.json'), JSON.stringify({ format: 2, lakeId: 'abcdefabcdef' }));
    expect(await codeOf(openWriter(folder))).toBe('folder_version');
    expect(await codeOf(openReader(folder))).toBe('folder_version');
  });

  it('without a lake is said to be none', async () => {
    expect(await codeOf(openReader(await newFolder()))).toBe('folder_not_found');
    expect(await codeOf(openReader('/nowhere/at/all'))).toBe('folder_not_found');
  });

  it.runIf(process.getuid?.() !== 0)('that is read-only can be read, not written', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.close();
    for (const part of ['', 'wal', 'catalog', 'landing']) await chmod(join(folder, part), 0o500);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    expect(await codeOf(openWriter(folder))).toBe('folder_read_only');
  });

  it('says so at once where no folder can be made at all', async () => {
    // Linux's /proc answers ENOENT to every mkdir; elsewhere the root of a drive that is not there does.
    const folder = process.platform === 'win32' ? 'Q:\\nowhere\\lake' : '/proc/nowhere/lake';
    expect(['folder_read_only', 'storage_unavailable']).toContain(await codeOf(openWriter(folder)));
  });
});
