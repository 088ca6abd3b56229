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

const SPANS = 30_000;
const HOURS = 1;
const ROUNDS = 15;
/** Built before: `npm run build`. */
const BUILT = join(process.cwd(), 'packages/cli/dist');

const QUESTIONS: Readonly<Record<string, string>> = {
  count: 'SELECT count(*) FROM spans',
  routes: `SELECT "http.route", count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95 FROM spans GROUP BY 1 ORDER BY n DESC LIMIT 10`,
  errors: `SELECT service_name, count(*) FROM spans WHERE status_code = 'ERROR' GROUP BY 1 ORDER BY 2 DESC`,
  'map attribute': `SELECT "tenant.id", count(*) FROM spans WHERE "cart.total" > 100 GROUP BY 1 ORDER BY 2 DESC LIMIT 10`,
};

function median(times: readonly number[], share = 0.5): number {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report(what: string, times: readonly number[], goal: string): void {
  const [half, most] = [median(times), median(times, 0.95)].map((ms) => ms.toFixed(1).padStart(7));
  console.log(`${what.padEnd(44)} median ${half} ms  p95 ${most} ms  ${goal}`);
}

/** Several hundred shapes that a real Trino has answered. */
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
  const ask = (sql: string): number | undefined => {
    const started = performance.now();
    try {
      planner.plan({ sql, ...rangeOf(lake), duplicates: 'exact' }, input);
    } catch (error) {
      if (isTracelakeError(error)) return undefined;
      throw error;
    }
    return performance.now() - started;
  };
  // The parser's tables, which a server makes at its start.
  ask(QUESTIONS['routes']!);
  const known = shapes().flatMap((sql) => ask(sql) ?? []);
  const seen = shapes().flatMap((sql) => ask(sql) ?? []);
  report(`gate + plan + text, ${known.length} new shapes`, known, 'goal: median ≤ 5 ms');
  report(`gate + plan + text, ${seen.length} seen shapes`, seen, 'goal: median ≤ 1 ms');
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
  for (const [name, sql] of Object.entries(QUESTIONS)) {
    const query: SessionQuery = { sql, ...rangeOf(lake), duplicates: 'exact', timeoutMs: 30_000, rowLimit: 1000 };
    const own: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      const result = await session.sql(query);
      for await (const _ of result.batches);
      ours.push(performance.now() - started);
      const alone = performance.now();
      await connection.runAndReadAll(result.plan.duckdb.sql);
      own.push(performance.now() - alone);
    }
    report(
      `${name}: session`,
      ours.slice(5),
      `${(median(ours.slice(5)) - median(own.slice(5))).toFixed(1)} ms over DuckDB, goal: ≤ 20`,
    );
    report(`${name}: DuckDB alone, same text`, own.slice(5), '');
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
    const ask = async (sql: string): Promise<number> => {
      const started = performance.now();
      const response = await fetch(`${url}/api/v1/sql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sql, start: String(lake.startTimeUnixNano), end: String(lake.endTimeUnixNano) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      return performance.now() - started;
    };
    const sql = QUESTIONS['errors']!;
    for (let round = 0; round < 10; round++) await ask(sql);
    const spaced: number[] = [];
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      spaced.push(await ask(sql));
    }
    report('HTTP, one now and then', spaced, 'goal: ≤ 60 ms');
    const row: number[] = [];
    for (let round = 0; round < 10; round++) row.push(await ask(sql));
    report('HTTP, 10 in a row', row, 'goal: ≤ 60 ms');
    const four: number[] = [];
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
