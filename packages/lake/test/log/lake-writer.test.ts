// The writer as a whole, with the real decoder and Parquet writer: what it acknowledges, shows, refuses and recovers.
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LogHandle, openLogFile } from '../../src/log/log-file.ts';
import { logSeed, scanLog } from '../../src/log/log-record.ts';
import {
  append,
  bodyOf,
  codeOf,
  ManualClock,
  newFolder,
  openReader,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

async function namesIn(folder: string, part: string): Promise<string[]> {
  return (await readdir(join(folder, part))).sort();
}

async function landingNames(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'landing'), { recursive: true })).filter((name) => name.endsWith('.parquet'));
}

/** As after `kill -9`: the folder as it is, without the lock of this process, which still runs. */
async function abandon(folder: string): Promise<void> {
  await rm(join(folder, 'wal/lock'));
}

describe('LakeWriter', () => {
  it('answers with what the decoder found', async () => {
    const writer = await openWriter(await newFolder());
    expect(await append(writer, bodyOf(0, 3))).toEqual({ rows: 3, rejected: 0, message: '', duplicate: false });
    expect(writer.stats()).toMatchObject({ acknowledged: { requests: 1, rows: 3 }, log: { groupCommits: 1 } });
    await writer.close();
  });

  it('shows rows in a tail, then in landing, once at every step', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const writer = await openWriter(folder, { clock });
    await append(writer, bodyOf(0, 10));
    expect(await visibleSpanIds(folder)).toEqual([]);
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10));
    await append(writer, bodyOf(10, 10));
    await writer.refresh();
    expect(await namesIn(folder, 'wal/tail')).toHaveLength(4);
    clock.advance(60_000);
    await writer.refresh();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 20));
    expect(writer.stats()).toMatchObject({ tails: { live: 0, written: 2 }, landing: { files: 1, rows: 20 } });
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
    const [name] = await landingNames(folder);
    expect(name).toMatch(/^spans\/dt=2026-11-22\/hour=17\/20261122T170500Z-[0-9a-f]{12}-0{11}1-0{11}2\.parquet$/);
    await writer.close();
  });

  it('lands everything when it closes, and goes on where it ended', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 5));
    await first.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 5));
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
    const second = await openWriter(folder);
    await append(second, bodyOf(5, 5));
    await second.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 10));
    expect(await codeOf(append(second, bodyOf(10, 1)))).toBe('shutting_down');
  });

  it('recovers what was acknowledged and never shown', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 7));
    await abandon(folder);
    const snapshot = await (await openReader(folder)).snapshot();
    expect(snapshot.files).toEqual([]);
    expect(snapshot.notes?.join()).toMatch(/are not shown/);
    const second = await openWriter(folder);
    expect(second.stats().recovered).toEqual({ logs: 1, rows: 7 });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    await second.close();
  });

  it('recovers tails that were shown without showing them twice', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 7));
    await first.refresh();
    await abandon(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    const second = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 7));
    await second.close();
    expect(await landingNames(folder)).toHaveLength(1);
  });

  it('refuses a malformed body and keeps its neighbours', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const broken = bodyOf(100, 4).subarray(0, -3);
    const results = await Promise.all([
      codeOf(append(writer, bodyOf(0, 2))),
      codeOf(append(writer, broken)),
      codeOf(append(writer, bodyOf(2, 2))),
    ]);
    expect(results).toEqual(['none', 'malformed_body', 'none']);
    await abandon(folder);
    const second = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(second.stats().damage).toEqual([]);
    await second.close();
  });

  it('answers a body without rows and logs nothing', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    expect(await append(writer, new Uint8Array(0))).toMatchObject({ rows: 0, duplicate: false });
    await writer.close();
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
  });

  it('stores a body larger than a segment', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 40, 10_000));
    await append(writer, bodyOf(40, 1));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 41));
  });

  it('commits many bodies with few syncs', async () => {
    const writer = await openWriter(await newFolder(), { limits: { segmentBytes: 1 << 20 } });
    await Promise.all(Array.from({ length: 200 }, (_, n) => append(writer, bodyOf(n, 1))));
    expect(writer.stats().log.groupCommits).toBeLessThan(20);
    await writer.close();
  });

  it('tells senders to wait when the roll falls behind', async () => {
    const writer = await openWriter(await newFolder(), { limits: { unlandedLogBytes: 5_000 } });
    for (let n = 0; n < 20; n++) {
      await append(writer, bodyOf(n, 1, 500)).catch(() => undefined);
      await writer.refresh();
    }
    await expect(append(writer, bodyOf(99, 1))).rejects.toMatchObject({ code: 'too_busy', retryAfterSeconds: 5 });
    await writer.land();
    expect((await append(writer, bodyOf(99, 1))).rows).toBe(1);
    await writer.close();
  });
});

describe('a kill between the two renames of a landing', () => {
  /** The folder as it was before a range landed, with the landing file in place that no document counts yet. */
  async function halfLanded(): Promise<string> {
    const folder = await newFolder();
    const writer = await openWriter(folder, { limits: { landingLogBytes: 1 } });
    await append(writer, bodyOf(0, 2));
    await writer.refresh();
    await abandon(folder);
    const copy = `${folder}-before`;
    await cp(folder, copy, { recursive: true });
    await writer.land();
    await cp(join(folder, 'landing'), join(copy, 'landing'), { recursive: true });
    return copy;
  }

  it('leaves a file that readers do not count', async () => {
    const folder = await halfLanded();
    expect(await landingNames(folder)).toHaveLength(1);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  });

  it('is settled by the next start, which writes nothing twice', async () => {
    const folder = await halfLanded();
    const writer = await openWriter(folder);
    expect(writer.stats().recovered).toEqual({ logs: 0, rows: 0 });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
    expect(await append(writer, bodyOf(0, 2))).toMatchObject({ duplicate: true });
    await writer.close();
    expect(await landingNames(folder)).toHaveLength(1);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
  });
});

describe('a retried body', () => {
  it('is answered and not stored twice', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const results = await Promise.all([append(writer, bodyOf(0, 3)), append(writer, bodyOf(0, 3))]);
    expect(results.map((result) => result.duplicate)).toEqual([false, true]);
    await writer.land();
    expect(await append(writer, bodyOf(0, 3))).toMatchObject({ rows: 3, duplicate: true });
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    expect(writer.stats().duplicateRequests).toBe(2);
  });

  it('is known after a kill and after a restart', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const first = await openWriter(folder, { clock });
    await append(first, bodyOf(0, 3));
    await first.land();
    await append(first, bodyOf(3, 3));
    await abandon(folder);
    const second = await openWriter(folder, { clock });
    expect(await append(second, bodyOf(0, 3))).toMatchObject({ rows: 3, duplicate: true });
    expect(await append(second, bodyOf(3, 3))).toMatchObject({ rows: 3, duplicate: true });
    await second.close();
    const third = await openWriter(folder, { clock });
    expect(await append(third, bodyOf(3, 3))).toMatchObject({ duplicate: true });
    clock.advance(600_001);
    expect(await append(third, bodyOf(3, 3))).toMatchObject({ rows: 3, duplicate: false });
    await third.close();
  });
});

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

describe('a damaged folder', () => {
  async function withUnlandedLog(bodies: number): Promise<{ folder: string; log: string }> {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    for (let n = 0; n < bodies; n++) await append(writer, bodyOf(n * 2, 2));
    await abandon(folder);
    return { folder, log: join(folder, 'wal/log', (await namesIn(folder, 'wal/log'))[0]!) };
  }

  async function recordsOf(folder: string, log: string) {
    const { lakeId } = JSON.parse(await readFile(join(folder, 'lake.json'), 'utf8'));
    return scanLog(await readFile(log), logSeed(lakeId, 1)).records;
  }

  it('sets a flipped record aside and serves the rest', async () => {
    const { folder, log } = await withUnlandedLog(3);
    const bytes = await readFile(log);
    const [, second] = await recordsOf(folder, log);
    bytes[second!.start + 5]! ^= 1;
    await writeFile(log, bytes);
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
    expect(writer.stats().damage).toMatchObject([{ sequence: 1, reason: 'its checksum does not fit' }]);
    expect(await namesIn(folder, 'wal/quarantine')).toHaveLength(1);
    await writer.close();
  });

  it('finds the records behind a flipped length', async () => {
    const { folder, log } = await withUnlandedLog(3);
    const bytes = await readFile(log);
    const [first] = await recordsOf(folder, log);
    bytes[first!.start - 40]! ^= 0x55;
    await writeFile(log, bytes);
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(2, 4));
    expect(writer.stats().damage).toHaveLength(1);
    await writer.close();
  });

  it('cuts a torn end', async () => {
    const { folder, log } = await withUnlandedLog(3);
    const bytes = await readFile(log);
    await writeFile(log, bytes.subarray(0, -10));
    const writer = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(writer.stats().damage).toMatchObject([{ reason: 'it was cut off while it was written' }]);
    await writer.close();
  });

  it('does without current.json: names say what has landed', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 3));
    await first.land();
    await append(first, bodyOf(3, 3));
    await first.refresh();
    await abandon(folder);
    await writeFile(join(folder, 'wal/current.json'), '{"version":1');
    const second = await openWriter(folder);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(second.stats().quarantined).toHaveLength(1);
    await second.close();
  });

  it('does without wal/ altogether', async () => {
    const folder = await newFolder();
    const first = await openWriter(folder);
    await append(first, bodyOf(0, 3));
    await first.close();
    await rm(join(folder, 'wal'), { recursive: true });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    const second = await openWriter(folder);
    await append(second, bodyOf(3, 3));
    await second.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });

  it('leaves a broken landing file out and says so', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    await append(writer, bodyOf(0, 3));
    await writer.close();
    await writeFile(join(folder, 'landing/spans/dt=2026-11-22.parquet'), 'no parquet');
    await mkdir(join(folder, 'landing/spans/dt=2026-11-22/hour=01'), { recursive: true });
    await writeFile(join(folder, 'landing/spans/dt=2026-11-22/hour=01/x.parquet'), '');
    const snapshot = await (await openReader(folder)).snapshot();
    expect(snapshot.files).toHaveLength(1);
    expect(snapshot.notes).toHaveLength(2);
  });
});

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
    const { hostname } = await import('node:os');
    const owner = { pid: 2 ** 22 - 1, host: hostname(), processStart: '1', lockedAt: 'then', token: 'x' };
    await writeFile(join(folder, 'wal/lock'), JSON.stringify(owner));
    await (await openWriter(folder)).close();
    await writeFile(join(folder, 'wal/lock'), JSON.stringify({ ...owner, pid: process.pid }));
    await (await openWriter(folder)).close();
    await writeFile(join(folder, 'wal/lock'), '');
    await (await openWriter(folder)).close();
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
});

describe('retention', () => {
  it('hides old hours at once and deletes them after the grace period', async () => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const limits = { retentionDays: 2, tailEveryMs: 50, graceMs: 60_000 };
    const writer = await openWriter(folder, { clock, limits });
    await append(writer, bodyOf(0, 3));
    await writer.land();
    clock.advance(3 * 86_400_000);
    await append(writer, bodyOf(3, 3));
    await writer.land();
    await expect.poll(() => visibleSpanIds(folder)).toEqual(spanIds(3, 3));
    expect(await landingNames(folder)).toHaveLength(2);
    clock.advance(60_000);
    await expect.poll(() => writer.stats().landing.expiredFiles).toBe(1);
    expect(await landingNames(folder)).toHaveLength(1);
    expect(await readdir(join(folder, 'landing/spans'))).toEqual(['dt=2026-11-25']);
    expect(await readdir(join(folder, 'catalog/spans'))).toEqual(['dt=2026-11-25']);
    await writer.close();
  });
});
