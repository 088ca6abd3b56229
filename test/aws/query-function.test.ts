// The query service as Lambda runs it: the built archive in a process of its own, over a bucket that Firehose filled.
import { existsSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { TokenList } from '@tracelake/server';
import { lambdaNodes } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { openFirehoseBucket, spanDocument } from './firehose-bucket.ts';
import { buildFunction, FUNCTION_HOST, RunningFunction } from './running-function.ts';
import { newBucket, STAND_CLIENT, stand } from './stand-account.ts';
import { createCatalogue } from './stand-catalogue.ts';

const NOW = Math.floor(Date.now() / 1000) * 1000;
const COUNT = { sql: 'SELECT count(*) AS n FROM spans' };

describe.skipIf(stand === null)('the query function', () => {
  let folder: string;
  let data: string;
  let list: TokenList;
  let token: string;
  let streaming: RunningFunction;

  beforeAll(async () => {
    folder = buildFunction();
    const bucket = await newBucket();
    data = `s3://${bucket}`;
    list = new TokenList(new S3Storage({ address: { bucket, prefix: '' }, client: STAND_CLIENT }), Date.now);
    token = await list.create('laptop');
    const firehose = await openFirehoseBucket(bucket);
    const spans = Array.from({ length: 31 }, (_, n) => spanDocument(NOW - 50_000, 1 + n));
    await firehose.deliver(NOW - 60_000, spans);
    await firehose.close();
    streaming = await RunningFunction.start(folder, { mode: 'stream', data });
  });
  afterAll(() => streaming?.stop());

  it.each(lambdaNodes().map((node) => [node.version, node.path]))('answers a query on Node %s', async (_, node) => {
    const running = await RunningFunction.start(folder, { mode: 'stream', data, node });
    const { statusCode, body } = await running.send({ method: 'POST', path: '/api/v1/sql', token, body: COUNT });
    expect(JSON.parse(body)).toMatchObject({ rows: [['31']], stats: { engine: 'duckdb', files: 1 } });
    expect(statusCode).toBe(200);
    running.stop();
  });

  it.runIf(existsSync('/proc/self/environ'))('starts DuckDB for a query, and for nothing else', async () => {
    const running = await RunningFunction.start(folder, { mode: 'stream', data });
    for (const path of ['/api/v1/health', '/api/v1/stats', '/api/v1/queries'])
      expect((await running.send({ path, token })).statusCode).toBe(200);
    expect(running.childPids()).toEqual([]);
    await running.send({ method: 'POST', path: '/api/v1/sql', token, body: COUNT });
    expect(running.childPids()).toHaveLength(1);
    running.stop();
  });

  it('answers in one piece where the runtime has no streams', async () => {
    const running = await RunningFunction.start(folder, { mode: 'buffer', data });
    const answer = await running.send({ method: 'POST', path: '/api/v1/sql', token, body: COUNT });
    expect(JSON.parse(answer.body)).toMatchObject({ rows: [['31']] });
    const arrow = await running.send({ method: 'POST', path: '/api/v1/sql?format=arrow', token, body: COUNT });
    expect(arrow).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    running.stop();
  });

  it.each(['stream', 'buffer'] as const)(
    'keeps status, headers and cookies of answers without a body, by %s',
    async (mode) => {
      const running = await RunningFunction.start(folder, { mode, data });
      const login = await running.send({ method: 'POST', path: '/api/v1/login', body: { token } });
      expect([login.statusCode, login.body]).toEqual([204, '']);
      expect(login.cookies).toEqual([expect.stringMatching(/^__Host-tracelake=tlk_/)]);
      const head = await running.send({ method: 'HEAD', path: '/api/v1/stats', token });
      expect([head.statusCode, head.headers['content-type']]).toEqual([
        200,
        expect.stringContaining('application/json'),
      ]);
      const page = await running.send({ method: 'HEAD', path: '/', headers: { accept: 'text/html' } });
      expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache']);
      running.stop();
    },
  );

  it.each([{}, null, 'ping', { source: 'aws.events' }])(
    'answers 400 to an event that is no request: %j',
    async (event) => {
      const { statusCode, body } = await streaming.sendEvent(event);
      expect([statusCode, JSON.parse(body).code]).toEqual([400, 'invalid_request']);
    },
  );

  it('streams rows while it reads', async () => {
    const sql = 'SELECT n FROM UNNEST(sequence(1, 10000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 20)) AS u (m)';
    const request = { method: 'POST', path: '/api/v1/sql?format=ndjson', token, body: { sql } };
    const { body, pieces } = await streaming.send(request);
    expect(body.trimEnd().split('\n')).toHaveLength(200_001);
    expect(pieces).toBeGreaterThan(3);
  });

  it.each(['/api/v1/health', '/api/v1/openapi.json', '/', '/nothing', '/api/v1/stats'])(
    'answers %s to nobody without a token, and loads nothing for it',
    async (path) => {
      const running = await RunningFunction.start(folder, { mode: 'stream', data: 's3://no-such-bucket-here' });
      for (const wrong of [null, 'secret', `tlk_${'0'.repeat(12)}`]) {
        const { statusCode, headers, body } = await running.send({ path, token: wrong });
        expect(statusCode).toBe(401);
        expect(JSON.parse(body)).toMatchObject({ code: 'unauthorized' });
        expect(headers).toMatchObject({ 'www-authenticate': 'Bearer', 'x-frame-options': 'DENY' });
      }
      // The bucket was never asked: it would have said that it is not there.
      expect(running.log()).toEqual([]);
      running.stop();
    },
  );

  it('gives the page to anybody, under its own policy, and loads nothing for it', async () => {
    const running = await RunningFunction.start(folder, { mode: 'buffer', data: 's3://no-such-bucket-here' });
    const html = { accept: 'text/html' };
    for (const path of ['/', '/explore?q=1', '/trace/abc']) {
      const { statusCode, headers, body } = await running.send({ path, headers: html });
      expect([statusCode, headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(body).toMatch(/<script type="module"/);
    }
    const [script] = /\/assets\/start-[^"]+\.js/.exec((await running.send({ path: '/', headers: html })).body)!;
    const packed = await running.send({ path: script, headers: { 'accept-encoding': 'br' } });
    expect(packed).toMatchObject({ statusCode: 200, isBase64Encoded: true, headers: { 'content-encoding': 'br' } });
    expect(brotliDecompressSync(Buffer.from(packed.body, 'base64')).length).toBeGreaterThan(10_000);
    expect((await running.send({ path: '/sources.txt' })).statusCode).toBe(401);
    expect((await running.send({ path: '/api/v1/health', headers: html })).statusCode).toBe(401);
    expect(running.log()).toEqual([]);
    running.stop();
  });

  it('knows a token by its secret, not by its name or id', async () => {
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect((await streaming.send({ path: '/api/v1/stats', token: forged })).statusCode).toBe(401);
    expect((await streaming.send({ path: '/api/v1/stats', token })).statusCode).toBe(200);
  });

  it('sends security headers, answers no other origin, keeps no cookie', async () => {
    const { headers } = await streaming.send({ path: '/api/v1/stats', token });
    expect(headers).toMatchObject({
      'strict-transport-security': expect.stringContaining('max-age='),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cache-control': 'no-store',
    });
    const foreign = { origin: 'https://evil.example' };
    const answer = await streaming.send({ path: '/api/v1/stats', token, headers: foreign });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    const own = { origin: `https://${FUNCTION_HOST}` };
    expect((await streaming.send({ path: '/api/v1/stats', token, headers: own })).statusCode).toBe(200);
  });

  it('runs no query in the background, which Lambda would freeze', async () => {
    const request = { method: 'POST', path: '/api/v1/sql', token, body: COUNT };
    const { statusCode } = await streaming.send({ ...request, headers: { prefer: 'respond-async' } });
    expect(statusCode).toBe(200);
  });

  it('tells a query that needs more than the function has, before Lambda would end it', async () => {
    const variables = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' };
    const running = await RunningFunction.start(folder, { mode: 'stream', data, variables });
    const sql = `SELECT count(DISTINCT a.n * 100000 + b.m) FROM UNNEST(sequence(1, 10000)) AS a (n) CROSS JOIN UNNEST(sequence(1, 4000)) AS b (m)`;
    const { statusCode, body } = await running.send({ method: 'POST', path: '/api/v1/sql', token, body: { sql } });
    expect([statusCode, JSON.parse(body).code]).toEqual([400, 'query_memory']);
    // 279 MB, which DuckDB counts in other ones.
    expect(JSON.parse(body).detail).toContain('266.0 MiB used');
    running.stop();
  });

  it('ends a query of DuckDB by DELETE at any sandbox', async () => {
    const [first, second] = await Promise.all(
      ['stream', 'buffer'].map((mode) => RunningFunction.start(folder, { mode: mode as 'stream', data })),
    );
    const tables = Array.from({ length: 16 }, (_, n) => `spans s${n}`).join(', ');
    const headers = { 'tracelake-query-id': 'of-the-first-sandbox' };
    const body = { sql: `SELECT count(*) FROM ${tables}`, timeoutMs: 600_000 };
    const asked = first.send({ method: 'POST', path: '/api/v1/sql', token, body, headers });
    const path = '/api/v1/queries/of-the-first-sandbox';
    const { statusCode, body: answer } = await second.send({ method: 'DELETE', path, token });
    expect([statusCode, JSON.parse(answer)]).toEqual([202, { id: 'of-the-first-sandbox', status: 'canceling' }]);
    expect(JSON.parse((await asked).body)).toMatchObject({ code: 'query_canceled' });
    expect(first.log().at(-1)).toMatchObject({ outcome: 'left', code: 'query_canceled', id: 'of-the-first-sandbox' });
    // It has left nothing running, and its sandbox answers on.
    const next = await first.send({ method: 'POST', path: '/api/v1/sql', token, body: COUNT });
    expect(JSON.parse(next.body)).toMatchObject({ rows: [['31']] });
    first.stop();
    second.stop();
  });

  it('leaves a query to Athena where that is set up, and answers for it from any sandbox', async () => {
    const variables = await createCatalogue(data);
    const [first, second] = await Promise.all(
      ['stream', 'buffer'].map((mode) => RunningFunction.start(folder, { mode: mode as 'stream', data, variables })),
    );
    const request = { method: 'POST', path: '/api/v1/sql', token, body: COUNT };
    const accepted = await first.send({ ...request, headers: { prefer: 'respond-async' } });
    expect(accepted.statusCode).toBe(202);
    const { id } = JSON.parse(accepted.body) as { id: string };
    expect(accepted.headers).toMatchObject({ location: `/api/v1/queries/${id}` });
    const ask = async () => JSON.parse((await second.send({ path: `/api/v1/queries/${id}`, token })).body);
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe('succeeded');
    expect((await ask()).result).toMatchObject({ rows: [['31']], stats: { engine: 'athena', files: 1 } });
    expect(first.log().at(-1)).toMatchObject({ caller: 'laptop', outcome: 'started', engine: 'athena', id });
    first.stop();
    second.stop();
  });

  it('keeps what people save in the bucket, for every sandbox, one winner a version', async () => {
    const other = await RunningFunction.start(folder, { mode: 'buffer', data });
    const saved = { kind: 'query', name: 'Count', sql: COUNT.sql };
    const put = (running: RunningFunction, headers: Record<string, string>) =>
      running.send({ method: 'PUT', path: '/api/v1/saved/count', token, body: saved, headers });
    const first = await put(streaming, { 'if-none-match': '*' });
    expect([first.statusCode, first.headers['etag']]).toEqual([200, '"1"']);
    const both = await Promise.all([streaming, other].map((running) => put(running, { 'if-match': '"1"' })));
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
    const listed = JSON.parse((await other.send({ path: '/api/v1/saved?kind=query', token })).body);
    expect(listed.saved).toMatchObject([{ id: 'count', version: 2, name: 'Count' }]);
    expect((await other.send({ method: 'DELETE', path: '/api/v1/saved/count', token })).statusCode).toBe(204);
    expect((await streaming.send({ path: '/api/v1/saved/count', token })).statusCode).toBe(404);
    other.stop();
  });

  it('writes an audit line for each query: who, what, how much, how dear', async () => {
    const before = streaming.log().length;
    await streaming.send({ method: 'POST', path: '/api/v1/sql', token, body: COUNT });
    await streaming.send({ method: 'POST', path: '/api/v1/sql', token, body: { sql: 'SELECT nothing FROM spans' } });
    const lines = streaming.log().slice(before);
    expect(lines).toEqual([
      expect.objectContaining({
        message: 'query',
        caller: 'laptop',
        sql: COUNT.sql,
        outcome: 'done',
        engine: 'duckdb',
        rows: 1,
        bytesScanned: expect.any(Number),
        costUsd: expect.any(Number),
      }),
      expect.objectContaining({ caller: 'laptop', outcome: 'failed', code: 'COLUMN_NOT_FOUND' }),
    ]);
    expect(JSON.stringify(lines)).not.toContain(token);
  });
});
