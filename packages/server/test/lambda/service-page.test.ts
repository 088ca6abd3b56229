// The page at the function's URL: for anybody, under its own policy; the API behind its token.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenGate } from '../../src/access/token-gate.ts';
import { bufferedResponse } from '../../src/lambda/buffered-response.ts';
import { createQueryHandler, type QueryHandler } from '../../src/lambda/query-handler.ts';
import { ServicePage } from '../../src/lambda/service-page.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HTML = '<!doctype html><title>Tracelake</title>';
const SCRIPT = 'export const answer = 42;';

describe('the page of the deployed service', () => {
  const folder = tempFolder();
  let handle: QueryHandler;

  beforeAll(() => {
    mkdirSync(join(folder.path, 'assets'));
    writeFileSync(join(folder.path, 'index.html'), HTML);
    writeFileSync(join(folder.path, 'assets/index-abc.js'), SCRIPT);
    writeFileSync(join(folder.path, 'assets/index-abc.js.br'), brotliCompressSync(SCRIPT));
    handle = createQueryHandler({
      gate: new TokenGate({ read: async () => [] }, () => 0),
      page: new ServicePage(folder.path),
      openService: () => Promise.reject(new Error('Nothing of this needs the service.')),
      log: () => {},
    });
  });
  afterAll(() => folder.remove());

  const send = async (rawPath: string, headers: Record<string, string> = {}, method = 'GET') => {
    const event = { rawPath, headers, requestContext: { http: { method } } };
    return bufferedResponse(await handle(event, new AbortController().signal));
  };

  it.each(['/', '/explore', '/functions/a%2Fb'])('gives %s to a browser', async (path) => {
    const { statusCode, headers, body } = await send(path, { accept: 'text/html' });
    expect([statusCode, body]).toEqual([200, HTML]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': expect.stringContaining("script-src 'self'"),
      'x-frame-options': 'DENY',
      'strict-transport-security': expect.any(String),
    });
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  it('gives files compressed, byte by byte, and nothing for HEAD', async () => {
    const packed = await send('/assets/index-abc.js', { 'accept-encoding': 'gzip, br' });
    expect(packed).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'br' } });
    expect(packed.headers['cache-control']).toContain('immutable');
    expect(brotliDecompressSync(Buffer.from(packed.body, 'base64')).toString()).toBe(SCRIPT);
    expect((await send('/assets/index-abc.js', {}, 'HEAD')).body).toBe('');
    expect((await send('/assets/index-abc.js')).body).toBe(SCRIPT);
  });

  it.each([
    ['/api/v1/health', 'text/html'],
    ['/api/v1/nothing', 'text/html'],
    ['/assets/gone.js', 'text/html'],
    ['/../package.json', '*/*'],
    ['/explore', 'application/json'],
  ])('asks for a token at %s (%s)', async (path, accept) => {
    const { statusCode, headers } = await send(path, { accept });
    expect([statusCode, headers['content-security-policy']]).toEqual([
      401,
      "default-src 'none'; frame-ancestors 'none'",
    ]);
  });

  it('takes nothing but GET and HEAD', async () => {
    expect((await send('/', { accept: 'text/html' }, 'POST')).statusCode).toBe(401);
  });
});
