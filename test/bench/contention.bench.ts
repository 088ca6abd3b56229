// Queries and ingest beside each other on the same cores: acknowledgements alone and beside heavy queries, queries alone and beside
// as much as is taken. Built before: `npm run build`. With `--equal` (root), the query children run at the server's own priority.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FreshBodies } from '../load/fresh-bodies.ts';

const SECONDS = 6;
const SPANS_PER_BODY = 500;
const PACED_SPANS_PER_SECOND = 5_000;
const POOL_SPANS = 20_000;
const HEAVY = `SELECT name, attributes['user.id'] AS user, count(*), approx_percentile(duration_ms, 0.99) FROM spans GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10`;

const folder = mkdtempSync(join(tmpdir(), 'tracelake-contention-'));
const server = spawn(
  process.execPath,
  ['packages/cli/dist/main.js', 'up', '--data', folder, '--port', '0', '--otlp-port', '0'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const [apiUrl = '', otlpUrl = ''] = await new Promise<string[]>((resolve) => {
  let text = '';
  server.stdout.on('data', (data: Buffer) => {
    text += data.toString();
    const urls = text.match(/http:\/\/[^\s]+:\d+/g);
    if (urls?.length === 2) resolve(urls);
  });
});

const bodies = new FreshBodies(POOL_SPANS, SPANS_PER_BODY, 3);
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

function post(bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': bytes.length };
    request(`${otlpUrl}/v1/traces`, { method: 'POST', agent, headers }, (answer) =>
      answer.on('end', () => resolve(answer.statusCode ?? 0)).resume(),
    )
      .on('error', reject)
      .end(bytes);
  });
}

async function queryMs(): Promise<number> {
  const startedMs = performance.now();
  const body = JSON.stringify({ sql: HEAVY, start: '0', end: '9223372036854775807' });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${apiUrl}/api/v1/sql`, { method: 'POST', headers, body });
  await response.text();
  if (response.status !== 200) throw new Error(`the query was answered with ${response.status}`);
  return performance.now() - startedMs;
}

const untilMs = (seconds: number) => performance.now() + 1000 * seconds;

/** One body after the other at a steady pace; how long each waited. */
async function pacedAcks(): Promise<number[]> {
  const acks: number[] = [];
  const everyMs = (1000 * SPANS_PER_BODY) / PACED_SPANS_PER_SECOND;
  let dueMs = performance.now();
  for (const endMs = untilMs(SECONDS); dueMs < endMs; dueMs += everyMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    if ((await post(bodies.take().bytes)) === 200) acks.push(performance.now() - dueMs);
  }
  return acks;
}

async function queriesUntil(endMs: number): Promise<number[]> {
  const times: number[] = [];
  do times.push(await queryMs());
  while (performance.now() < endMs);
  return times;
}

/** As many spans as four connections get through; gives them a second. */
async function fullLoad(endMs: number): Promise<number> {
  const startedMs = performance.now();
  let spans = 0;
  const sendOn = async () => {
    while (performance.now() < endMs) {
      const body = bodies.take();
      if ((await post(body.bytes)) === 200) spans += body.spans;
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await Promise.all(Array.from({ length: 4 }, sendOn));
  return spans / ((performance.now() - startedMs) / 1000);
}

function at(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? Number.NaN;
}

/** Threads keep the priority of the one that made them: all are set. */
function makeEqual(): void {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ');
  for (const pid of children) for (const tid of readdirSync(`/proc/${pid}/task`)) setPriority(Number(tid), 0);
}

try {
  await fullLoad(untilMs(4));
  await queryMs();
  if (process.argv.includes('--equal')) makeEqual();
  // What the first load left behind is landed meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const alone = await pacedAcks();
  const [beside] = await Promise.all([pacedAcks(), queriesUntil(untilMs(SECONDS)), queriesUntil(untilMs(SECONDS))]);
  const queriesAlone = await queriesUntil(untilMs(SECONDS));
  const rateAlone = await fullLoad(untilMs(SECONDS));
  const [rateBeside, queriesBeside] = await Promise.all([fullLoad(untilMs(SECONDS)), queriesUntil(untilMs(SECONDS))]);
  const line = (what: string, a: number, b: number, unit: string) =>
    console.log(
      `${what.padEnd(44)} alone ${a.toFixed(1)} ${unit}  beside ${b.toFixed(1)} ${unit}  ratio ${(b / a).toFixed(2)}`,
    );
  line(`acknowledgement, p50, ${PACED_SPANS_PER_SECOND} spans/s beside queries`, at(alone, 0.5), at(beside, 0.5), 'ms');
  line('acknowledgement, p99', at(alone, 0.99), at(beside, 0.99), 'ms');
  line('heavy query, p50, beside all that is taken', at(queriesAlone, 0.5), at(queriesBeside, 0.5), 'ms');
  line('heavy query, slowest', at(queriesAlone, 1), at(queriesBeside, 1), 'ms');
  line('spans taken a second beside one query loop', rateAlone, rateBeside, '/s');
} finally {
  agent.destroy();
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
