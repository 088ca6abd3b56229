// What comes of a body that the function's SDK posts: rows, and each thing that was left out counted once.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { WideRow } from '@tracelake/otlp';
import { encodeOtlpJson, encodeOtlpProtobuf, type OtlpTraceRequest } from '@tracelake/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import type { Happening } from '../../src/core/extension-input.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { listenLazily } from '../../src/io/lazy-http-server.ts';
import { spanIntake } from '../../src/io/span-intake.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Posts bodies one after the other; what is told of the last is here when its rows are. */
async function intake(environment: Record<string, string> = {}) {
  const rows: (string | undefined)[] = [];
  const kept: WideRow[] = [];
  const dropped: [string, number][] = [];
  let onRead = () => {};
  const told: string[] = [];
  const tell = (news: Happening) => {
    told.push(news.kind);
    if (news.kind === 'dropped') dropped.push([news.reason, news.count]);
    else if (news.kind === 'spans') kept.push(...news.rows);
    rows.push(...kept.slice(rows.length).map(({ name }) => name));
  };
  const heap = { read: () => onRead(), invoked: () => {} };
  const { handler, inTurn } = spanIntake(parseSettings(environment).settings, heap, tell);
  const server = await listenLazily('127.0.0.1', 0, async () => handler);
  cleanups.push(server.close);
  async function send(type: string, body: string | Uint8Array) {
    const url = `http://127.0.0.1:${server.port}/v1/traces`;
    expect((await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })).status).toBe(200);
  }
  return {
    rows,
    kept,
    dropped,
    handler,
    inTurn,
    told,
    send,
    async post(type: string, body: string | Uint8Array) {
      const isRead = new Promise<void>((resolve) => (onRead = resolve));
      await send(type, body);
      await isRead;
    },
  };
}

function request(...names: string[]): OtlpTraceRequest {
  const spans = names.map((name, i) => ({
    traceId: new Uint8Array(16).fill(name === '' ? 0 : 1),
    spanId: new Uint8Array(8).fill(1 + (i % 255)),
    name,
  }));
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

test('spans without valid ids are counted with their body, and not again with one that cannot be read', async () => {
  const { rows, dropped, post } = await intake();
  await post('application/json', encodeOtlpJson(request('a', '', 'b', '')));
  await post('application/json', '{"resourceSpans":nothing}');
  await post('application/json', '{"resourceSpans":nothing}');
  expect(rows).toEqual(['a', 'b']);
  expect(dropped).toEqual([
    ['span_invalid', 2],
    ['body_malformed', 1],
    ['body_malformed', 1],
  ]);
});

test('of a body whose end cannot be read the spans before it are kept', async () => {
  const { rows, dropped, post } = await intake();
  const whole = encodeOtlpProtobuf(request('a'));
  // A second ResourceSpans of one byte, which begins a field and has none of it.
  await post('application/x-protobuf', new Uint8Array([...whole, 0x0a, 1, 0x12]));
  expect(rows).toEqual(['a']);
  expect(dropped).toEqual([['body_malformed', 1]]);
});

test('a body that comes while another is read is answered before that is read to its end', async () => {
  const { rows, send } = await intake();
  const many = Array.from({ length: 4_000 }, (_, i) => `span ${i}`);
  await send('application/x-protobuf', encodeOtlpProtobuf(request(...many)));
  await send('application/x-protobuf', encodeOtlpProtobuf(request('last')));
  expect(rows.length).toBeLessThan(many.length);
  await vi.waitFor(() => expect(rows).toEqual([...many, 'last']), { timeout: 20_000 });
});

test('SHUTDOWN waits for a body that was answered and has not had its turn', async () => {
  const { handler, inTurn, told, rows } = await intake();
  const event = { eventType: 'SHUTDOWN', shutdownReason: 'timeout', deadlineMs: Date.now() + 60_000 } as const;
  const bytes = Buffer.from(encodeOtlpProtobuf(request('last')));
  const headers = new Map([
    ['host', '127.0.0.1'],
    ['content-type', 'application/x-protobuf'],
  ]);
  const post = { method: 'POST', target: '/v1/traces', headers, length: bytes.length, body: async () => bytes };
  await handler(post, () => queueMicrotask(() => inTurn({ kind: 'shutdown', event })));
  expect(told).toEqual(['spans', 'shutdown']);
  expect(rows).toEqual(['last']);
  // One that is answered behind it does not begin it anew.
  await handler(post, () => {});
  await vi.waitFor(() => expect(rows).toHaveLength(2));
  expect(told.filter((kind) => kind === 'shutdown')).toHaveLength(1);
});

test('rows that wait for what sampling makes of them keep their own texts alive, not the bodies that they came in', async () => {
  const { kept, post } = await intake({ TRACELAKE_SAMPLE_RATE: '10', TRACELAKE_DROP: 'bulk' });
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const [bodies, bodyBytes] = [40, 256 * 1_024];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < bodies; i++) {
    const bulk = { key: 'bulk', value: { stringValue: 'x'.repeat(bodyBytes) } };
    const attributes = [bulk, { key: 'app.value', value: { stringValue: 'a value of some length' } }];
    const [resource] = request(`a span of some name ${i}`).resourceSpans!;
    const spans = resource!.scopeSpans![0]!.spans!.map((span) => ({ ...span, attributes }));
    await post('application/x-protobuf', encodeOtlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((bodies * bodyBytes) / 4);
  expect(kept.map((row) => row.attributes_string?.get('app.value'))).toEqual(
    Array(bodies).fill('a value of some length'),
  );
});
