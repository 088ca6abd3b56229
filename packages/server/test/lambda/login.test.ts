// Login at the function's URL, through its handler: the cookie goes out and comes in as Lambda carries it, and nothing heavy is loaded for it.
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../../src/access/access-token.ts';
import { TokenGate } from '../../src/access/token-gate.ts';
import { bufferedResponse } from '../../src/lambda/buffered-response.ts';
import type { FunctionUrlEvent } from '../../src/lambda/function-url-event.ts';
import { createQueryHandler, type QueryHandler } from '../../src/lambda/query-handler.ts';

const HOST = 'abc.lambda-url.us-east-1.on.aws';
const { token, kept } = newToken('laptop', 0);

function event(path: string, part: Partial<FunctionUrlEvent> = {}, method = 'POST'): FunctionUrlEvent {
  const { headers = {}, ...rest } = part;
  return {
    rawPath: path,
    headers: { host: HOST, 'content-type': 'application/json', ...headers },
    requestContext: { http: { method } },
    ...rest,
  };
}

describe('the deployed service', () => {
  let opened = 0;
  let handle: QueryHandler;
  const callers: string[] = [];
  const send = async (request: FunctionUrlEvent) =>
    bufferedResponse(await handle(request, new AbortController().signal));
  const login = (given: string) => send(event('/api/v1/login', { body: JSON.stringify({ token: given }) }));

  beforeAll(() => {
    handle = createQueryHandler({
      page: { answer: async () => null },
      gate: new TokenGate({ read: async () => [kept] }, () => 0),
      openService: async () => {
        opened++;
        return {
          send: async (_request, caller) => {
            callers.push(caller);
            return { status: 200, headers: {}, body: Readable.from(['{}']) };
          },
          close: async () => {},
        };
      },
      log: () => {},
    });
  });

  it('gives a cookie for a token, and has loaded nothing for it', async () => {
    const { statusCode, cookies, headers } = await login(token);
    expect([statusCode, cookies]).toEqual([
      204,
      [expect.stringMatching(/^__Host-tracelake=tlk_.*HttpOnly; SameSite=Strict$/)],
    ]);
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' });
    expect(opened).toBe(0);
  });

  it.each([
    ['a token of another lake', JSON.stringify({ token: newToken('x', 0).token }), 401],
    ['what is no token', '{"token":"guess"}', 401],
    ['no token', '{}', 400],
    ['a number', '{"token":1}', 400],
    ['what is no JSON', '{', 400],
    ['nothing', undefined, 400],
  ])('gives none for %s', async (_what, body, status) => {
    const answer = await send(event('/api/v1/login', { body }));
    expect([answer.statusCode, answer.cookies, opened]).toEqual([status, undefined, 0]);
  });

  it('gives none to a form, nor to a page of another origin', async () => {
    const body = JSON.stringify({ token });
    const form = await send(event('/api/v1/login', { body, headers: { 'content-type': 'text/plain' } }));
    const foreign = await send(event('/api/v1/login', { body, headers: { origin: 'https://evil.example' } }));
    expect([form.statusCode, foreign.statusCode]).toEqual([415, 403]);
    expect([form.cookies, foreign.cookies, opened]).toEqual([undefined, undefined, 0]);
  });

  it('lets the cookie in as Lambda hands it over, by the name of its token', async () => {
    const [cookie = ''] = (await login(token)).cookies ?? [];
    const cookies = [cookie.split(';')[0]!];
    const own = { 'sec-fetch-site': 'same-origin', origin: `https://${HOST}` };
    expect((await send(event('/api/v1/sql', { cookies, headers: own, body: '{}' }))).statusCode).toBe(200);
    expect([callers, opened]).toEqual([['laptop'], 1]);
    const foreign = await send(
      event('/api/v1/sql', { cookies, headers: { 'sec-fetch-site': 'same-site' }, body: '{}' }),
    );
    expect([foreign.statusCode, callers]).toEqual([403, ['laptop']]);
  });

  it('ends the cookie with logout', async () => {
    const { statusCode, cookies } = await send(event('/api/v1/logout'));
    expect([statusCode, cookies]).toEqual([204, [expect.stringMatching(/^__Host-tracelake=; Max-Age=0;/)]]);
  });
});
