// Signing in to Trino: password and token over TLS with a CA of one's own; where they must not go, and that no error tells them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTracelakeError } from '@tracelake/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrinoConnection } from '../../src/trino/trino-connection.ts';
import { TrinoEngine } from '../../src/trino/trino-engine.ts';
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from './loopback-certificate.ts';

const BASIC = `Basic ${Buffer.from('ann:hush').toString('base64')}`;
const BEARER = 'Bearer head.hush.sign';
const SIGNED = { catalog: 'hive', schema: 'tracelake' };

const folder = mkdtempSync(join(tmpdir(), 'tracelake-trino-'));
const caFile = join(folder, 'ca.pem');
const servers: Server[] = [];
let secure: string;
let open: string;
/** Of each request: method, whether it signed in, as whom. */
let seen: string[] = [];

/** Speaks Trino's protocol for one row; asks for a password or a token on every page. `elsewhere` names another address for the pages. */
function trino(base: () => string, elsewhere = base): RequestListener {
  return (request, response) => {
    const signedIn = request.headers.authorization === BASIC || request.headers.authorization === BEARER;
    seen.push(`${request.method} ${signedIn} ${request.headers['x-trino-user'] ?? '-'}`);
    request.resume().on('end', () => {
      response.statusCode = signedIn ? 200 : 401;
      const page = { id: 'q1', stats: { state: 'RUNNING' } };
      const column = { name: 'one', type: 'integer', typeSignature: { rawType: 'integer', arguments: [] } };
      if (!signedIn) response.end('Access Denied: Invalid credentials');
      else if (request.method === 'POST') response.end(JSON.stringify({ ...page, nextUri: `${elsewhere()}/v1/next` }));
      else response.end(JSON.stringify({ ...page, stats: { state: 'FINISHED' }, columns: [column], data: [[1]] }));
    });
  };
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  writeFileSync(caFile, LOOPBACK_CERTIFICATE);
  const tls = { cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY };
  secure = `https://127.0.0.1:${await listening(
    createTlsServer(
      tls,
      trino(() => secure),
    ),
  )}`;
  open = `http://127.0.0.1:${await listening(createHttpServer(trino(() => open)))}`;
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function answer(connection: TrinoConnection): Promise<unknown[][]> {
  seen = [];
  const query = {
    sql: 'SELECT 1 AS one',
    columns: [{ name: 'one', type: { kind: 'integer' } }],
    engineTypes: [],
    files: [],
  };
  const result = await new TrinoEngine(connection).run(query as never, { timeoutMs: 20_000, rowLimit: 10 });
  const rows: unknown[][] = [];
  for await (const batch of result.batches) rows.push(...batch);
  return rows;
}

async function refusal(
  connection: TrinoConnection,
): Promise<{ code: string; message: string; hint: string | undefined }> {
  try {
    await answer(connection);
  } catch (error) {
    if (!isTracelakeError(error)) throw error;
    const all = [error.message, error.hint, error.stack, String(error.cause), JSON.stringify(error.details)].join(' ');
    expect(all).not.toMatch(/hush|aHVz|YW5u/);
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return expect.unreachable('it answered');
}

test('by user and password, and by token, on every page', async () => {
  const ann = { ...SIGNED, url: secure, user: 'ann', password: 'hush', caFile };
  expect(await answer(ann)).toEqual([[1]]);
  expect(seen).toEqual(['POST true ann', 'GET true ann']);
  expect(await answer({ ...SIGNED, url: secure, user: null, token: 'head.hush.sign', caFile })).toEqual([[1]]);
  expect(seen).toEqual(['POST true -', 'GET true -']);
  expect(await answer({ ...ann, url: open })).toEqual([[1]]);
});

test('what Trino does not accept is said, with the next step', async () => {
  const wrong = await refusal({ ...SIGNED, url: secure, user: 'ann', password: 'hush hush', caFile });
  expect(wrong).toMatchObject({ code: 'engine_failed', message: expect.stringContaining('401') });
  expect(wrong.hint).toContain('TRACELAKE_TRINO_PASSWORD');
});

test('a certificate of an unknown authority is not trusted', async () => {
  const { message, hint } = await refusal({ ...SIGNED, url: secure, user: 'ann', password: 'hush' });
  expect(message).toContain('cannot be trusted');
  expect(hint).toContain('--trino-ca');
  expect(seen).toEqual([]);
});

test('a CA file that is not there is named', async () => {
  const missing = { ...SIGNED, url: secure, user: 'ann', password: 'hush', caFile: join(folder, 'none.pem') };
  expect(await refusal(missing)).toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('none.pem'),
  });
});

test('nothing that signs in goes over an open network, or to an address that Trino names', async () => {
  const remote = { ...SIGNED, url: 'http://trino.example:8080', user: 'ann', password: 'hush' };
  expect(await refusal(remote)).toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('without TLS'),
  });
  const proxied = createHttpServer(trino(() => open));
  const port = await listening(proxied);
  const { message } = await refusal({ ...SIGNED, url: `http://127.0.0.1:${port}`, user: 'ann', password: 'hush' });
  expect(message).toContain(`names ${open}`);
  expect(seen).toEqual(['POST true ann']);
});
