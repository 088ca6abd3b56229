// The writer on a disk that fails or is slow, by a clock that is set, in a folder that goes from under it.
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createOtlpDecoder } from '@tracelake/otlp';
import { describe, expect, it } from 'vitest';
import { type LogHandle, openLogFile } from '../../src/log/log-file.ts';
import {
  abandon,
  append,
  bodyOf,
  codeOf,
  ManualClock,
  namesIn,
  newFolder,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

/** A disk that needs so long for each sync. */
async function openSlowly(path: string, syncMs: number): Promise<LogHandle> {
  const handle = await openLogFile(path);
  return {
    writev: (buffers, position) => handle.writev(buffers, position),
    datasync: () => setTimeout(syncMs).then(() => handle.datasync()),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}

/** A disk that fails with `errno` while `isFull`, after having written half of what it was given. */
class FailingDisk {
  isFull = false;
  errno = 'ENOSPC';
  failing: 'write' | 'sync' = 'write';

  open = async (path: string): Promise<LogHandle> => {
    const handle = await openLogFile(path);
    return {
      writev: async (buffers, position) => {
        if (!this.isFull || this.failing !== 'write') return handle.writev(buffers, position);
        await handle.writev([buffers[0]!.subarray(0, buffers[0]!.length >> 1)], position);
        throw Object.assign(new Error(`${this.errno}: write`), { code: this.errno });
      },
      datasync: async () => {
        await handle.datasync();
        if (this.isFull && this.failing === 'sync') throw Object.assign(new Error(this.errno), { code: this.errno });
      },
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
  };
}

describe('a failing disk', () => {
  it.each([
    ['ENOSPC', 'write', 'disk_full'],
    ['EFBIG', 'write', 'disk_full'],
    ['EIO', 'sync', 'storage_unavailable'],
    ['EROFS', 'write', 'storage_unavailable'],
  ] as const)('%s on %s: %s, nothing of the body is shown, and the writer goes on', async (errno, failing, code) => {
    const folder = await newFolder();
    const disk = new FailingDisk();
    Object.assign(disk, { errno, failing });
    const writer = await openWriter(folder, { openLogFile: disk.open });
    await append(writer, bodyOf(0, 2));
    disk.isFull = true;
    const refused = await Promise.allSettled([append(writer, bodyOf(2, 2)), append(writer, bodyOf(4, 2))]);
    for (const result of refused) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code, retryAfterSeconds: 5 } });
    }
    disk.isFull = false;
    expect(await append(writer, bodyOf(2, 2))).toMatchObject({ rows: 2, duplicate: false });
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(writer.stats().errorsByCode).toEqual({ [code]: 2 });
    await abandon(folder);
    const second = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(second.stats().damage).toEqual([]);
    await second.close();
  });

  it('that is only slow is waited for by groups: many bodies share each sync', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder, { openLogFile: (path) => openSlowly(path, 50) });
    const results = await Promise.all(Array.from({ length: 100 }, (_, n) => append(writer, bodyOf(n, 1))));
    expect(results.every(({ rows }) => rows === 1)).toBe(true);
    expect(writer.stats().log.groupCommits).toBeLessThan(10);
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 100));
  });

  it('that is slow refuses no trickle: while segments wait, the open one stays open and takes what comes', async () => {
    const folder = await newFolder();
    const limits = { tailEveryMs: 10, waitingBytes: 1 << 16 };
    const writer = await openWriter(folder, { limits, openLogFile: (path) => openSlowly(path, 100) });
    const sent: Promise<string>[] = [];
    for (let n = 0; n < 60; n++) {
      sent.push(codeOf(append(writer, bodyOf(n, 1))));
      await setTimeout(10);
    }
    expect(new Set(await Promise.all(sent))).toEqual(new Set(['none']));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 60));
  });

  it('has its memory used again, however often it fails', async () => {
    const disk = new FailingDisk();
    disk.isFull = true;
    let decoders = 0;
    const decoderFactory: typeof createOtlpDecoder = (...of) => {
      decoders++;
      return createOtlpDecoder(...of);
    };
    const segments = new Set<unknown>();
    const writer = await openWriter(await newFolder(), {
      decoderFactory,
      openLogFile: async (path) => {
        const handle = await disk.open(path);
        const writev = async (buffers: Uint8Array[], position: number) => {
          for (const { buffer } of buffers) segments.add(buffer);
          return handle.writev(buffers, position);
        };
        return { ...handle, writev };
      },
    });
    for (let n = 0; n < 20; n++) expect(await codeOf(append(writer, bodyOf(n, 1)))).toBe('disk_full');
    expect([decoders, segments.size]).toEqual([1, 1]);
    await writer.close();
  });

  it('starts with the first body of a log file', async () => {
    const folder = await newFolder();
    const disk = new FailingDisk();
    disk.isFull = true;
    const writer = await openWriter(folder, { openLogFile: disk.open });
    expect(await codeOf(append(writer, bodyOf(0, 2)))).toBe('disk_full');
    await writer.refresh();
    await expect.poll(() => namesIn(folder, 'wal/log')).toEqual([]);
    disk.isFull = false;
    await append(writer, bodyOf(0, 2));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  });
});

it('shows each row once however the clock is set', async () => {
  const folder = await newFolder();
  const clock = new ManualClock();
  let writer = await openWriter(folder, { clock });
  const jumpsMs = [0, -90_000, 30_000, -86_400_000, 172_800_000, -3_600_000, 1, -31_536_000_000];
  for (const [n, jumpMs] of jumpsMs.entries()) {
    clock.wallMs += jumpMs;
    await append(writer, bodyOf(10 * n, 10));
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10 * n + 10));
    clock.advance(1_000);
    if (n === 4) {
      await abandon(folder);
      writer = await openWriter(folder, { clock });
    }
  }
  expect(await append(writer, bodyOf(70, 10))).toMatchObject({ duplicate: true });
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10 * jumpsMs.length));
});

describe('a folder that goes from under its writer', () => {
  it('takes nothing while it is moved away, says so, and goes on when it is back', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder, { limits: { tailEveryMs: 10 } });
    await append(writer, bodyOf(0, 3));
    await writer.refresh();
    await rename(folder, `${folder}-away`);
    const refusal = { code: 'storage_unavailable', message: expect.stringContaining('moved or deleted') };
    await expect(append(writer, bodyOf(3, 3))).rejects.toMatchObject(refusal);
    expect(writer.currentTrouble).toMatchObject(refusal);
    expect(writer.stats().trouble).toMatchObject({ code: 'storage_unavailable' });
    await rename(`${folder}-away`, folder);
    await append(writer, bodyOf(3, 3));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });

  it.each([
    ['the folder', ''],
    ['its lock', '/wal/lock'],
  ])('has a body once that %s was away for, though its log file was open', async (_, part) => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await rename(`${folder}${part}`, `${folder}-away`);
    for (let n = 0; n < 3; n++) expect(await codeOf(append(writer, bodyOf(3, 3)))).toBe('storage_unavailable');
    await rename(`${folder}-away`, `${folder}${part}`);
    expect(await append(writer, bodyOf(3, 3))).toMatchObject({ rows: 3, duplicate: false });
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(writer.stats().damage).toEqual([]);
  });

  it('keeps no log file of refused bodies whose lock went while they were written, for a start long after', async () => {
    const folder = await newFolder();
    const lock = join(folder, 'wal/lock');
    const openFile = async (path: string) => {
      const handle = await openSlowly(path, 0);
      return { ...handle, datasync: () => handle.datasync().then(() => rename(lock, `${folder}-lock`)) };
    };
    const writer = await openWriter(folder, { limits: { tailEveryMs: 10 }, openLogFile: openFile });
    expect(await codeOf(append(writer, bodyOf(0, 3)))).toBe('storage_unavailable');
    expect(await namesIn(folder, 'wal/log')).toHaveLength(1);
    await rename(`${folder}-lock`, lock);
    await expect.poll(() => namesIn(folder, 'wal/log'), { timeout: 10_000 }).toEqual([]);
    await writer.close();
  });

  it('that is moved away at any moment is not made again, and has every row once when it is back', async () => {
    for (let steps = 0; steps < 12; steps++) {
      const folder = await newFolder();
      const writer = await openWriter(folder, { limits: { rowGroupRows: 1 } });
      await append(writer, bodyOf(0, 3));
      await writer.refresh();
      await append(writer, bodyOf(3, 3));
      const landing = codeOf(writer.land());
      for (let step = 0; step < steps; step++) await setImmediate();
      await rename(folder, `${folder}-away`);
      await landing;
      expect(await codeOf(append(writer, bodyOf(6, 3)))).toBe('storage_unavailable');
      expect(existsSync(folder)).toBe(false);
      await rename(`${folder}-away`, folder);
      await append(writer, bodyOf(6, 3));
      await writer.close();
      expect(writer.stats().damage).toEqual([]);
      expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 9));
    }
  });

  it('writes nothing into an older copy of it that was put in its place, and goes on when it is back', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.refresh();
    await cp(folder, `${folder}-copy`, { recursive: true });
    await append(writer, bodyOf(3, 3));
    await writer.refresh();
    await rename(folder, `${folder}-away`);
    await rename(`${folder}-copy`, folder);
    const before = await namesIn(folder, 'wal/log');
    expect(await codeOf(append(writer, bodyOf(6, 3)))).toBe('storage_unavailable');
    await expect(writer.land()).rejects.toMatchObject({ message: expect.stringContaining('a copy lies in its place') });
    expect(await namesIn(folder, 'wal/log')).toEqual(before);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    await rename(folder, `${folder}-copy`);
    await rename(`${folder}-away`, folder);
    await append(writer, bodyOf(6, 3));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 9));
  });

  it('writes nothing into a folder that another writer has made in its place', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 3));
    await rm(folder, { recursive: true });
    const second = await openWriter(folder);
    await append(second, bodyOf(10, 3));
    await expect(first.land()).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await codeOf(append(first, bodyOf(3, 3)))).toBe('storage_unavailable');
    await first.close().catch(() => undefined);
    await second.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(10, 3));
    expect(await namesIn(folder, 'wal/quarantine')).toEqual([]);
  });
});
