// The port that loads its server with the first connection.
import { expect, test } from 'vitest';
import { listenLazily } from '../../src/io/lazy-http-server.ts';

test('what cannot be loaded is told to who wanted it, and asked for again with the next connection', async () => {
  let asked = 0;
  const server = await listenLazily('127.0.0.1', 0, async () => {
    if (++asked === 1) throw new Error('too many open files');
    return (_request, reply) => reply(200, {}, Buffer.from('here'));
  });
  const post = () => fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect((await post()).status).toBe(503);
  expect(await (await post()).text()).toBe('here');
  expect(asked).toBe(2);
  server.close();
});

test.each(['127.0.0.1', '0.0.0.0', 'localhost', '::'])(
  'listens on %s, or says that its port is taken',
  async (host) => {
    const reply = async () => async () => {};
    const server = await listenLazily(host, 0, reply);
    await expect(listenLazily(host, server.port, reply)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    server.close();
  },
);
