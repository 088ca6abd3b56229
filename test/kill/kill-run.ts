// Kills real servers with SIGKILL, point by point, and judges after each: the dead folder as it lies, then the next start.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type SeededRandom, seededRandom } from '@tracelake/testkit';
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
import { chosenPoints, type KillPoint } from './kill-point.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { LARGE_PADDING_BYTES, ROW_SQL } from './numbered-body.ts';
import { seedNumber } from './seed.ts';

export interface KillRunOptions {
  readonly kills: number;
  readonly seed: string;
  /** The dead folder is read by the CLI after every n-th kill. */
  readonly readDeadEvery: number;
  readonly log?: (line: string) => void;
}

export interface KillReport {
  /** By phase and point: kills, and those that met their point and not the end of the wait. */
  readonly kills: ReadonlyMap<string, { readonly kills: number; readonly hits: number }>;
  readonly acknowledgedRows: number;
  readonly deadFoldersRead: number;
  /** What was wrong, in words. */
  readonly wrong: readonly string[];
}

/** Rows grow with each kill, and so does each judgement: then a new folder. */
const KILLS_PER_LAKE = 10;
const POINT_LIMIT_MS = 6_000;
const AFTER_READY_MS = 1_500;
const HOUR_MS = 3_600_000;
const WHOLE_LAKE = { start: '0', end: '9223372036854775807' };
/** A lake that shows no row yet knows no attribute. */
const NOTHING_YET = 'COLUMN_NOT_FOUND';
const START_ARGUMENTS = ['--port', '0', '--otlp-port', '0', '--retention-days', '400'];

export class KillRun {
  private readonly options: KillRunOptions;
  private readonly random: SeededRandom;
  private readonly kills = new Map<string, { kills: number; hits: number }>();
  private readonly wrong: string[] = [];
  private killCount = 0;
  private acknowledgedRows = 0;
  private deadFoldersRead = 0;

  constructor(options: KillRunOptions) {
    this.options = options;
    this.random = seededRandom(seedNumber(options.seed, 'kill'));
  }

  async run(): Promise<KillReport> {
    const points = chosenPoints(this.options.kills, (limit) => this.random.below(limit));
    while (points.length > 0 && this.wrong.length === 0) await this.oneLake(points.splice(0, KILLS_PER_LAKE));
    const { kills, acknowledgedRows, deadFoldersRead, wrong } = this;
    return { kills, acknowledgedRows, deadFoldersRead, wrong };
  }

  private async oneLake(points: readonly KillPoint[]): Promise<void> {
    const folder = temporaryFolder('kill');
    const ledger = new Ledger();
    let lake = await start(folder);
    for (const point of points) {
      const startedMs = performance.now();
      const isHit = await this.killAt(point, lake, folder, ledger);
      this.count(point, isHit);
      await this.judgeDead(point, folder, ledger);
      lake = await start(folder);
      await this.judgeAlive(point, lake, folder, ledger);
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      this.options.log?.(`${this.killCount}. ${titleOf(point)}: ${isHit ? 'hit' : 'by the clock'}, ${seconds} s`);
      if (this.wrong.length > 0) break;
    }
    await stopLake(lake);
    this.acknowledgedRows += ledger.acknowledgedRows;
    if (this.wrong.length > 0) this.options.log?.(`kept for a look: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }

  /** Whether the point was met. */
  private async killAt(point: KillPoint, lake: RunningLake, folder: string, ledger: Ledger): Promise<boolean> {
    const load = new Load(lake.otlpUrl, ledger);
    for (const body of ledger.unanswered) await load.deliver(body);
    load.start(point.largeSpans ? LARGE_PADDING_BYTES : 0);
    try {
      if (point.during === 'load') return await this.killProcess(point, folder, lake.process, 2_500);
      await pause(100 + this.random.below(500));
      if (point.during === 'stop') {
        lake.process.signal('SIGTERM');
        return await this.killProcess(point, folder, lake.process, 300);
      }
      lake.process.signal('SIGKILL');
      await lake.process.exited;
      this.killCount++;
      if (point.oldHours) ageHours(folder);
      return await this.killProcess(point, folder, spawnUp(folder), 1_500);
    } finally {
      await load.stop();
    }
  }

  private async killProcess(
    { when, during }: KillPoint,
    folder: string,
    process: RunningLake['process'],
    withinMs: number,
  ): Promise<boolean> {
    let isHit = true;
    if (when === undefined) {
      await pause(this.random.below(withinMs));
      process.signal('SIGKILL');
    } else {
      const watch = new FolderWatch(folder);
      // Under load a step comes again and again; a start or a stop has it once.
      const skip = during === 'load' ? this.random.below(3) : 0;
      isHit = await watch.kill(process.pid, when, { skip, until: waitFor(during, process) });
      watch.close();
    }
    await process.exited;
    return isHit;
  }

  private count(point: KillPoint, isHit: boolean): void {
    this.killCount++;
    const entry = this.kills.get(titleOf(point)) ?? { kills: 0, hits: 0 };
    this.kills.set(titleOf(point), { kills: entry.kills + 1, hits: entry.hits + (isHit ? 1 : 0) });
  }

  private async judgeDead(point: KillPoint, folder: string, ledger: Ledger): Promise<void> {
    if (this.killCount % this.options.readDeadEvery !== 0) return;
    const before = JSON.stringify(folderState(folder));
    const range = ['--start', WHOLE_LAKE.start, '--end', WHOLE_LAKE.end, '--limit', '1000000'];
    const cli = await tracelake([
      'sql',
      ROW_SQL,
      '--data',
      folder,
      '--format',
      'ndjson',
      '--duplicates',
      'fast',
      ...range,
    ]);
    this.deadFoldersRead++;
    const complain = (what: string) => this.wrong.push(`${titleOf(point)}, dead folder: ${what}`);
    if (cli.code !== 0 && !cli.stderr.includes(NOTHING_YET)) {
      complain(cli.stderr);
      return;
    }
    const rows = cli.code === 0 ? linesOf(cli.stdout).map((line) => Object.values(line)) : [];
    ledger.judge(rows, { isWhole: true }).slice(0, 5).forEach(complain);
    if (JSON.stringify(folderState(folder)) !== before) complain('reading changed it');
  }

  private async judgeAlive(point: KillPoint, lake: RunningLake, folder: string, ledger: Ledger): Promise<void> {
    const complain = (what: string) => this.wrong.push(`${titleOf(point)}, next start: ${what}`);
    leftovers(folder).forEach(complain);
    ledger
      .judge(await rowsOf(lake), { isWhole: true })
      .slice(0, 5)
      .forEach(complain);
  }
}

function titleOf({ during, name, largeSpans }: KillPoint): string {
  return `${during}: ${name}${largeSpans && during === 'load' ? ' (large spans)' : ''}`;
}

/** How long a point may be waited for: it comes while the server starts or stops, or not at all. */
function waitFor(during: KillPoint['during'], process: RunningLake['process']): Promise<unknown> {
  if (during === 'load') return pause(POINT_LIMIT_MS);
  if (during === 'stop') return process.exited;
  const isReady = process.output(readyUrls, 60_000).catch(() => undefined);
  return isReady.then(() => pause(AFTER_READY_MS));
}

/** Landing files as of an hour that is over, without their field documents, which are then made again. */
function ageHours(folder: string): void {
  const [day, hour] = new Date(Date.now() - 3 * HOUR_MS).toISOString().split(/[T:]/) as [string, string];
  const old = join(folder, `landing/spans/dt=${day}/hour=${hour}`);
  mkdirSync(old, { recursive: true });
  for (const path of folderState(folder).landingFiles) renameSync(join(folder, path), join(old, basename(path)));
  rmSync(join(folder, 'catalog'), { recursive: true, force: true });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function spawnUp(folder: string) {
  return spawnTracelake(['up', '--data', folder, ...START_ARGUMENTS]);
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

/** What a server that is ready has to have cleaned up. */
function leftovers(folder: string): string[] {
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
