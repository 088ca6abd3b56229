// The fixture functions with spans: what they export, on each Node that Lambda has.
import {
  EMPTY_EXTENSION_LAYER,
  fixtureHandler,
  type LambdaPlatform,
  lambdaNodes,
  startLambdaPlatform,
} from '@tracelake/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpListener, startOtlpListener } from './otlp-listener.ts';

let listener: OtlpListener;
let platform: LambdaPlatform;

beforeEach(async () => {
  listener = await startOtlpListener();
});
afterEach(async () => {
  await platform.close();
  await listener.close();
});

async function start(name: Parameters<typeof fixtureHandler>[0], environment = {}, options = {}) {
  platform = await startLambdaPlatform({
    handler: fixtureHandler(name),
    layers: [EMPTY_EXTENSION_LAYER],
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: listener.url, ...environment },
    ...options,
  });
}

describe.each(lambdaNodes())('Node $version', ({ path: nodeBinary }) => {
  test.each([
    ['otel-protobuf', 'application/x-protobuf'],
    ['otel-json', 'application/json'],
  ] as const)('%s has flushed its spans when it answers', async (name, contentType) => {
    await start(name, {}, { nodeBinary });
    const { status, response } = await platform.invoke({ article: 'lamp', spans: 2 });
    expect(status).toBe('success');
    const { traceId, spanId } = response as { traceId: string; spanId: string };
    expect([...listener.contentTypes]).toEqual([contentType]);
    expect(listener.spans).toHaveLength(4);
    const root = { name: 'checkout', traceId, spanId, parentSpanId: '', isError: false };
    expect(listener.spans).toContainEqual(root);
    for (const below of ['GetItem 0', 'GetItem 1', 'reserve']) {
      expect(listener.spans).toContainEqual(expect.objectContaining({ name: below, traceId, parentSpanId: spanId }));
    }
  });
});

test('the entry span’s parent is the X-Ray segment where the function follows it', async () => {
  await start('otel-protobuf', { FUNCTION_FOLLOWS_XRAY: '1' });
  const { traceHeader, response } = await platform.invoke();
  const { traceId, spanId } = response as { traceId: string; spanId: string };
  const [, epoch, rest, parent] = /^Root=1-(\w+)-(\w+);Parent=(\w+);/.exec(traceHeader!)!;
  expect(traceId).toBe(`${epoch}${rest}`);
  expect(listener.spans.find((span) => span.spanId === spanId)!.parentSpanId).toBe(parent);
});

test.each([
  ['throw', 'error', ['checkout', 'reserve']],
  ['hang', 'timeout', []],
  ['exit', 'error', []],
  ['allocate', 'error', []],
] as const)('%s: spans that were not over do not come', async (ending, status, late) => {
  await start('otel-protobuf', {}, { memorySizeMb: 256, timeoutMs: ending === 'hang' ? 1000 : 20_000 });
  expect(await platform.invoke({ spans: 1, ending })).toMatchObject({ status });
  expect(listener.spans.map(({ name }) => name).sort()).toEqual(['GetItem 0', ...late]);
  expect(listener.spans.filter(({ isError }) => isError)).toHaveLength(late.length);
});

test('posts-otlp says how long each answer took', async () => {
  await start('posts-otlp');
  const body = { base64: '', contentType: 'application/x-protobuf' };
  const { response } = await platform.invoke({ bodies: [body, body], times: 2 });
  expect(response).toEqual({ statuses: [200, 200, 200, 200], postMs: Array(4).fill(expect.any(Number)) });
});
