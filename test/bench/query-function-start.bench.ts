// The start of the deployed query function until it has answered, on each Node that Lambda has: wall and CPU time of the function and of its DuckDB.
// Refused, health and a question in turns, each in a process of its own, over a stand-in for S3. `node scripts/bench.mjs query-function-start [rounds]`
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { FolderStorage, openBucket } from '@tracelake/lake';
import { TokenList } from '@tracelake/server';
import { lambdaNodes } from '@tracelake/testkit';
import { processCpuMs } from '../../packages/testkit/src/lambda/process-usage.ts';
import { writeBenchLake } from './bench-lake.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const FUNCTION = `packages/server/dist/query-function-${ARCHITECTURE}/query-function.js`;
const SQL = 'SELECT name, count(*) AS n FROM spans GROUP BY 1 ORDER BY 2 DESC LIMIT 5';

interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly childCpuMs: number;
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

async function start(node: string, event: object, status: number, env: NodeJS.ProcessEnv): Promise<Start> {
  const began = performance.now();
  const running = spawn(node, ['test/aws/function-runtime.mjs', join(process.cwd(), FUNCTION), 'stream'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(running.stdout!)[Symbol.asyncIterator]();
  running.stdin!.write(`${JSON.stringify(event)}\n`);
  await lines.next();
  const { value } = await lines.next();
  const wallMs = performance.now() - began;
  const answered = JSON.parse(String(value)) as { statusCode: number; body: string };
  const children = childrenOf(running.pid!);
  const measured = {
    wallMs,
    cpuMs: processCpuMs(running.pid!),
    childCpuMs: children.reduce((sum, pid) => sum + processCpuMs(pid), 0),
  };
  running.kill('SIGKILL');
  if (answered.statusCode !== status) throw new Error(`${answered.statusCode}: ${answered.body}`);
  return measured;
}

function request(method: string, rawPath: string, headers: object, body?: object): object {
  return {
    version: '2.0',
    rawPath,
    headers: { host: 'abc.lambda-url.us-east-1.on.aws', 'content-type': 'application/json', ...headers },
    requestContext: { requestId: 'r-1', http: { method } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

async function standIn(): Promise<{ process: ChildProcess; url: string; httpfs: string }> {
  const script = spawn(process.execPath, ['scripts/stand.mjs'], { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface(script.stdout!)) return { process: script, ...JSON.parse(line) };
  throw new Error('There is no stand-in for AWS');
}

async function fill(bucket: string): Promise<{ token: string; start: string; end: string }> {
  const client = new S3Client({ forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const storage = await openBucket({ bucket, prefix: '' });
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-bench-start-'));
  const { startTimeUnixNano, endTimeUnixNano } = await writeBenchLake(folder, 20_000, 0.1);
  const files = new FolderStorage(folder);
  for (const prefix of ['landing/', 'catalog/'])
    for await (const { path } of files.list(prefix)) await storage.put(path, await files.get(path));
  rmSync(folder, { recursive: true, force: true });
  const token = await new TokenList(storage, Date.now).create('bench');
  storage.close();
  const iso = (nanos: bigint) => new Date(Number(nanos / 1_000_000n)).toISOString();
  return { token, start: iso(startTimeUnixNano), end: iso(endTimeUnixNano + 999_999n) };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const stand = await standIn();
const variables = {
  AWS_ENDPOINT_URL: stand.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
};
Object.assign(process.env, variables);
execFileSync(process.execPath, ['scripts/build-query-function.mjs', ARCHITECTURE], {
  env: { ...process.env, [`TRACELAKE_HTTPFS_${ARCHITECTURE.toUpperCase()}`]: stand.httpfs },
});
const { token, ...range } = await fill('bench-start');
const authorization = `Bearer ${token}`;
const STARTS = [
  { name: 'refused', event: request('GET', '/api/v1/health', {}), status: 401, goalMs: 600 },
  { name: 'health', event: request('GET', '/api/v1/health', { authorization }), status: 200, goalMs: 600 },
  {
    name: 'a question',
    event: request('POST', '/api/v1/sql', { authorization }, { sql: SQL, ...range }),
    status: 200,
    goalMs: 1500,
  },
];
console.log(`median (least) of ${ROUNDS} starts each, in turn, from the process's start to the whole answer`);
console.log('node     answer      wall ms          CPU ms         CPU of DuckDB ms   goal wall ms');
for (const { path: node, version } of lambdaNodes().slice(1)) {
  const runs = STARTS.map(() => [] as Start[]);
  const env = { ...variables, TRACELAKE_DATA: 's3://bench-start' };
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, { event, status }] of STARTS.entries()) runs[i]!.push(await start(node, event, status, env));
  for (const [i, { name, goalMs }] of STARTS.entries()) {
    const cells = (['wallMs', 'cpuMs', 'childCpuMs'] as const).map((key) => {
      const values = runs[i]!.map((run) => run[key]);
      return `${middle(values).toFixed(0)} (${Math.min(...values).toFixed(0)})`.padEnd(16);
    });
    console.log(version.padEnd(8), name.padEnd(11), ...cells, goalMs);
  }
}
stand.process.stdin!.end();
