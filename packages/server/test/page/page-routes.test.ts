// The page as a browser gets it: compressed, kept for ever where its name says so, under a policy without inline code; views have addresses.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeBuiltCli, type SampleServer, startSampleServer } from '../support/sample-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HTML = '<!doctype html><title>Tracelake</title>';
const SCRIPT = 'export const answer = 42;';

const page = tempFolder();
let server: SampleServer;

beforeAll(async () => {
  mkdirSync(join(page.path, 'assets'));
  writeFileSync(join(page.path, 'index.html'), HTML);
  writeFileSync(join(page.path, 'sources.txt'), 'not for browsers');
  writeFileSync(join(page.path, 'assets/index-abc.js'), SCRIPT);
  writeFileSync(join(page.path, 'assets/index-abc.js.gz'), gzipSync(SCRIPT));
  server = await startSampleServer({ page: page.path, token: 'secret' });
});

afterAll(async () => {
  await server.remove();
  page.remove();
  await removeBuiltCli();
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.apiUrl + path, { headers });
}

it.each(['/', '//', '/explore?q=1', '/trace/abc', '/functions/a%2Fb'])(
  '%s is the page, without a token',
  async (path) => {
    const answer = await get(path, { accept: 'text/html' });
    expect([answer.status, await answer.text()]).toEqual([200, HTML]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  },
);

it('a hashed file is kept for ever and comes compressed to who takes it', async () => {
  const answer = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip' });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  expect(answer.headers.get('cache-control')).toContain('immutable');
  expect(await answer.text()).toBe(SCRIPT);
  const plain = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip;q=0' });
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, SCRIPT]);
});

it.each(['/assets/gone.js', '/sources.txt', '/../package.json', '/%2e%2e/package.json', '/explore'])(
  '%s is nothing for a program',
  async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  },
);

it('the API stays behind its token', async () => {
  expect((await get('/api/v1/stats', { accept: 'text/html' })).status).toBe(401);
  expect((await get('/api/v1/nothing', { accept: 'text/html', authorization: 'Bearer secret' })).status).toBe(404);
});
