// From a function with the real OpenTelemetry SDK, over the built layer and Firehose's conversion, to SQL: what a user sees of each invocation.
import { fixtureHandler, lambdaNodes, TEST_CREDENTIALS } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRows } from './lake-client.ts';
import { buildLayer, type LambdaStand, startStand } from './lambda-stand.ts';
import { removeFolder, startLake, stopLake, temporaryFolder } from './tracelake-process.ts';

/** Below those that outgoing connections are given; another than that of the files beside it. */
const OTLP_PORT = 24_181;
let layerFolder: string;
let layer: string;
const stands: LambdaStand[] = [];

beforeAll(() => {
  layerFolder = temporaryFolder('layer');
  layer = buildLayer(layerFolder);
});

afterAll(async () => {
  for (const stand of stands) await stand.close();
  removeFolder(layerFolder);
});

async function stand(options: Omit<Parameters<typeof startStand>[0], 'layer'>): Promise<LambdaStand> {
  const one = await startStand({ layer, ...options });
  stands.push(one);
  return one;
}

/** Rows as SQL gives them, once Firehose has delivered all it has. */
async function rowsOf({ firehose, folder }: LambdaStand, sql: string): Promise<Record<string, unknown>[]> {
  await firehose.flush();
  const lake = await startLake(folder);
  try {
    return await askRows(lake, sql);
  } finally {
    await stopLake(lake);
  }
}

const INVOCATIONS = `SELECT "faas.invocation_id", name, status_code, "aws.lambda.status", "faas.coldstart", "aws.lambda.timeout",
  "error.type", duration_ms, trace_id, span_id, parent_span_id, service_name, "faas.name", "cloud.region"
  FROM spans WHERE main AND "faas.invocation_id" IS NOT NULL ORDER BY start_time_unix_nano`;

describe.each(lambdaNodes())('on Node $version', ({ path: nodeBinary }) => {
  test('each invocation is one wide event, with the spans of its SDK under it', async () => {
    const one = await stand({
      handler: fixtureHandler('otel-protobuf'),
      nodeBinary,
      environment: {
        TRACELAKE_OTLP_PORT: String(OTLP_PORT),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}`,
        TRACELAKE_ATTRIBUTES: 'team=orders',
      },
    });
    const { platform } = one;
    const good = await platform.invoke({ user: 'u-7', article: 'lamp' });
    const bad = await platform.invoke({ article: 'chair', ending: 'throw' });
    const hanging = await platform.invoke({ article: 'bed', ending: 'hang' }, { timeoutMs: 1_500 });
    const exiting = await platform.invoke({ article: 'desk', ending: 'exit' });
    const again = await platform.invoke({ user: 'u-8' });
    await platform.shutdown();

    const invocations = await rowsOf(one, INVOCATIONS);
    const known = { service_name: 'order-service', 'faas.name': 'checkout', 'cloud.region': 'eu-central-1' };
    expect(invocations).toMatchObject([
      {
        ...known,
        'faas.invocation_id': good.requestId,
        status_code: 'UNSET',
        'aws.lambda.status': 'success',
        'faas.coldstart': true,
      },
      { ...known, 'faas.invocation_id': bad.requestId, status_code: 'ERROR', 'faas.coldstart': false },
      {
        'faas.invocation_id': hanging.requestId,
        status_code: 'ERROR',
        'aws.lambda.status': 'timeout',
        'aws.lambda.timeout': true,
      },
      { 'faas.invocation_id': exiting.requestId, status_code: 'ERROR', 'error.type': 'Runtime.ExitError' },
      { ...known, 'faas.invocation_id': again.requestId, status_code: 'UNSET', 'aws.lambda.status': 'success' },
    ]);
    const spans = await rowsOf(
      one,
      `SELECT name, trace_id, span_id, parent_span_id, main, "app.article", "user.id" FROM spans ORDER BY start_time_unix_nano`,
    );
    const { traceId, spanId } = good.response as { traceId: string; spanId: string };
    const ofGood = spans.filter(({ trace_id }) => trace_id === traceId);
    const event = ofGood.find(({ span_id }) => span_id === invocations[0].span_id);
    const root = ofGood.find(({ span_id }) => span_id === spanId);
    expect(event).toMatchObject({ main: true, parent_span_id: null });
    expect(root).toMatchObject({ main: false, parent_span_id: invocations[0].span_id, 'user.id': 'u-7' });
    // Two may start in the same millisecond.
    const calls = ofGood.filter(({ parent_span_id }) => parent_span_id === spanId).map(({ name }) => name);
    expect(calls.sort()).toEqual(['GetItem 0', 'GetItem 1', 'reserve']);
    for (const article of ['chair', 'bed', 'desk']) {
      expect(spans.filter((row) => row['app.article'] === article).length).toBeGreaterThan(0);
    }
    // What a runtime that is gone had sent lies under the span that it never ended, and that under the event.
    for (const [i, article] of [
      [2, 'bed'],
      [3, 'desk'],
    ] as const) {
      const call = spans.find((row) => row['app.article'] === article);
      const parent = spans.find(({ span_id }) => span_id === call?.parent_span_id);
      const event = invocations[i];
      expect(parent).toMatchObject({
        name: 'unfinished span',
        trace_id: event.trace_id,
        parent_span_id: event.span_id,
      });
      expect(event).toMatchObject({ service_name: 'order-service', parent_span_id: null });
    }
    expect(one.lines()).toEqual([]);
    // What it signs with stays with it.
    const sent = one.firehose.calls.flatMap(({ records }) => records.map((record) => Buffer.from(record).toString()));
    expect(sent.join()).toContain('order-service');
    expect(sent.join()).not.toContain(TEST_CREDENTIALS.secretAccessKey);
    expect(sent.join()).not.toContain(TEST_CREDENTIALS.accessKeyId);
  });
});

describe('the function is left in peace', () => {
  test.each([
    ['is refused', 'refused'],
    ['takes the subscription and tells nothing', 'stub'],
  ] as const)('without any SDK, with a Telemetry API that %s', async (_, mode) => {
    const one = await stand({
      handler: fixtureHandler('plain'),
      telemetry: { mode },
      environment: { TRACELAKE_OTLP_PORT: '0' },
    });
    const calls = [await one.platform.invoke({ name: 'a' }), await one.platform.invoke({ name: 'b' })];
    await one.platform.shutdown();
    expect(calls.map(({ status }) => status)).toEqual(['success', 'success']);
    const ids = (await rowsOf(one, INVOCATIONS)).map((row) => row['faas.invocation_id']);
    expect(ids).toEqual(calls.map(({ requestId }) => requestId));
  });

  test('without any SDK, named by what OpenTelemetry’s variables say', async () => {
    const one = await stand({
      handler: fixtureHandler('plain'),
      environment: {
        TRACELAKE_OTLP_PORT: '0',
        TRACELAKE_ATTRIBUTES: 'team=carts,http.response.status_code=abc',
        TRACELAKE_FLUSH: 'x',
        OTEL_SERVICE_NAME: 'orders',
        OTEL_RESOURCE_ATTRIBUTES:
          'service.name=other,service.version=3,deployment.environment=prod,team=orders,app.api_key=k,odd,city=K%C3%B6ln,cloud.region=mars',
      },
    });
    await one.platform.invoke({});
    await one.platform.shutdown();
    const columns =
      '"service.version", "deployment.environment.name", team, "app.api_key", city, "cloud.region", attributes[\'http.response.status_code\'] AS odd';
    expect(await rowsOf(one, `SELECT service_name, ${columns} FROM spans WHERE main`)).toEqual([
      {
        service_name: 'orders',
        'service.version': '3',
        'deployment.environment.name': 'prod',
        team: 'carts',
        'app.api_key': '[masked]',
        city: 'Köln',
        'cloud.region': 'eu-central-1',
        // It fits no column of numbers: its row names it.
        odd: 'abc',
      },
    ]);
    expect(one.lines()).toEqual([
      expect.stringMatching(/TRACELAKE_FLUSH="x".*OTEL_RESOURCE_ATTRIBUTES: part 6 is not key=value/),
    ]);
  });

  test('where the stream is gone: one line, one try', async () => {
    const one = await stand({
      handler: fixtureHandler('plain'),
      environment: { TRACELAKE_OTLP_PORT: '0', TRACELAKE_STREAM_NAME: 'removed', TRACELAKE_FLUSH: 'end' },
    });
    for (let i = 0; i < 4; i++) expect((await one.platform.invoke({ name: 'x' })).status).toBe('success');
    expect(one.firehose.calls.length).toBe(1);
    expect(one.lines()).toEqual([expect.stringMatching(/next try in 5 minutes: HTTP 400 ResourceNotFoundException/)]);
  });

  test('sampling: what started cold or failed is there, of the others nothing, nor of their spans', async () => {
    const one = await stand({
      handler: fixtureHandler('otel-json'),
      environment: {
        TRACELAKE_OTLP_PORT: String(OTLP_PORT),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}`,
        TRACELAKE_SAMPLE_RATE: '1000000',
      },
    });
    const cold = await one.platform.invoke({ article: 'lamp' });
    await one.platform.invoke({ article: 'chair' });
    const bad = await one.platform.invoke({ article: 'bed', ending: 'throw' });
    await one.platform.shutdown();
    const ids = (await rowsOf(one, INVOCATIONS)).map((row) => row['faas.invocation_id']);
    expect(ids).toEqual([cold.requestId, bad.requestId]);
    const articles = await rowsOf(one, 'SELECT DISTINCT "app.article" AS article FROM spans ORDER BY 1 NULLS LAST');
    expect(articles.map(({ article }) => article).filter((article) => article !== null)).toEqual(['bed', 'lamp']);
    expect(one.lines()).toEqual([]);
  });

  test('switched off, or with nothing right', async () => {
    const one = await stand({
      handler: fixtureHandler('otel-json'),
      environment: {
        TRACELAKE_ENABLED: 'false',
        TRACELAKE_OTLP_PORT: String(OTLP_PORT),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}`,
      },
    });
    expect((await one.platform.invoke({})).status).toBe('success');
    await one.platform.shutdown();
    expect([one.firehose.calls.length, one.lines()]).toEqual([0, []]);
    const wrong = await stand({
      handler: fixtureHandler('plain'),
      environment: { TRACELAKE_OTLP_PORT: '-1', TRACELAKE_FLUSH: 'x', TRACELAKE_STREAM_NAME: '!' },
    });
    expect((await wrong.platform.invoke({})).status).toBe('success');
    expect(wrong.lines()).toEqual([
      expect.stringMatching(
        /TRACELAKE_STREAM_NAME="!".*TRACELAKE_FLUSH="x".*TRACELAKE_OTLP_PORT="-1".*nothing is collected/,
      ),
    ]);
  });

  test('a runtime that dies at once leaves a row, though no telemetry can be subscribed to by then', async () => {
    const one = await stand({
      handler: fixtureHandler('plain'),
      bootstrap: ['/bin/false'],
      environment: { TRACELAKE_OTLP_PORT: '0' },
    });
    expect((await one.platform.invoke({})).status).toBe('error');
    await one.platform.shutdown();
    const rows = await rowsOf(one, 'SELECT name, status_code, "faas.name" FROM spans WHERE main');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ status_code: 'ERROR', 'faas.name': 'checkout' });
  });

  test('what a killed extension had spooled is sent by the next', async () => {
    const one = await stand({
      handler: fixtureHandler('plain'),
      faults: Array.from({ length: 3 }, () => ({ kind: 'unavailable' as const })),
      environment: { TRACELAKE_OTLP_PORT: '0', TRACELAKE_FLUSH: 'end' },
    });
    const first = await one.platform.invoke({ name: 'first' });
    one.platform.killExtension();
    await one.platform.invoke({ name: 'lost' });
    const third = await one.platform.invoke({ name: 'third' });
    await one.platform.shutdown();
    const ids = (await rowsOf(one, INVOCATIONS)).map((row) => row['faas.invocation_id']);
    expect(ids).toContain(first.requestId);
    expect(ids).toContain(third.requestId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
