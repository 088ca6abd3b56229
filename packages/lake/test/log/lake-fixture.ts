// What the log's tests share: folders, bodies with known span ids, the ids that a reader of the lake sees, a manual clock.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createOtlpDecoder } from '@tracelake/otlp';
import { isTracelakeError, SPANS_TABLE } from '@tracelake/schema';
import { parquetReadObjects } from 'hyparquet';
import { afterAll } from 'vitest';
import { sequenceOfLog } from '../../src/lake-paths.ts';
import { LakeReader } from '../../src/lake-reader.ts';
import type { LakeSnapshot } from '../../src/lake-snapshot.ts';
import { LakeWriter, type LakeWriterOptions } from '../../src/log/lake-writer.ts';
import { type LogHandle, openLogFile } from '../../src/log/log-file.ts';
import { logSeed, scanLog } from '../../src/log/log-record.ts';
import type { AppendResult } from '../../src/log/recent-bodies.ts';
import type { WriterClock } from '../../src/log/writer-clock.ts';
import { bodyOf, spanIdOf } from './span-bodies.ts';

export { bodyOf, bodyOfKeys, spanIdOf } from './span-bodies.ts';

import { PARQUET_DECOMPRESSORS } from '../../src/parquet/parquet-decompressors.ts';

const root = await mkdtemp(join(tmpdir(), 'tracelake-log-'));
afterAll(() => rm(root, { recursive: true, force: true }));

export function newFolder(): Promise<string> {
  return mkdtemp(join(root, 'lake-'));
}

export function append(writer: LakeWriter, body: Uint8Array): Promise<AppendResult> {
  const middle = body.length >> 1;
  return writer.append([body.subarray(0, middle), body.subarray(middle)], body.length, 'otlpProtobuf');
}

export type WriterChanges = Partial<Omit<LakeWriterOptions, 'folder'>>;

/** Parquet is written on this thread, nothing happens by time, unless `changes` say otherwise. */
export function openWriter(folder: string, changes: WriterChanges = {}): Promise<LakeWriter> {
  const limits = { segmentBytes: 1 << 16, tailEveryMs: 3_600_000, graceMs: 60_000, ...changes.limits };
  return LakeWriter.open({
    table: SPANS_TABLE,
    decoderFactory: createOtlpDecoder,
    worker: null,
    ...changes,
    folder,
    limits,
  });
}

export function openReader(folder: string): Promise<LakeReader> {
  return LakeReader.open({ folder, table: SPANS_TABLE, listingTtlMs: 0 });
}

/** Of who only reads: it reads logs too that a killed server has left. */
export function openLogReader(folder: string): Promise<LakeReader> {
  return LakeReader.open({ folder, table: SPANS_TABLE, decoderFactory: createOtlpDecoder });
}

/** Ids of all rows that a query on this snapshot reads, sorted, repeated where a row is read twice. */
export async function spanIdsIn(snapshot: LakeSnapshot): Promise<string[]> {
  const ids: string[] = [];
  for (const { path } of snapshot.files) {
    const bytes = await readFile(snapshot.locate(path));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file, columns: ['span_id'], compressors: PARQUET_DECOMPRESSORS });
    ids.push(...rows.map((row) => String(row['span_id'])));
  }
  return ids.sort();
}

export async function visibleSpanIds(folder: string): Promise<string[]> {
  return spanIdsIn(await (await openReader(folder)).snapshot());
}

export function spanIds(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) => spanIdOf(first + n));
}

export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return isTracelakeError(error) ? error.code : String(error);
  }
  return 'none';
}

/** 2026-11-22T17:05:00Z, until it is moved. */
export class ManualClock implements WriterClock {
  wallMs = Date.UTC(2026, 10, 22, 17, 5, 0);
  private elapsedMs = 0;

  nowMs(): number {
    return this.wallMs;
  }

  monotonicMs(): number {
    return this.elapsedMs;
  }

  advance(ms: number): void {
    this.wallMs += ms;
    this.elapsedMs += ms;
  }
}

export async function namesIn(folder: string, part: string): Promise<string[]> {
  return (await readdir(join(folder, part))).sort();
}

export async function landingNames(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'landing'), { recursive: true })).filter((name) => name.endsWith('.parquet'));
}

/** The whole records of a log file of a lake's folder. */
export async function recordsOf(log: string) {
  const { lakeId } = JSON.parse(await readFile(join(dirname(log), '../../lake.json'), 'utf8'));
  return scanLog(await readFile(log), logSeed(lakeId, sequenceOfLog(basename(log))!)).records;
}

/** While it fails, it takes what is written, cannot sync it, and cannot be cut back. */
export function stubbornDisk() {
  const disk = {
    isFailing: false,
    openLogFile: async (path: string): Promise<LogHandle> => {
      const handle = await openLogFile(path);
      const unlessFailing = async (work: () => Promise<void>) => {
        if (disk.isFailing) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        return work();
      };
      return {
        writev: (buffers, position) => handle.writev(buffers, position),
        datasync: () => unlessFailing(() => handle.datasync()),
        truncate: (size) => unlessFailing(() => handle.truncate(size)),
        close: () => handle.close(),
      };
    },
  };
  return disk;
}

/** One bit of a byte, counted from the file's middle where no place is named. */
export async function flip(file: string, at?: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at ?? bytes.length >> 1]! ^= 1;
  await writeFile(file, bytes);
}

/**
 * The folder of a server that was killed behind these steps; a number is a body of two spans, counted from there.
 * By a clock of its own: at the end of a real minute the writer would land what the kill is to leave.
 */
export async function killedFolder(...steps: (number | 'refresh' | 'land')[]): Promise<string> {
  const folder = await newFolder();
  const writer = await openWriter(folder, { clock: new ManualClock() });
  for (const step of steps) {
    if (typeof step === 'number') await append(writer, bodyOf(step, 2));
    else await writer[step]();
  }
  await abandon(folder);
  return folder;
}

/** As after `kill -9`: the folder as it is, without the lock of this process, which still runs. */
export async function abandon(folder: string): Promise<void> {
  await rm(join(folder, 'wal/lock'));
}
