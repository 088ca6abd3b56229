// The engine's child dies while rows are on their way: each form of a result must tell a cut stream from a whole one.
import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, startSampleServer } from './support/sample-server.ts';

const ROWS = 'SELECT x, y FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y)';

let server: SampleServer;
beforeAll(async () => {
  server = await startSampleServer();
});
/** A child that waited for the next query was killed with the others: that query is told so, and must not be the next test's. */
afterEach(async () => {
  let status = 0;
  while (status !== 200) ({ status } = await call(server, 'POST', '/api/v1/sql', { body: { sql: 'SELECT 1' } }));
});
afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

interface Received {
  readonly body: Buffer;
  /** Whether HTTP itself says that all has come. */
  readonly complete: boolean;
  readonly trailers: NodeJS.Dict<string>;
}

/** Reads until `whenFlowing` has been called with the first bytes there, then to whatever end comes. */
function receive(path: string, whenFlowing: () => void, query: object = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const asked = request(`${server.apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const ended = () => {
        const { complete, trailers } = response;
        resolve({ body: Buffer.concat(chunks), complete, trailers });
      };
      response.once('data', whenFlowing);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('close', ended);
      response.on('error', () => {});
    });
    asked.end(JSON.stringify({ sql: ROWS, ...query }));
  });
}

/** This process holds the server, so its children are the engine's. */
function killChildren(): void {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  for (const line of listed.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/);
    if (Number(parent) === process.pid && line.includes('duckdb-child')) process.kill(Number(pid), 'SIGKILL');
  }
}

it('NDJSON ends with the error', async () => {
  const { body } = await receive('/api/v1/sql?format=ndjson', killChildren);
  const lines = body.toString().trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ error: { code: 'query_memory' } });
});

it('CSV ends with a comment that says so, where one was asked for', async () => {
  const { body } = await receive('/api/v1/sql?format=csv&trailer=true', killChildren);
  expect(body.toString().trimEnd().split('\n').at(-1)).toMatch(/^# error query_memory: /);
});

it('CSV without it breaks off', async () => {
  const { body, complete } = await receive('/api/v1/sql?format=csv', killChildren);
  expect(body.toString()).toMatch(/^x,y\n1,1\n/);
  expect(complete).toBe(false);
});

it('Arrow has no end, and HTTP none either', async () => {
  const { body, complete } = await receive('/api/v1/sql?format=arrow', killChildren);
  expect(complete).toBe(false);
  expect(body.subarray(-8).toString('hex')).not.toBe('ffffffff00000000');
});

it('a whole one says that it is whole', async () => {
  const sql = 'SELECT x FROM UNNEST(sequence(1, 5000)) a(x)';
  const ask = (parts: string) => call(server, 'POST', `/api/v1/sql?${parts}`, { body: { sql } });
  expect(JSON.parse((await ask('format=ndjson')).text.trimEnd().split('\n').at(-1)!)).toMatchObject({
    stats: { rows: 5000 },
  });
  expect((await ask('format=csv&trailer=true')).text).toMatch(/\n# complete rows=5000 elapsedMs=\d+\n$/);
  const response = await fetch(`${server.apiUrl}/api/v1/sql?format=arrow`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.subarray(-8).toString('hex')).toBe('ffffffff00000000');
  expect(tableFromIPC(bytes).numRows).toBe(5000);
});

it.each([
  [4000, 'truncated'],
  [5000, 'complete'],
])('Arrow cut by a limit of %d is told from a whole one by the trailer: %s', async (limit, result) => {
  const sql = 'SELECT x FROM UNNEST(sequence(1, 5000)) a(x)';
  const { body, complete, trailers } = await receive('/api/v1/sql?format=arrow&trailer=true', () => {}, { sql, limit });
  expect(tableFromIPC(body).numRows).toBe(limit);
  expect({ complete, trailers }).toEqual({ complete: true, trailers: { 'tracelake-result': result } });
});

it('Arrow that breaks off has no such trailer', async () => {
  const { complete, trailers } = await receive('/api/v1/sql?format=arrow&trailer=true', killChildren);
  expect({ complete, trailers }).toEqual({ complete: false, trailers: {} });
});
