// Where the role's credentials come from, and that those which end are asked for again before they do.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCredentialSource } from '../../src/io/credential-source.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers with keys by number, each good for `lifeMs`. */
async function endpoint(lifeMs: number, ...statuses: number[]) {
  const tokens: unknown[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.writeHead(statuses[tokens.length - 1] ?? 200, { connection: 'close' });
    response.end(
      JSON.stringify({
        AccessKeyId: `key-${tokens.length}`,
        SecretAccessKey: 'secret',
        Token: 'token',
        Expiration: new Date(Date.now() + lifeMs).toISOString(),
      }),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source = createCredentialSource({
    AWS_ACCESS_KEY_ID: 'of the environment',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'for the endpoint',
  });
  return { source, tokens };
}

describe('credentials', () => {
  it('are those of the environment where no endpoint is named', async () => {
    const variables = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
    expect(await createCredentialSource(variables).current()).toEqual({
      accessKeyId: 'a',
      secretAccessKey: 'b',
      sessionToken: 'c',
    });
  });

  it('of the endpoint are asked for once while they last', async () => {
    const { source, tokens } = await endpoint(3_600_000);
    for (let call = 0; call < 3; call++) expect((await source.current()).accessKeyId).toBe('key-1');
    expect(tokens).toEqual(['for the endpoint']);
  });

  it('that soon end are asked for again', async () => {
    const { source } = await endpoint(60_000);
    expect((await source.current()).accessKeyId).toBe('key-1');
    expect((await source.current()).accessKeyId).toBe('key-2');
  });

  it('that Firehose calls expired are asked for again', async () => {
    const { source } = await endpoint(3_600_000);
    await source.current();
    source.forget();
    expect((await source.current()).accessKeyId).toBe('key-2');
  });

  it('that are still good are used while others cannot be had, and those are not asked for each time', async () => {
    const { source, tokens } = await endpoint(60_000, 200, 500, 500, 500);
    for (let call = 0; call < 4; call++) expect((await source.current()).accessKeyId).toBe('key-1');
    expect(tokens.length).toBe(2);
  });

  it('that cannot be had are told without what was sent for them', async () => {
    const { source } = await endpoint(0, 500);
    await expect(source.current()).rejects.toThrow(/^the credentials endpoint answered 500$/);
  });
});
