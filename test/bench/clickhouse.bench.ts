// The same questions to our landing files and to ClickHouse's JSON and Map types (chdb), in one run: answers first, then times.
// `node scripts/bench.mjs clickhouse [spans] [hours]`. Without chdb (npm install --prefix ~/.cache/tracelake-chdb chdb@3.4.0) ours alone is asked.
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckdbEngine, LakeSession } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { SPAN_KINDS, SPANS_TABLE, STATUS_CODES } from '@tracelake/schema';
import { BENCH_START_MS, type BenchAttribute, type BenchSpan, benchSpans } from '@tracelake/testkit';
import { cachedBenchLake } from './bench-lake.ts';
import { type BenchQuestion, benchQuestions, type Dialect } from './bench-questions.ts';

const [spans = 2_000_000, hours = 1] = process.argv.slice(2).map(Number);
const ROUNDS = 5;
const CHUNK_SPANS = 20_000;
const CHDB = join(process.env['TRACELAKE_CHDB'] ?? join(homedir(), '.cache', 'tracelake-chdb'), 'package.json');
/** Of ours and of exact percentiles, which is what ClickHouse is asked for. */
const PERCENTILE_TOLERANCE = 0.05;

type Row = readonly unknown[];
type Ask = (sql: string) => Promise<Row[]>;

/** Goals of ours on 2 million rows, in milliseconds. */
const GOALS_MS: Readonly<Record<string, number>> = {
  'own column: p95 of POST by route': 100,
  'the same within an hour': 80,
  'map attribute: p95 by plan': 1000,
  'a trace by its id': 100,
};

const TRINO: Dialect = {
  table: 'spans',
  text: (key) => `"${key}"`,
  number: (key) => `CAST("${key}" AS double)`,
  resource: (key) => `"${key}"`,
  service: 'service_name',
  status: 'status_code',
  durationMs: 'duration_ms',
  percentile: (value, share) => `approx_percentile(${value}, ${share})`,
  countIf: (condition) => `count_if(${condition})`,
  minute: "to_unixtime(date_trunc('minute', time))",
};

const CLICKHOUSE = {
  service: 'service',
  status: 'status',
  durationMs: 'duration_ns / 1e6',
  percentile: (value: string, share: number) => `quantileExact(${share})(${value})`,
  countIf: (condition: string) => `countIf(${condition})`,
  minute: 'intDiv(start_ns, 60000000000) * 60',
};

const JSON_TYPE: Dialect = {
  ...CLICKHOUSE,
  table: 'spans_json',
  text: (key) => `attributes.\`${key}\`::Nullable(String)`,
  number: (key) => `attributes.\`${key}\`::Nullable(Float64)`,
  resource: (key) => `resource.\`${key}\`::Nullable(String)`,
};

const MAP_TYPE: Dialect = {
  ...CLICKHOUSE,
  table: 'spans_map',
  text: (key) => `nullIf(attributes['${key}'], '')`,
  number: (key) => `toFloat64OrNull(attributes['${key}'])`,
  resource: (key) => `nullIf(resource['${key}'], '')`,
};

function median(times: readonly number[]): number {
  return [...times].sort((left, right) => left - right)[times.length >> 1]!;
}

/** The first answer and the median time of further ones. */
async function measured(ask: Ask, sql: string): Promise<{ rows: Row[]; ms: number }> {
  const rows = await ask(sql);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await ask(sql);
    times.push(performance.now() - started);
  }
  return { rows, ms: median(times) };
}

function sameAnswer(left: readonly Row[], right: readonly Row[]): boolean {
  return (
    left.length === right.length && left.every((row, i) => row.every((value, k) => sameValue(value, right[i]![k])))
  );
}

function sameValue(left: unknown, right: unknown): boolean {
  const [a, b] = [Number(left), Number(right)];
  if (left === null || right === null || Number.isNaN(a) || Number.isNaN(b)) return String(left) === String(right);
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  return Math.abs(a - b) <= Math.abs(b) * PERCENTILE_TOLERANCE;
}

async function ourLake(folder: string): Promise<{ ask: Ask; close: () => Promise<void> }> {
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
  const childEntry = join(process.cwd(), 'packages/cli/dist/duckdb-child.js');
  const engine = new DuckdbEngine({ childEntry });
  const session = LakeSession.open({ reader, engine });
  const startTimeUnixNano = BigInt(BENCH_START_MS) * 1_000_000n;
  const range = { startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + BigInt(hours + 1) * 3_600_000_000_000n };
  const ask: Ask = async (sql) => {
    const limits = { timeoutMs: 60_000, rowLimit: 10_000, duplicates: 'exact' } as const;
    const rows: Row[] = [];
    for await (const batch of (await session.sql({ sql, ...range, ...limits })).batches) rows.push(...batch);
    return rows;
  };
  return { ask, close: () => engine.close() };
}

interface ChdbSession {
  query(sql: string, format?: string): string;
  cleanup(): void;
}

async function clickhouse(folder: string): Promise<{ ask: Ask; close: () => Promise<void>; bytes: string }> {
  const { Session } = createRequire(CHDB)('chdb') as { Session: new (path: string) => ChdbSession };
  const session = new Session(join(folder, 'db'));
  const fixed =
    'trace_id String, span_id String, parent_id String, name LowCardinality(String), kind LowCardinality(String), service LowCardinality(String), start_ns Int64, duration_ns Int64, status LowCardinality(String)';
  const order = 'ENGINE = MergeTree ORDER BY (service, start_ns)';
  const map = 'Map(LowCardinality(String), String)';
  session.query('CREATE DATABASE IF NOT EXISTS bench');
  session.query(`CREATE TABLE bench.spans_json (${fixed}, attributes JSON, resource JSON) ${order}`);
  session.query(`CREATE TABLE bench.spans_map (${fixed}, attributes ${map}, resource ${map}) ${order}`);
  const insert = async (lines: string[]): Promise<void> => {
    const file = join(folder, 'chunk.ndjson');
    await writeFile(file, '');
    await appendFile(file, lines.join('\n'));
    for (const table of ['spans_json', 'spans_map']) {
      session.query(`INSERT INTO bench.${table} SELECT * FROM file('${file}', JSONEachRow)
        SETTINGS max_threads = 2, schema_inference_use_cache_for_file = 0, use_structure_from_insertion_table_in_table_functions = 1`);
    }
  };
  const lines: string[] = [];
  for (const span of benchSpans(spans, 42, hours)) {
    lines.push(line(span));
    if (lines.length === CHUNK_SPANS) await insert(lines.splice(0));
  }
  if (lines.length > 0) await insert(lines);
  for (const table of ['spans_json', 'spans_map']) session.query(`OPTIMIZE TABLE bench.${table} FINAL`);
  const bytes = session.query(
    "SELECT table, round(sum(bytes_on_disk) / sum(rows), 1) FROM system.parts WHERE active AND database = 'bench' GROUP BY 1 ORDER BY 1",
    'TSV',
  );
  const ask: Ask = async (sql) => {
    const text = session.query(
      `${sql.replace(/FROM (spans_\w+)/, 'FROM bench.$1')} SETTINGS max_threads = 2`,
      'JSONCompactEachRow',
    );
    return text
      .split('\n')
      .filter(Boolean)
      .map((row) => JSON.parse(row) as Row);
  };
  return { ask, close: async () => session.cleanup(), bytes };
}

function line(span: BenchSpan): string {
  return JSON.stringify({
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_id: span.parentId,
    name: span.name,
    kind: SPAN_KINDS[span.kind],
    service: span.service,
    start_ns: String(span.startNs),
    duration_ns: String(span.durNs),
    status: STATUS_CODES[span.status],
    attributes: members(span.attrs),
    resource: members(span.resource),
  });
}

function members(attributes: readonly BenchAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(([key, value]) => [key, value]));
}

async function report(question: BenchQuestion, ours: Ask, theirs: Ask | undefined): Promise<void> {
  const own = await measured(ours, question.sql(TRINO));
  const goal = GOALS_MS[question.name];
  const parts = [`${question.name.padEnd(34)} ours ${own.ms.toFixed(0).padStart(6)} ms`];
  if (goal !== undefined) parts.push(`(goal ${goal})`.padEnd(12));
  else parts.push(' '.repeat(12));
  for (const [name, dialect] of [
    ['JSON', JSON_TYPE],
    ['Map', MAP_TYPE],
  ] as const) {
    if (theirs === undefined) continue;
    const other = await measured(theirs, question.sql(dialect));
    const agrees = sameAnswer(own.rows, other.rows) ? '' : ' ANSWERS DIFFER';
    parts.push(`${name} ${other.ms.toFixed(0).padStart(6)} ms (${(other.ms / own.ms).toFixed(1)}x)${agrees}`);
    if (agrees !== '') console.log(own.rows.slice(0, 3), other.rows.slice(0, 3), question.sql(dialect));
  }
  console.log(parts.join('  '));
}

const folder = await mkdtemp(join(tmpdir(), 'tracelake-clickhouse-'));
const lake = await ourLake(await cachedBenchLake(spans, hours));
const peer = existsSync(CHDB) ? await clickhouse(folder) : undefined;
if (peer === undefined) console.log('chdb is not there: ours alone');
else console.log(`Bytes a span of ClickHouse's tables:\n${peer.bytes.trim()}`);
try {
  const [{ traceId }] = [...benchSpans(1, 42, hours)] as [BenchSpan];
  const inHour = (dialect: Dialect): string => {
    const startNs = BigInt(BENCH_START_MS) * 1_000_000n + BigInt(Math.floor(hours / 2)) * 3_600_000_000_000n;
    const column = dialect === TRINO ? 'start_time_unix_nano' : 'start_ns';
    return `${column} >= ${startNs} AND ${column} < ${startNs + (hours > 1 ? 3_600_000_000_000n : 150_000_000_000n)}`;
  };
  console.log(
    `${spans.toLocaleString('en')} spans of ${hours} h, 2 threads, Node ${process.version}, median of ${ROUNDS}`,
  );
  for (const question of benchQuestions(traceId, inHour)) await report(question, lake.ask, peer?.ask);
} finally {
  await lake.close();
  await peer?.close();
  await rm(folder, { recursive: true, force: true });
}
