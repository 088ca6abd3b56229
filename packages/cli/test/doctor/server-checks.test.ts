// The server that --url names: what it says of itself is said, and what stands in its place is told apart.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../src/config.ts';
import { checkServer } from '../../src/doctor/server-checks.ts';

const UNAUTHORIZED = {
  type: 't',
  title: 'T',
  status: 401,
  code: 'unauthorized',
  detail: 'No token.',
  hint: 'Give one.',
};
const FORBIDDEN = { Message: 'Forbidden. For troubleshooting Function URL authorization issues, see: …' };
const THROTTLED = { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', message: 'Rate Exceeded.' };

const FAILING = { status: 'failing', instance: 'i', trouble: { code: 'disk_full', title: 'The disk is full' } };

async function checked(status: number, body: unknown) {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await checkServer({ url, token: 'tlk_wrong' } as Config);
  } finally {
    server.close();
  }
}

it.each([
  ['a wrong token', 401, UNAUTHORIZED, /unauthorized: No token/],
  ['a URL whose grants are gone', 403, FORBIDDEN, /aws_access_denied/],
  ['as many requests as may run', 429, THROTTLED, /too_many_queries/],
  ['a function that ended', 502, {}, /ended before it answered/],
  ['another program', 200, { hello: 'world' }, /no Tracelake answers/],
] as const)('%s', async (_, status, body, message) => {
  const [result, ...more] = await checked(status, body);
  expect(result).toMatchObject({ level: 'fail', message: expect.stringMatching(message) });
  expect(more).toEqual([]);
});

it('a Tracelake that is not well is asked on', async () => {
  const [result] = await checked(503, FAILING);
  expect(result).toMatchObject({ level: 'ok', message: expect.stringMatching(/^answers at/) });
});

it('a record of rows of which nothing is left is no file that was set aside', async () => {
  const said = (quarantined: string) =>
    checked(200, {
      instance: 'i',
      ingest: {
        otlp: { spans: 0, rejectedSpans: 0, errors: {} },
        writer: { damage: [{ reason: 'Gone', quarantined }] },
      },
    });
  const messages = async (path: string) => (await said(path)).map(({ message }) => message).join();
  expect(await messages('wal/quarantine/000000000002-0.lost')).toContain('Gone; recorded as wal/quarantine/');
  expect(await messages('wal/quarantine/wal/log/000000000002.log')).toContain('Gone; set aside as wal/quarantine/');
});

it('a server of another machine is one that runs on this folder', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tracelake-doctor-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true }));
  const messages = async () => {
    const results = await checkServer({ url: null, dataFolder, host: '127.0.0.1', port: 0, otlpPort: 0 } as Config);
    return results.map(({ message }) => message);
  };
  expect(await messages()).toContain('none runs on this folder; commands read the folder itself');
  mkdirSync(join(dataFolder, 'wal'));
  const owner = { pid: 7, host: 'other', processStart: null, lockedAt: '2026-11-22T17:05:00.000Z', token: 't' };
  writeFileSync(join(dataFolder, 'wal/lock'), JSON.stringify(owner));
  expect(await messages()).toContain('process 7 on other runs on this folder; commands here read the folder itself');
});
