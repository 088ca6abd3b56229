// What it costs to read a bucket through the range proxy: the same files, by path and through it, in turns. The storage is a
// folder, so that the proxy is measured and not a network: `node scripts/bench.mjs bucket HTTPFS_FILE [SPANS] [HOURS]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckdbEngine, LakeSession, RangeProxy } from '@tracelake/engine';
import { FolderStorage, LakeReader } from '@tracelake/lake';
import { SPANS_TABLE } from '@tracelake/schema';
import { type BenchLake, writeBenchLake } from './bench-lake.ts';

const [, , httpfsFile = '', spans = '150000', hours = '0.2'] = process.argv;
/** Built before: `npm run build`. */
const CHILD = join(process.cwd(), 'packages/cli/dist/duckdb-child.js');
const ROUNDS = 7;

const QUESTIONS: Readonly<Record<string, string>> = {
  count: 'SELECT count(*) FROM spans',
  'three columns': `SELECT "http.route", count(*), approx_percentile(duration_ms, 0.95) FROM spans GROUP BY 1`,
  'two wide columns': 'SELECT max(trace_id), max("url.full") FROM spans',
  'a map': `SELECT "tenant.id", count(*) FROM spans WHERE "cart.total" > 100 GROUP BY 1`,
  everything:
    'SELECT count(*) FROM (SELECT DISTINCT * FROM (SELECT trace_id, span_id, name, "url.full", status_message FROM spans))',
};

interface Place {
  readonly session: LakeSession;
  close(): Promise<void>;
}

async function onDisk(folder: string): Promise<Place> {
  const engine = new DuckdbEngine({ childEntry: CHILD, maxRunning: 1, quickMs: 0 });
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
  return { session: LakeSession.open({ reader, engine }), close: () => engine.close() };
}

async function throughProxy(folder: string, cacheBytes: number): Promise<Place> {
  const storage = new FolderStorage(folder);
  const proxy = await RangeProxy.start({ storage, cacheBytes });
  const engine = new DuckdbEngine({ childEntry: CHILD, maxRunning: 1, quickMs: 0, bucket: { proxy, httpfsFile } });
  const locate = (file: { path: string; sizeBytes: number }) => proxy.locate(file);
  const reader = await LakeReader.open({ storage, table: SPANS_TABLE, readOnly: true, locate });
  return { session: LakeSession.open({ reader, engine }), close: () => engine.close() };
}

async function ask({ session }: Place, sql: string, lake: BenchLake): Promise<{ ms: number; bytes: number }> {
  const { startTimeUnixNano, endTimeUnixNano } = lake;
  const range = { startTimeUnixNano, endTimeUnixNano };
  const began = performance.now();
  const result = await session.sql({ sql, ...range, duplicates: 'fast', timeoutMs: 60_000, rowLimit: 10 });
  for await (const _ of result.batches);
  return { ms: performance.now() - began, bytes: result.stats().bytesScanned };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), 'tracelake-bench-bucket-'));
const lake = await writeBenchLake(folder, Number(spans), Number(hours));
console.log(`${lake.rows} spans, ${lake.files} files, ${(lake.sizeBytes / 1e6).toFixed(1)} MB; medians of ${ROUNDS}`);
const places = {
  disk: await onDisk(folder),
  'proxy, nothing cached': await throughProxy(folder, 0),
  'proxy, all cached': await throughProxy(folder, 1 << 30),
};
try {
  for (const [name, sql] of Object.entries(QUESTIONS)) {
    const runs = Object.fromEntries(Object.keys(places).map((place) => [place, [] as { ms: number; bytes: number }[]]));
    // The first round fills caches: the system's, and the proxy's.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [place, opened] of Object.entries(places)) {
        const run = await ask(opened, sql, lake);
        if (round > 0) runs[place]!.push(run);
      }
    }
    const disk = {
      ms: median(runs['disk']!.map(({ ms }) => ms)),
      bytes: median(runs['disk']!.map(({ bytes }) => bytes)),
    };
    console.log(
      `${name.padEnd(18)} disk ${disk.ms.toFixed(0).padStart(5)} ms ${(disk.bytes / 1e6).toFixed(2).padStart(7)} MB`,
    );
    for (const place of Object.keys(places).slice(1)) {
      const [ms, bytes] = [median(runs[place]!.map((run) => run.ms)), median(runs[place]!.map((run) => run.bytes))];
      const ratios = `${(ms / disk.ms).toFixed(2)} × its time (goal ≤ 1.3), ${(bytes / disk.bytes).toFixed(2)} × its bytes (goal ≤ 1.2)`;
      console.log(`  ${place.padEnd(22)} ${ms.toFixed(0).padStart(5)} ms  ${ratios}`);
    }
  }
} finally {
  await Promise.all(Object.values(places).map((place) => place.close()));
  rmSync(folder, { recursive: true, force: true });
}
