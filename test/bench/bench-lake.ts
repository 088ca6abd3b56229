// A lake of bench spans as the local writer leaves it: one landing file a minute, with its field document.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  defaultParquetCodec,
  FolderStorage,
  LAKE_FORMAT,
  putFieldDocument,
  startTimeRange,
  summarizeFields,
  writeParquet,
} from '@tracelake/lake';
import { type ColumnBatch, type DataFile, SPANS_TABLE, tableFingerprint } from '@tracelake/schema';
import { BENCH_START_MS, type BenchSpan, benchBatch, benchSpans } from '@tracelake/testkit';

const MS_PER_MINUTE = 60_000;

export interface BenchLake {
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly files: number;
  readonly rows: number;
  readonly sizeBytes: number;
}

/** @param folder gets `lake.json`, `landing/` and `catalog/` */
export async function writeBenchLake(folder: string, spans: number, hours: number): Promise<BenchLake> {
  const storage = new FolderStorage(folder);
  await mkdir(folder, { recursive: true });
  await writeFile(storage.locate('lake.json'), JSON.stringify({ format: LAKE_FORMAT, lakeId: '0123456789ab' }));
  let files = 0;
  let sizeBytes = 0;
  for (const [minuteMs, batch] of minutes(benchSpans(spans, 42, hours))) {
    const file = await land(storage, batch, minuteMs, ++files);
    sizeBytes += file.sizeBytes;
  }
  const startTimeUnixNano = BigInt(BENCH_START_MS) * 1_000_000n;
  // A trace of the last minute ends later than the last trace starts.
  const endTimeUnixNano = startTimeUnixNano + BigInt(Math.ceil(hours) + 1) * 3_600_000_000_000n;
  return { startTimeUnixNano, endTimeUnixNano, files, rows: spans, sizeBytes };
}

/** Made once (some minutes for millions) and kept in the temp folder. @returns its folder, not to be written to. */
export async function cachedBenchLake(spans: number, hours: number): Promise<string> {
  const folder = join(tmpdir(), `tracelake-bench-lake-${spans}${hours === 1 ? '' : `-${hours}h`}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}-${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await writeBenchLake(unfinished, spans, hours);
  await rename(unfinished, folder);
  return folder;
}

async function land(storage: FolderStorage, batch: ColumnBatch, minuteMs: number, n: number): Promise<DataFile> {
  const iso = new Date(minuteMs).toISOString();
  const stamp = `${iso.slice(0, 19).replace(/[-:]/g, '')}Z`;
  const sequence = String(n).padStart(12, '0');
  const path = `landing/spans/dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}/${stamp}-0123456789ab-${sequence}-${sequence}.parquet`;
  const bytes = writeParquet(batch, SPANS_TABLE, { codec: defaultParquetCodec() });
  await mkdir(dirname(storage.locate(path)), { recursive: true });
  await writeFile(storage.locate(path), bytes);
  const sizes = { sizeBytes: bytes.length, rows: batch.rows };
  const file: DataFile = {
    path,
    tier: 'landing',
    layout: 0,
    columns: tableFingerprint(SPANS_TABLE),
    ...sizes,
    ...startTimeRange(batch),
  };
  await putFieldDocument(storage, { version: 1, file, ...summarizeFields(batch, SPANS_TABLE) });
  return file;
}

/** Spans arrive in the order of their traces: a minute's file has what its traces sent. */
function* minutes(spans: Iterable<BenchSpan>): Generator<[minuteMs: number, batch: ColumnBatch]> {
  let waiting: BenchSpan[] = [];
  let minuteMs = BENCH_START_MS;
  for (const span of spans) {
    const startMs = Number(span.startNs / 1_000_000n);
    if (span.parentId === '' && startMs >= minuteMs + MS_PER_MINUTE && waiting.length > 0) {
      yield [minuteMs, benchBatch(waiting)];
      waiting = [];
      minuteMs = startMs - (startMs % MS_PER_MINUTE);
    }
    waiting.push(span);
  }
  if (waiting.length > 0) yield [minuteMs, benchBatch(waiting)];
}
