// What a question costs before, around and in DuckDB: gate, plan and text; DuckDB's own time for the same text; a small query over HTTP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckdbEngine, LakeSession, type SessionQuery } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { QueryPlanner } from '@tracelake/query';
import { isTracelakeError, SPANS_TABLE } from '@tracelake/schema';
import { type BenchLake, writeBenchLake } from './bench-lake.ts';

const SPANS = Number(process.argv[2] ?? 30_000);
const HOURS = Number(process.argv[3] ?? 1);
const ROUNDS = 12;
const WARM_UP_ROUNDS = 3;
/** Built before: `npm run build`. */
const BUILT = join(process.cwd(), 'packages/cli/dist');

const QUESTIONS: Readonly<Record<string, string>> = {
  count: 'SELECT count(*) FROM spans',
  routes: `SELECT "http.route", count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95 FROM spans GROUP BY 1 ORDER BY n DESC LIMIT 10`,
  errors: `SELECT service_name, count(*) FROM spans WHERE status_code = 'ERROR' GROUP BY 1 ORDER BY 2 DESC`,
  'map attribute': `SELECT "tenant.id", count(*) FROM spans WHERE "cart.total" > 100 GROUP BY 1 ORDER BY 2 DESC LIMIT 10`,
};

/** Wall and CPU time of one run, milliseconds. */
interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function median(costs: readonly Cost[], of: keyof Cost): number {
  return quantile(
    costs.map((cost) => cost[of]),
    0.5,
  );
}

/** CPU time tells more than wall time on a machine that others use. */
function report(what: string, costs: readonly Cost[], goal: string): void {
  const wall = costs.map(({ wallMs }) => wallMs);
  const [half, most, least] = [0.5, 0.95, 0].map((share) => quantile(wall, share).toFixed(1).padStart(7));
  const cpu = median(costs, 'cpuMs').toFixed(1).padStart(7);
  console.log(`${what.padEnd(40)} median ${half} ms  p95 ${most}  least ${least}  CPU ${cpu} ms  ${goal}`);
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of another process and all its threads, where the system says. */
function cpuMsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

async function costOf(work: () => unknown, cpuMs: () => number = ownCpuMs): Promise<Cost> {
  const [cpu, wall] = [cpuMs(), performance.now()];
  await work();
  return { wallMs: performance.now() - wall, cpuMs: cpuMs() - cpu };
}

/** Questions that a real Trino has answered; those over attributes that these spans do not have are left out. */
function shapes(): string[] {
  const text = readFileSync('test/conformance/trino/queries.json', 'utf8');
  return (JSON.parse(text) as { queries: { sql: string }[] }).queries.map(({ sql }) => sql);
}

async function measurePlans(reader: LakeReader, lake: BenchLake): Promise<void> {
  const snapshot = await reader.snapshot();
  const input = {
    files: snapshot.files,
    documents: [...snapshot.documents.values()],
    locate: (path: string) => snapshot.locate(path),
  };
  const planner = new QueryPlanner();
  const ask = async (sql: string): Promise<Cost | undefined> => {
    try {
      return await costOf(() => planner.plan({ sql, ...rangeOf(lake), duplicates: 'exact' }, input));
    } catch (error) {
      if (isTracelakeError(error)) return undefined;
      throw error;
    }
  };
  const askAll = async (): Promise<Cost[]> => {
    const costs: Cost[] = [];
    for (const sql of shapes()) {
      const cost = await ask(sql);
      if (cost !== undefined) costs.push(cost);
    }
    return costs;
  };
  // The parser's tables, which a server makes at its start.
  await ask(QUESTIONS['routes']!);
  const known = await askAll();
  report(`gate + plan + text, ${known.length} new shapes`, known, 'goal: median ≤ 5 ms');
  report(`gate + plan + text, ${known.length} seen shapes`, await askAll(), 'goal: median ≤ 1 ms');
}

function rangeOf({ startTimeUnixNano, endTimeUnixNano }: BenchLake) {
  return { startTimeUnixNano, endTimeUnixNano };
}

/** The session beside DuckDB alone: one warm instance with every macro, which is given the same text. */
async function measureEngine(reader: LakeReader, lake: BenchLake): Promise<void> {
  const engine = new DuckdbEngine({ childEntry: join(BUILT, 'duckdb-child.js') });
  const session = LakeSession.open({ reader, engine });
  session.warmUp();
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const childCpuMs = (): number => engine.childPids.reduce((sum, pid) => sum + cpuMsOf(pid), ownCpuMs());
  for (const [name, sql] of Object.entries(QUESTIONS)) {
    const query: SessionQuery = { sql, ...rangeOf(lake), duplicates: 'exact', timeoutMs: 30_000, rowLimit: 1000 };
    const [ours, own]: [Cost[], Cost[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      let text = '';
      const cost = await costOf(async () => {
        const result = await session.sql(query);
        for await (const _ of result.batches);
        text = result.plan.duckdb.sql;
      }, childCpuMs);
      const alone = await costOf(() => connection.runAndReadAll(text));
      if (round < WARM_UP_ROUNDS) continue;
      ours.push(cost);
      own.push(alone);
    }
    const over = (median(ours, 'wallMs') - median(own, 'wallMs')).toFixed(1);
    report(`${name}: session`, ours, `${over} ms over DuckDB alone, goal: ≤ 20`);
    report(`${name}: DuckDB alone, same text`, own, '');
  }
  connection.disconnectSync();
  instance.closeSync();
  await engine.close();
}

async function measureHttp(folder: string, lake: BenchLake): Promise<void> {
  const server = spawn(
    process.execPath,
    [join(BUILT, 'main.js'), 'up', '--data', folder, '--port', '0', '--otlp-port', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const url = /http:\/\/\S+?:\d+/.exec(line)?.[0];
    const ask = (sql: string): Promise<Cost> =>
      costOf(
        async () => {
          const response = await fetch(`${url}/api/v1/sql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ sql, start: String(lake.startTimeUnixNano), end: String(lake.endTimeUnixNano) }),
          });
          const text = await response.text();
          if (!response.ok) throw new Error(text);
        },
        () => cpuMsOf(server.pid!),
      );
    const sql = QUESTIONS['errors']!;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await Promise.all([ask(sql), ask(sql)]);
    const spaced: Cost[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      spaced.push(await ask(sql));
    }
    report('HTTP, now and then', spaced, 'goal: ≤ 60 ms');
    const row: Cost[] = [];
    for (let round = 0; round < 10; round++) row.push(await ask(sql));
    report('HTTP, 10 in a row', row, 'goal: ≤ 60 ms');
    const four: Cost[] = [];
    for (let round = 0; round < 5; round++) four.push(...(await Promise.all([1, 2, 3, 4].map(() => ask(sql)))));
    report('HTTP, 4 at once', four, 'goal: ≤ 60 ms');
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tracelake-query-bench-'));
try {
  const lake = await writeBenchLake(folder, SPANS, HOURS);
  console.log(
    `Node ${process.version}, ${lake.rows} spans in ${lake.files} files, ${(lake.sizeBytes / lake.rows).toFixed(0)} B a span`,
  );
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
  await measurePlans(reader, lake);
  await measureEngine(reader, lake);
  await measureHttp(folder, lake);
} finally {
  rmSync(folder, { recursive: true });
}
