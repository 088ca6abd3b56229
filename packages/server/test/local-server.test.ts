// Starting, guarding and stopping a whole server.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { maxHeaderSize } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openFolderApi, startLocalServer } from '../src/index.ts';
import { exchange, rawExchange } from './otlp/raw-exchange.ts';
import { call } from './support/api-caller.ts';
import { builtCli, removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { SAMPLE_REQUESTS, TRACE_ID } from './support/sample-spans.ts';
import { tempFolder } from './support/temp-folder.ts';

const open: { remove(): unknown }[] = [];

async function started(...parts: Parameters<typeof startSampleServer>): Promise<SampleServer> {
  const server = await startSampleServer(...parts);
  open.push(server);
  return server;
}

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.remove();
});
afterAll(removeBuiltCli);

async function startIn(dataFolder: string, parts: object = {}) {
  const { rollWorker, duckdbChild } = await builtCli();
  return startLocalServer({ dataFolder, port: 0, otlpPort: 0, rollWorker, duckdbChild, ...parts });
}

function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing was thrown',
    (error) => error.code,
  );
}

describe('startLocalServer', () => {
  it('leaves its address in the folder while it runs, which health proves to be its own', async () => {
    const server = await started();
    const path = join(server.folder, 'wal/server.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    expect(document).toMatchObject({ apiUrl: server.apiUrl, otlpUrl: server.otlpUrl, pid: process.pid });
    expect((await call(server, 'GET', '/api/v1/health')).json.instance).toBe(document.instance);
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  it('names the port and the flag when one is in use, and opens nothing', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    );
    open.push({ remove: () => taken.close() });
    const folder = tempFolder();
    open.push(folder);
    for (const [parts, flag] of [
      [{ port }, '--port'],
      [{ otlpPort: port }, '--otlp-port'],
    ] as const) {
      const failure = await startIn(folder.path, parts).catch((error) => error);
      expect(failure).toMatchObject({ code: 'port_in_use', details: { port, flag } });
      expect(failure.message).toContain(String(port));
      expect(failure.hint).toContain(flag);
    }
    // The lock is free again.
    await (await startIn(folder.path)).close();
  });

  it('refuses a folder that another server writes, or that cannot be one', async () => {
    const server = await started();
    expect(await codeOf(startIn(server.folder))).toBe('folder_locked');
    const folder = tempFolder();
    open.push(folder);
    const file = join(folder.path, 'file');
    await writeFile(file, 'not a folder');
    expect(await codeOf(startIn(file))).toBe('folder_read_only');
    await mkdir(join(folder.path, 'newer'));
    await writeFile(join(folder.path, 'newer/lake.json'), '{"format":99,"lakeId":"0123456789ab"}');
    expect(await codeOf(startIn(join(folder.path, 'newer')))).toBe('folder_version');
  });

  it('starts beside a folder in the place of its address, and one in the place of lake.json', async () => {
    const folder = tempFolder();
    open.push(folder);
    await mkdir(join(folder.path, 'wal/server.json'), { recursive: true });
    const server = await startIn(folder.path);
    const { lake } = (await call(server, 'GET', '/api/v1/stats')).json;
    expect(lake.quarantined).toMatchObject({
      files: 1,
      paths: [expect.stringMatching(/^wal\/quarantine\/server\.json-\d+\.misplaced$/)],
    });
    await server.close();
    await rm(join(folder.path, 'lake.json'));
    await mkdir(join(folder.path, 'lake.json'));
    const again = await startIn(folder.path);
    const { quarantined } = (await call(again, 'GET', '/api/v1/stats')).json.lake;
    expect(quarantined.paths).toContainEqual(expect.stringMatching(/^wal\/quarantine\/lake\.json-\d+\.misplaced$/));
  });

  it('does not say that no span has arrived while those that have cannot be shown', async () => {
    const server = await started();
    const tails = join(server.folder, 'wal/tail');
    await rm(tails, { recursive: true });
    await writeFile(tails, '');
    await expect(sendSpans(server, SAMPLE_REQUESTS)).rejects.toThrow('wal/tail');
    const hint =
      /^It may be an attribute of spans that are left out: \d+ acknowledged spans cannot be shown yet: .*wal\/tail/;
    await vi.waitFor(async () => {
      const { json } = await call(server, 'POST', '/api/v1/sql', { body: { sql: 'SELECT "order.weight" FROM spans' } });
      expect(json).toMatchObject({ code: 'COLUMN_NOT_FOUND', hint: expect.stringMatching(hint) });
    }, 5_000);
    await rm(tails);
    await mkdir(tails);
  });

  it('opens to the network only with a token, and an address that exists', async () => {
    const folder = tempFolder();
    open.push(folder);
    expect(await codeOf(startIn(folder.path, { host: '0.0.0.0' }))).toBe('config_invalid');
    expect(await codeOf(startIn(folder.path, { host: '203.0.113.1', token: 'secret' }))).toBe('config_invalid');
  });
});

describe('a server with a token', () => {
  it('asks for it on both ports, but not for health and the document; the page is looked for without one', async () => {
    const server = await started({ token: 'secret-token' });
    const denied = await call(server, 'GET', '/api/v1/services');
    expect([denied.status, denied.json.code]).toEqual([401, 'unauthorized']);
    expect(denied.headers.get('www-authenticate')).toBe('Bearer');
    expect((await call(server, 'GET', '/api/v1/nothing', { undocumented: true })).status).toBe(401);
    expect((await call(server, 'GET', '/', { undocumented: true })).status).toBe(404);
    for (const path of ['/api/v1/health', '/api/v1/openapi.json']) {
      expect((await call(server, 'GET', path, { undocumented: true })).status).toBe(200);
    }
    const headers = { authorization: 'Bearer secret-token' };
    expect((await call(server, 'GET', '/api/v1/services', { headers })).status).toBe(200);
    await expect(sendSpans(server, SAMPLE_REQUESTS)).rejects.toThrow('401');
  });

  it('gives a browser a cookie for it, which counts for its own page alone', async () => {
    const server = await started({ token: 'secret-token' });
    const login = (token: string) => call(server, 'POST', '/api/v1/login', { body: { token } });
    const wrong = await login('guess');
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    const { status, headers } = await login('secret-token');
    const [cookie = ''] = headers.get('set-cookie')?.split(';') ?? [];
    expect([status, cookie]).toEqual([204, '__Host-tracelake=secret-token']);
    const asked = (site: string) =>
      call(server, 'GET', '/api/v1/services', { headers: { cookie, 'sec-fetch-site': site } });
    expect((await asked('same-origin')).status).toBe(200);
    expect((await asked('cross-site')).json.code).toBe('forbidden_origin');
    const logout = await call(server, 'POST', '/api/v1/logout');
    expect([logout.status, logout.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
  });
});

describe('the API port', () => {
  it('answers only names of this machine and pages of its own', async () => {
    const server = await started({ allowedOrigins: ['https://app.example'] });
    const get = (headers: Record<string, string>) =>
      exchange(server.apiUrl, { method: 'GET', path: '/api/v1/stats', headers });
    expect((await get({})).status).toBe(200);
    const host = await get({ host: 'rebound.example' });
    expect([host.status, JSON.parse(host.body.toString()).code]).toEqual([403, 'forbidden_host']);
    const origin = await get({ origin: 'https://evil.example' });
    expect([origin.status, JSON.parse(origin.body.toString()).code]).toEqual([403, 'forbidden_origin']);
    expect((await get({ origin: server.apiUrl })).status).toBe(200);
    const allowed = await get({ origin: 'https://app.example' });
    expect(allowed.headers['access-control-allow-origin']).toBe('https://app.example');
    const preflight = await exchange(server.apiUrl, {
      method: 'OPTIONS',
      path: '/api/v1/sql',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect((await get({ host: 'rebound.example', 'x-forwarded-host': 'localhost' })).status).toBe(403);
  });
});

it('is asked by a path or by a whole address', async () => {
  const { apiUrl } = await started();
  const statusOf = async (path: string) => (await exchange(apiUrl, { method: 'GET', path })).status;
  expect(await statusOf(`${apiUrl}/api/v1/health`)).toBe(200);
  expect(await statusOf(`${apiUrl}/api/v1/nothing`)).toBe(404);
});

it('answers what is no request of HTTP as a problem too', async () => {
  const server = await started();
  const { hostname, port } = new URL(server.apiUrl);
  const problemOf = async (text: string) => {
    const { status, headers, body } = await rawExchange(hostname, Number(port), [text]);
    return { mediaType: headers['content-type'], httpStatus: status, ...JSON.parse(body.toString()) };
  };
  const large = `GET /api/v1/stats HTTP/1.1\r\nCookie: ${'x'.repeat(maxHeaderSize)}\r\n\r\n`;
  expect(await problemOf(large)).toMatchObject({
    httpStatus: 431,
    mediaType: 'application/problem+json',
    code: 'headers_too_large',
    details: { limitBytes: maxHeaderSize },
  });
  expect(await problemOf('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({
    httpStatus: 400,
    code: 'invalid_request',
  });
});

describe('close', () => {
  it('lands what was taken, so that the folder alone and the next server have it', async () => {
    const server = await started();
    await sendSpans(server, SAMPLE_REQUESTS);
    await server.close();
    const api = await openFolderApi({ folder: server.folder, ...(await builtCli()) });
    const answer = await api.send({ method: 'GET', path: `/api/v1/traces/${TRACE_ID}` }, new AbortController().signal);
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    await api.close();
    expect(answer.status).toBe(200);
    expect(JSON.parse(Buffer.concat(chunks).toString()).spans).toHaveLength(3);

    const next = await startIn(server.folder);
    open.push({ remove: () => next.close() });
    expect((await call(next, 'GET', `/api/v1/traces/${TRACE_ID}`)).json.spans).toHaveLength(3);
    expect((await call(next, 'GET', '/api/v1/stats')).json.lake).toMatchObject({
      landing: { rows: 4 },
      tail: { rows: 0 },
      notes: [],
    });
  });
});

it('notes in its stats that landing files were taken away while it was stopped', async () => {
  const server = await started();
  await sendSpans(server, SAMPLE_REQUESTS);
  await server.close();
  await rm(join(server.folder, 'landing'), { recursive: true });
  const next = await startIn(server.folder);
  open.push({ remove: () => next.close() });
  const { notes } = (await call(next, 'GET', '/api/v1/stats')).json.lake;
  expect(notes).toEqual([expect.stringMatching(/^1 landing file\(s\) are gone .*"catalog\/spans\/dt=.*\.json"\.$/)]);
});

it('waits for a sender and for questions at once when it stops', async () => {
  const server = await started();
  const { hostname, port, host } = new URL(server.otlpUrl);
  const sender = connect(Number(port), hostname);
  sender.write(`POST /v1/traces HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n`);
  sender.write('content-length: 9\r\nexpect: 100-continue\r\n\r\n');
  expect(String(await once(sender, 'data'))).toContain('100 Continue');
  sender.write('{');
  let isCutOff = false;
  sender.on('error', () => undefined).on('close', () => (isCutOff = true));
  const closed = server.close();
  const api = () =>
    call(server, 'GET', '/api/v1/health').then(
      () => 'served',
      () => 'refused',
    );
  await expect.poll(api).toBe('refused');
  expect(isCutOff).toBe(false);
  await closed;
  expect(existsSync(join(server.folder, 'wal/server.json'))).toBe(false);
});

describe('a caller that leaves', () => {
  const SLOW = `SELECT count(*) FROM ${Array.from({ length: 15 }, (_, index) => `spans s${index}`).join(', ')}`;

  it('takes its query with it', async () => {
    const server = await started();
    await sendSpans(server, SAMPLE_REQUESTS);
    const range = { start: '2026-11-22', end: '2026-11-23' };
    // More than the engine runs at once: if they went on, the last one would wait for its time.
    for (let count = 0; count < 3; count += 1) {
      const leaving = new AbortController();
      setTimeout(() => leaving.abort(), 300);
      const left = fetch(`${server.apiUrl}/api/v1/sql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...range, sql: SLOW, timeoutMs: 900_000 }),
        signal: leaving.signal,
      });
      await expect(left).rejects.toThrow();
    }
    const body = { ...range, sql: 'SELECT count(*) FROM spans', timeoutMs: 20_000 };
    expect((await call(server, 'POST', '/api/v1/sql', { body })).json.rows).toEqual([['4']]);
  });
});
