// A client of S3 for a credentials file that is written anew while it runs.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { currentCredentials } from '../../src/storage/current-credentials.ts';

let folder: string;
const write = (token: string): void =>
  writeFileSync(
    join(folder, 'credentials'),
    `[default]\naws_access_key_id = key\naws_secret_access_key = secret\naws_session_token = ${token}\n`,
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-credentials-'));
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('what is written into the file while a client runs is what it signs with next', async () => {
  const tokens: unknown[] = [];
  const server = createServer(({ headers }, answer) => {
    tokens.push(headers['x-amz-security-token']);
    answer.writeHead(200).end('x');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials: currentCredentials(0) });
  for (const token of ['old', 'new']) {
    write(token);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'x' }));
    await Body?.transformToString();
  }
  expect(tokens).toEqual(['old', 'new']);
  client.destroy();
  server.close();
});

test('what has no file is asked for once, and what ends says when itself', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  expect((await currentCredentials()()).expiration).toBeUndefined();
  vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', '2031-01-01T00:00:00Z');
  expect((await currentCredentials()()).expiration).toEqual(new Date('2031-01-01T00:00:00Z'));
});
