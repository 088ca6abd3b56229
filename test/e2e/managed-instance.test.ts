// A managed instance runs several invocations at once in one environment: each has its event, and its own spans under it.
import { join } from 'node:path';
import { fixtureHandler, type Invocation, namedDocument } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLayer, type LambdaStand, startStand } from './lambda-stand.ts';
import { removeFolder, temporaryFolder } from './tracelake-process.ts';

/** Below those that outgoing connections are given; another than that of the files beside it. */
const OTLP_PORT = 24_183;
const CONCURRENCY = 4;
const INVOCATIONS = 16;
let folder: string;
let stand: LambdaStand;
let invocations: Invocation[];

beforeAll(async () => {
  folder = temporaryFolder('layer');
  stand = await startStand({
    layer: buildLayer(folder),
    handler: fixtureHandler('otel-protobuf'),
    initialization: 'lambda-managed-instances',
    maxConcurrency: CONCURRENCY,
    timeoutMs: 20_000,
    environment: {
      TRACELAKE_FLUSH_INTERVAL_MS: '200',
      TRACELAKE_OTLP_PORT: String(OTLP_PORT),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}`,
    },
  });
  const events = Array.from({ length: INVOCATIONS }, (_, i) => ({ user: `u-${i}`, workMs: 150 + 10 * (i % 3) }));
  invocations = await Promise.all(events.map((event) => stand.platform.invoke(event)));
}, 60_000);

afterAll(async () => {
  await stand.close();
  removeFolder(folder);
});

function sentRows({ firehose } = stand): Record<string, unknown>[] {
  const records = firehose.calls.flatMap((call) => call.accepted.map((i) => Buffer.from(call.records[i]!)));
  return records
    .flatMap((text) => text.toString().split('\n').filter(Boolean))
    .map((line) => JSON.parse(namedDocument(line)));
}

test('they did run at once, and rows were sent before the end', async () => {
  const spans = invocations.map(({ startedAtUnixMs, runtimeMs }) => [startedAtUnixMs, startedAtUnixMs + runtimeMs]);
  const most = Math.max(...spans.map(([at]) => spans.filter(([from, to]) => from! <= at! && at! < to!).length));
  expect(most).toBe(CONCURRENCY);
  expect(stand.firehose.calls.length).toBeGreaterThan(0);
  await stand.platform.shutdown();
  expect(stand.lines()).toEqual([]);
});

test('telemetry of many invocations at once is asked for by the tenth of a second', () => {
  const asked = stand.platform.log.filter(({ kind, who }) => kind === 'subscribe' && who === 'tracelake');
  expect(asked).toMatchObject([{ detail: { timeoutMs: 100 } }]);
});

test('every invocation has one event, its entry span under it, and its own calls under that', () => {
  const rows = sentRows();
  for (const { requestId, response, status } of invocations) {
    expect(status).toBe('success');
    const { traceId, spanId } = response as { traceId: string; spanId: string };
    const events = rows.filter((row) => row['faas_invocation_id'] === requestId && row['main'] === true);
    expect(events).toMatchObject([{ trace_id: traceId, aws_lambda_status: 'success' }]);
    const own = rows.filter((row) => row['trace_id'] === traceId && row !== events[0]);
    expect(own).toHaveLength(4);
    expect(own.find((row) => row['span_id'] === spanId)).toMatchObject({
      parent_span_id: events[0]!['span_id'],
      main: false,
    });
    expect(own.filter((row) => row['parent_span_id'] === spanId)).toHaveLength(3);
  }
  expect(rows).toHaveLength(5 * INVOCATIONS);
});

test('an init that never ends leaves its row, though nobody has called', async () => {
  const failing = await startStand({
    layer: join(folder, 'layer'),
    handler: fixtureHandler('init-hangs'),
    initialization: 'lambda-managed-instances',
    maxConcurrency: CONCURRENCY,
    // Telemetry is subscribed to by then, also on a busy machine.
    initTimeoutMs: 4_000,
    environment: { TRACELAKE_OTLP_PORT: String(OTLP_PORT) },
  });
  const rows = sentRows(failing);
  await failing.close();
  expect(rows).toMatchObject([{ name: 'checkout init', main: true, aws_lambda_status: 'timeout' }]);
});
