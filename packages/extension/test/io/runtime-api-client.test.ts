// The platform's events, also those that nobody has seen yet: an extension that falls over one takes the function with it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createRuntimeApiClient } from '../../src/io/runtime-api-client.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** `undefined`: no answer. */
async function clientOf(...answers: (string | undefined)[]) {
  const server = createServer((request, response) => {
    request.resume();
    const answer = answers.shift();
    if (answer !== undefined) response.end(answer);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return createRuntimeApiClient(`127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('a reason that is missing or no text is a failure', async () => {
  for (const reason of ['', ',"shutdownReason":null', ',"shutdownReason":42']) {
    const client = await clientOf(`{"eventType":"SHUTDOWN","deadlineMs":5${reason}}`);
    expect(await client.next('id')).toEqual({ eventType: 'SHUTDOWN', shutdownReason: 'failure', deadlineMs: 5 });
  }
});

test('of an INVOKE what is missing or of another type is as if it were not there', async () => {
  const odd = '{"eventType":"INVOKE","requestId":5,"deadlineMs":"x","tracing":{"value":7},"invokedFunctionArn":{}}';
  for (const text of [odd, '{"eventType":"INVOKE"}', '{"eventType":"INVOKE","tracing":null,"deadlineMs":null}']) {
    const event = await (await clientOf(text)).next('id');
    expect(event).toMatchObject({ eventType: 'INVOKE', requestId: '', tracing: undefined });
    expect(event.deadlineMs - Date.now()).toBeGreaterThan(1_000);
  }
});

test('an event of a kind that is not known is passed over', async () => {
  const client = await clientOf('{"eventType":"RESTORE"}', 'null', '7', '{"eventType":"INVOKE","requestId":"r"}');
  expect(await client.next('id')).toMatchObject({ requestId: 'r' });
});

test('a platform that has nothing else is none', async () => {
  const client = await clientOf(...Array<string>(20).fill('{}'));
  await expect(client.next('id')).rejects.toThrow('event/next brings no event that is known');
});

test('a subscription that is never answered does not hold the init', async () => {
  const client = await clientOf(undefined, '{"eventType":"INVOKE","requestId":"r"}');
  await expect(client.subscribe('id', 1, 25)).rejects.toThrow();
  expect(await client.next('id')).toMatchObject({ requestId: 'r' });
});
