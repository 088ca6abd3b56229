// One folder whose servers are killed with SIGKILL, one after the other; judged after each: the dead folder as it lies, then the next start.
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeededRandom } from '@tracelake/testkit';
import {
  type RunningLake,
  readyUrls,
  spawnTracelake,
  stopLake,
  temporaryFolder,
  tracelake,
} from '../e2e/tracelake-process.ts';
import { folderState } from './folder-state.ts';
import { FolderWatch } from './folder-watch.ts';
import { EXPIRED_FILES, type KillPoint } from './kill-point.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { LARGE_PADDING_BYTES, ROW_SQL } from './numbered-body.ts';

const POINT_LIMIT_MS = 8_000;
const AFTER_READY_MS = 1_500;
const OWN_WRITE_MS = 2_000;
const HOUR_MS = 3_600_000;
const BUNDLED_FILES = 3;
const WHOLE_LAKE = { start: '0', end: '9223372036854775807' };
/** A lake that shows no row yet knows no attribute. */
const NOTHING_YET = 'COLUMN_NOT_FOUND';
const RETENTION_DAYS = 400;
const START_ARGUMENTS = ['--port', '0', '--otlp-port', '0', '--retention-days', String(RETENTION_DAYS)];
const QUICK_CLOCK = { NODE_OPTIONS: `--import ${fileURLToPath(new URL('./quick-clock.mjs', import.meta.url))}` };
/** A grace period of 120 s by the quick clock, and the sweep itself. */
const SWEEP_MS = 6_000;

export class KillLake {
  readonly folder: string;
  private readonly random: SeededRandom;
  private readonly ledger = new Ledger();
  private lake: RunningLake;

  private constructor(folder: string, lake: RunningLake, random: SeededRandom) {
    this.folder = folder;
    this.lake = lake;
    this.random = random;
  }

  static async start(random: SeededRandom): Promise<KillLake> {
    const folder = temporaryFolder('kill');
    return new KillLake(folder, await start(folder), random);
  }

  get acknowledgedRows(): number {
    return this.ledger.acknowledgedRows;
  }

  /** Kills the server, which is not started again. Whether the point was met. */
  async killAt(point: KillPoint): Promise<boolean> {
    const { lake, folder } = this;
    const load = new Load(lake.otlpUrl, this.ledger);
    for (const body of this.ledger.unanswered) await load.deliver(body);
    load.start(point.largeSpans ? LARGE_PADDING_BYTES : 0);
    try {
      if (point.during === 'load') return await this.killProcess(point, lake.process, 2_500);
      await Promise.race([load.acknowledgedOne, lake.process.exited]);
      await pause(100 + this.random.below(500));
      if (point.during === 'stop') {
        lake.process.signal('SIGTERM');
        return await this.killProcess(point, lake.process, 300);
      }
      lake.process.signal('SIGKILL');
      await lake.process.exited;
      if (point.oldHours) await this.addOldHour();
      if (point.expiredHours) await this.addExpiredHour();
      return await this.killProcess(point, spawnUp(folder, point.expiredHours ? QUICK_CLOCK : {}), 1_500);
    } finally {
      await load.stop();
    }
  }

  private async killProcess(
    { when, during, expiredHours }: KillPoint,
    process: RunningLake['process'],
    withinMs: number,
  ): Promise<boolean> {
    let isHit = true;
    if (when === undefined) {
      await pause(this.random.below(withinMs));
      process.signal('SIGKILL');
    } else {
      const watch = new FolderWatch(this.folder);
      // Under load a step comes again and again, in a sweep with each file; else a start or a stop has it once.
      const skip = this.random.below(during === 'load' ? 2 : expiredHours ? EXPIRED_FILES / 8 : 1);
      isHit = await watch.kill(process.pid, when, {
        skip,
        until: waitFor(during, process, expiredHours ? SWEEP_MS : AFTER_READY_MS),
      });
      watch.close();
    }
    await process.exited;
    return isHit;
  }

  /**
   * An hour that is no longer kept, full of copies of what the lake has landed: a row that showed again would be there twice.
   * Each has a document, of no meaning: nobody may read it, and the sweep deletes it. Before it nothing is left that has to be sent
   * again: for the quick clock ten minutes are six seconds, and what is sent again after them is stored again.
   */
  private async addExpiredHour(): Promise<void> {
    const { folder, ledger } = this;
    const lake = await start(folder);
    const load = new Load(lake.otlpUrl, ledger);
    for (const body of ledger.unanswered) await load.deliver(body);
    await load.stop();
    await stopLake(lake);
    const hour = hourAgo(folder, (RETENTION_DAYS + 2) * 24);
    const documents = hour.replace('/landing/', '/catalog/');
    mkdirSync(documents, { recursive: true });
    const landed = keptFiles(folder);
    for (let copy = 0; copy < EXPIRED_FILES; copy++) {
      copyFileSync(join(folder, landed[copy % landed.length]!), join(hour, `copy-${copy}.parquet`));
      writeFileSync(join(documents, `copy-${copy}.json`), '{}');
    }
  }

  /** An hour of fewer files has no bundle; each start and stop lands what there is. */
  private async addOldHour(): Promise<void> {
    const { folder, ledger } = this;
    while (keptFiles(folder).length < BUNDLED_FILES) {
      const lake = await start(folder);
      const load = new Load(lake.otlpUrl, ledger);
      load.start(0);
      await load.acknowledgedOne;
      await load.stop();
      await stopLake(lake);
    }
    ageHours(folder);
  }

  /** What is wrong with the folder of the killed server, as the CLI reads it. */
  async judgeDead(): Promise<string[]> {
    const { folder, ledger } = this;
    const before = JSON.stringify(folderState(folder));
    const range = ['--start', WHOLE_LAKE.start, '--end', WHOLE_LAKE.end, '--limit', '1000000'];
    const form = ['--format', 'ndjson', '--duplicates', 'fast'];
    const cli = await tracelake(['sql', ROW_SQL, '--data', folder, ...form, ...range]);
    if (cli.code !== 0 && !cli.stderr.includes(NOTHING_YET)) return [cli.stderr];
    const rows = cli.code === 0 ? linesOf(cli.stdout).map((line) => Object.values(line)) : [];
    const isChanged = JSON.stringify(folderState(folder)) !== before;
    return [...ledger.judge(rows, { isWhole: true }), ...(isChanged ? ['reading changed it'] : [])];
  }

  /** Starts the next server. What is wrong with the folder then, and with the rows it answers with. */
  async judgeNext(): Promise<string[]> {
    this.lake = await start(this.folder);
    return [...(await leftovers(this.folder)), ...this.ledger.judge(await rowsOf(this.lake), { isWhole: true })];
  }

  stop(): Promise<void> {
    return stopLake(this.lake);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How long a point may be waited for: it comes while the server starts or stops, or not at all. */
function waitFor(during: KillPoint['during'], process: RunningLake['process'], afterReadyMs: number): Promise<unknown> {
  if (during === 'load') return pause(POINT_LIMIT_MS);
  if (during === 'stop') return process.exited;
  const isReady = process.output(readyUrls, 60_000).catch(() => undefined);
  return isReady.then(() => pause(afterReadyMs));
}

function hourAgo(folder: string, hours: number): string {
  const [day, hour] = new Date(Date.now() - hours * HOUR_MS).toISOString().split(/[T:]/) as [string, string];
  const path = join(folder, `landing/spans/dt=${day}/hour=${hour}`);
  mkdirSync(path, { recursive: true });
  return path;
}

function keptFiles(folder: string): string[] {
  const { landingFiles } = folderState(folder);
  return landingFiles.filter((path) => !/\/copy-\d+\.parquet$/.test(path));
}

/** Landing files as of an hour that is over, without their field documents, which are then made again. */
function ageHours(folder: string): void {
  const old = hourAgo(folder, 3);
  for (const path of keptFiles(folder)) renameSync(join(folder, path), join(old, basename(path)));
  rmSync(join(folder, 'catalog'), { recursive: true, force: true });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function spawnUp(folder: string, env: Readonly<Record<string, string>> = {}) {
  return spawnTracelake(['up', '--data', folder, ...START_ARGUMENTS], { env });
}

async function start(folder: string): Promise<RunningLake> {
  const process = spawnUp(folder);
  const [apiUrl, otlpUrl] = await process.output(readyUrls, 60_000);
  return { process, apiUrl, otlpUrl };
}

/** Streamed: a document of JSON is cut at 6 MB. */
async function rowsOf(lake: RunningLake): Promise<unknown[][]> {
  const body = { sql: ROW_SQL, limit: 1_000_000, duplicates: 'fast', ...WHOLE_LAKE };
  const answer = await fetch(`${lake.apiUrl}/api/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status === 200) return rowsOfLines(text);
  if (text.includes(NOTHING_YET)) return [];
  throw new Error(`${answer.status} ${text}`);
}

/** The last line says that it is whole. */
function rowsOfLines(text: string): unknown[][] {
  const lines = linesOf(text);
  const end = lines.pop();
  if (end?.['stats'] === undefined || end['truncated'] === true) throw new Error(`cut off: ${JSON.stringify(end)}`);
  return lines.map((line) => Object.values(line));
}

function linesOf(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** What a server that is ready has to have cleaned up. It may be writing a file of its own just now: that is gone a moment later. */
async function leftovers(folder: string): Promise<string[]> {
  const found = leftoversNow(folder);
  if (found.length === 0) return [];
  await pause(OWN_WRITE_MS);
  const later = new Set(leftoversNow(folder));
  return found.filter((what) => later.has(what));
}

function leftoversNow(folder: string): string[] {
  const state = folderState(folder);
  const stale = state.logs.filter((sequence) => sequence <= state.landedThrough);
  const uncounted = state.landed.filter((last) => last > state.landedThrough);
  return [
    ...state.temporaries.map((path) => `${path} was left behind`),
    ...stale.map((sequence) => `the log ${sequence} was left behind`),
    ...uncounted.map((last) => `the landing file up to ${last} is not counted`),
    ...(state.hasTakeover ? ['the guard of the lock’s takeover was left behind'] : []),
  ];
}
