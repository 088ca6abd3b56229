// A server under a load from another process: what it takes, how soon it shows it, how much memory and log it needs meanwhile.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { askSql, eventually, getJson } from '../e2e/lake-client.ts';
import { SpawnedProcess } from '../e2e/spawned-process.ts';
import { type RunningLake, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import type { LoadResult } from './load-program.ts';

export interface LoadOptions {
  readonly seconds: number;
  readonly connections: number;
  readonly spansPerBody: number;
  /** 0: as many as are taken. */
  readonly spansPerSecond: number;
}

export interface LoadReport extends LoadResult {
  /** Rows that a query finds once all has been rolled, without looking for duplicates. */
  readonly rolledSpans: number;
  /** From the first acknowledgement in a tail to its being queryable, 99 of 100 tails. */
  readonly freshnessMsP99: number;
  /** Resident memory of the server alone, in MB: at each tenth of the time, and the most. */
  readonly residentMb: readonly number[];
  readonly residentMbMax: number;
  /** CPU time of the server, all its threads, for each acknowledged span. */
  readonly cpuMicrosPerSpan: number;
  /** Log that has not landed, in MB: the most in the first and in the second half. */
  readonly logMb: readonly [number, number];
}

interface Sample {
  readonly residentMb: number;
  readonly logMb: number;
  readonly freshnessMs: number | null;
  readonly tails: number;
}

const SAMPLE_EVERY_MS = 500;
const MEBIBYTE = 1_048_576;

async function builtProgram(): Promise<{ path: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-load-'));
  const path = join(folder, 'load-program.mjs');
  const entry = new URL('load-program.ts', import.meta.url).pathname;
  const settings = { bundle: true, format: 'esm', platform: 'node', target: 'node20.19', logLevel: 'warning' } as const;
  await build({ entryPoints: [entry], outfile: path, ...settings });
  return { path, folder };
}

/** Linux says it in /proc; elsewhere nothing does without a tool. */
function residentMb(pid: number): number {
  try {
    const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** User and system time of a process so far, in seconds; Linux counts them in hundredths. */
function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user! + system!) / 100;
  } catch {
    return 0;
  }
}

interface WriterCounts {
  readonly log: { readonly unlandedBytes: number };
  readonly tails: { readonly written: number };
  readonly freshness: { readonly lastMs: number | null };
}

async function sample(lake: RunningLake): Promise<Sample> {
  const { body } = await getJson(`${lake.apiUrl}/api/v1/stats`);
  const { writer } = body['ingest'] as { writer: WriterCounts };
  return {
    residentMb: residentMb(lake.process.pid),
    logMb: writer.log.unlandedBytes / MEBIBYTE,
    freshnessMs: writer.freshness.lastMs,
    tails: writer.tails.written,
  };
}

export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const folder = temporaryFolder('load');
  const program = await builtProgram();
  try {
    const lake = await startLake(folder);
    const report = await underLoad(lake, program.path, options);
    await stopLake(lake);
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(program.folder, { recursive: true, force: true });
  }
}

async function underLoad(lake: RunningLake, program: string, options: LoadOptions): Promise<LoadReport> {
  const { seconds, connections, spansPerBody, spansPerSecond } = options;
  const numbers = [connections, spansPerBody, seconds, spansPerSecond].map(String);
  const sender = new SpawnedProcess(process.execPath, [program, lake.otlpUrl, ...numbers]);
  await sender.output((stdout) => (stdout.startsWith('ready') ? true : undefined), 120_000);
  const samples: Sample[] = [];
  const cpuBefore = cpuSeconds(lake.process.pid);
  while (!sender.ended) {
    samples.push(await sample(lake));
    await Promise.race([sender.exited, new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS))]);
  }
  const cpuUsed = cpuSeconds(lake.process.pid) - cpuBefore;
  const { code, stdout, stderr } = await sender.finished();
  if (code !== 0) throw new Error(`the sender failed: ${stderr}`);
  const result = JSON.parse(stdout.slice('ready\n'.length)) as LoadResult;
  const count = async () => Number((await askSql(lake, 'SELECT count(*) FROM spans', undefined, 'fast')).rows[0]![0]);
  const isAll = (rows: number) => rows >= result.acknowledgedSpans;
  const { answer } = await eventually(count, isAll, 60_000).catch(async () => ({ answer: await count() }));
  const cpuMicrosPerSpan = (cpuUsed * 1e6) / Math.max(1, result.acknowledgedSpans);
  return { ...result, rolledSpans: answer, cpuMicrosPerSpan, ...summaryOf(samples) };
}

function summaryOf(samples: readonly Sample[]) {
  // A tail is seen once or twice, or never: each counts once.
  const fresh = samples.filter((s, n) => s.freshnessMs !== null && s.tails !== samples[n - 1]?.tails);
  const freshness = fresh.map((s) => s.freshnessMs!).sort((a, b) => a - b);
  const resident = samples.map((s) => s.residentMb);
  const most = (part: readonly number[]) => part.reduce((a, b) => Math.max(a, b), 0);
  const half = samples.length >> 1;
  const log = samples.map((s) => s.logMb);
  return {
    freshnessMsP99: freshness[Math.min(freshness.length - 1, Math.floor(0.99 * freshness.length))] ?? 0,
    residentMb: Array.from({ length: 10 }, (_, n) => resident[Math.floor(((n + 0.5) / 10) * resident.length)] ?? 0),
    residentMbMax: most(resident),
    logMb: [most(log.slice(0, half)), most(log.slice(half))] as const,
  };
}
