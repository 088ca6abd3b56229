// The built layer in environments that are begun, or answer, in other ways than most: each invocation has its event there as well.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fixtureHandler, type Invocation, namedDocument } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLayer, type LambdaStand, startStand } from './lambda-stand.ts';
import { removeFolder, temporaryFolder } from './tracelake-process.ts';

let folder: string;
let layer: string;
const stands: LambdaStand[] = [];

beforeAll(() => {
  folder = temporaryFolder('layer');
  layer = buildLayer(folder);
});

afterAll(async () => {
  for (const stand of stands) await stand.close();
  removeFolder(folder);
});

interface Played {
  readonly invocations: readonly Invocation[];
  /** Of everything, amendments not counted. */
  readonly all: readonly Record<string, unknown>[];
  /** Of units of work. */
  readonly rows: readonly Record<string, unknown>[];
  /** Those of each invocation. */
  readonly events: readonly Record<string, unknown>[][];
  readonly lines: readonly string[];
}

async function play(
  options: Omit<Parameters<typeof startStand>[0], 'layer'> & { readonly layer?: string },
  payloads: readonly object[],
): Promise<Played> {
  const stand = await startStand({
    layer,
    ...options,
    environment: { TRACELAKE_OTLP_PORT: '0', ...options.environment },
  });
  stands.push(stand);
  const invocations: Invocation[] = [];
  for (const payload of payloads) {
    await stand.platform.untilFrozen();
    invocations.push(await stand.platform.invoke(payload));
  }
  await stand.platform.shutdown();
  const records = stand.firehose.calls.flatMap((call) => call.accepted.map((i) => Buffer.from(call.records[i]!)));
  const all = records
    .flatMap((text) => text.toString().split('\n').filter(Boolean))
    .map((line): Record<string, unknown> => JSON.parse(namedDocument(line)))
    .filter(({ amends }) => amends === undefined);
  const rows = all.filter(({ main }) => main === true);
  return {
    invocations,
    all,
    rows,
    events: invocations.map(({ requestId }) => rows.filter((row) => row['faas_invocation_id'] === requestId)),
    lines: stand.lines(),
  };
}

test('a provisioned environment: its first invocation is no cold start, and knows the init', async () => {
  const options = { handler: fixtureHandler('plain'), initialization: 'provisioned-concurrency' } as const;
  const { events, lines } = await play(options, [{}, {}]);
  expect(events).toMatchObject([[{ faas_coldstart: false }], [{ faas_coldstart: false }]]);
  expect(events[0]![0]).toHaveProperty('aws_lambda_init_duration_ms');
  expect(events[1]![0]).not.toHaveProperty('aws_lambda_init_duration_ms');
  expect(lines).toEqual([]);
});

test('a restored snapshot: the first invocation says how long the restore took, keys are asked for', async () => {
  const options = { handler: fixtureHandler('plain'), initialization: 'snap-start' } as const;
  const { events, lines } = await play(options, [{}, {}]);
  expect(events).toMatchObject([
    [
      {
        faas_coldstart: true,
        attributes_string: { 'aws.lambda.initialization_type': 'snap-start' },
        attributes_number: { 'aws.lambda.restore_duration_ms': expect.any(Number) },
      },
    ],
    [{ faas_coldstart: false }],
  ]);
  expect(events[0]![0]).not.toHaveProperty('aws_lambda_init_duration_ms');
  expect(lines).toEqual([]);
});

test('a streamed response: latency to its first byte, its size; one that breaks has failed', async () => {
  const pieces = ['one ', 'two ', 'three'];
  const payloads = [{ pieces, pauseMs: 30 }, { pieces, isBroken: true }, { pieces }];
  const { events, invocations, lines } = await play({ handler: fixtureHandler('streams') }, payloads);
  expect(invocations.map(({ status }) => status)).toEqual(['success', 'error', 'success']);
  expect(events).toMatchObject([
    [{ aws_lambda_produced_bytes: 13, aws_lambda_status: 'success', status_code: 'UNSET' }],
    [{ aws_lambda_produced_bytes: 13, aws_lambda_status: 'error', status_code: 'ERROR' }],
    [{ aws_lambda_produced_bytes: 13, aws_lambda_status: 'success', status_code: 'UNSET' }],
  ]);
  const [{ attributes_number: numbers }] = events[0] as [{ attributes_number: Record<string, number> }];
  expect(numbers['aws.lambda.response_duration_ms']).toBeGreaterThan(50);
  expect(lines).toEqual([]);
});

test.each([
  ['runs out of memory', 'allocates', 20_000, 'error', 'Runtime.OutOfMemory'],
  ['is not loaded in its time', 'init-hangs', 1_500, 'timeout', 'Sandbox.Timedout'],
] as const)('a function that %s: each of its invocations says so', async (_, name, timeoutMs, status, errorType) => {
  const options = { handler: fixtureHandler(name), memorySizeMb: 224, initTimeoutMs: 1_000, timeoutMs };
  const { events, invocations, lines } = await play(options, [{}, {}]);
  expect(invocations.map((one) => one.status)).toEqual([status, status]);
  const event = { aws_lambda_status: status, error_type: errorType, status_code: 'ERROR', faas_name: 'checkout' };
  expect(events).toMatchObject([[event], [event]]);
  expect(lines).toEqual([]);
});

test.each([
  ['cannot be loaded', 'init-throws', 'Error'],
  ['leaves while it is loaded', 'init-exits', 'Runtime.ExitError'],
] as const)(
  'a function that %s: a row for each invocation, its event unless the runtime died before telemetry could be subscribed to',
  async (_, name, errorType) => {
    const { invocations, rows, lines } = await play({ handler: fixtureHandler(name) }, [{}, {}, {}]);
    const known = new Set(invocations.map(({ requestId }) => requestId));
    for (const { name, status_code, error_type, faas_invocation_id: id } of rows) {
      expect([status_code, name, error_type]).toEqual(
        known.delete(String(id)) ? ['ERROR', 'checkout', errorType] : ['ERROR', 'checkout init', expect.any(String)],
      );
    }
    expect(rows.length).toBe(3);
    expect(lines).toEqual([]);
  },
);

test('a function whose second init works: the invocation that this runs in is a success', async () => {
  const { events, lines } = await play({ handler: fixtureHandler('init-throws-once') }, [{}, {}]);
  expect(events).toMatchObject([[{ aws_lambda_status: 'success' }], [{ aws_lambda_status: 'success' }]]);
  expect(lines).toEqual([]);
});

/** A layer whose Node comes up behind the first POST of the function's init, as on a starved processor. */
function layerWithLateNode(): string {
  const late = join(folder, 'late');
  cpSync(layer, late, { recursive: true });
  const script = `#!/bin/sh\nuntil [ -e "$TMPDIR/had-to-retry" ]; do sleep 0.05; done\nexec ${process.execPath} "$@"\n`;
  writeFileSync(join(late, 'tracelake/node'), script, { mode: 0o755 });
  return late;
}

test.each([
  ['before the extension listens, which its SDK tries again', layerWithLateNode, 1],
  ['like any others', () => layer, 0],
] as const)('spans that a function sends in its init are there %s', async (_, layerOf, leastRetries) => {
  const environment = { TRACELAKE_OTLP_PORT: '24184', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:24184' };
  const options = { handler: fixtureHandler('otel-init'), layer: layerOf(), environment };
  const { invocations, all, events, lines } = await play(options, [{}]);
  expect((invocations[0]!.response as { retries: number }).retries).toBeGreaterThanOrEqual(leastRetries);
  expect(all.filter(({ name }) => name === 'load configuration')).toMatchObject([{ main: false }]);
  expect(events).toMatchObject([[{ aws_lambda_status: 'success' }]]);
  expect(lines).toEqual([]);
});

test('a port that another has: one line, and the invocations all the same', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = other.address() as { port: number };
    const environment = { TRACELAKE_OTLP_PORT: String(port) };
    const { events, lines } = await play({ handler: fixtureHandler('plain'), environment }, [{}, {}]);
    expect(events).toMatchObject([[{ aws_lambda_status: 'success' }], [{ aws_lambda_status: 'success' }]]);
    expect(lines).toEqual([expect.stringContaining(`cannot listen on 127.0.0.1:${port}`)]);
  } finally {
    other.close();
  }
});

/** Its backlog is full and its process stopped: Linux drops each further SYN, as a firewall does or a subnet without a route. */
async function silentPort(): Promise<{ port: number; server: ChildProcess; waiting: Socket[] }> {
  const listens =
    "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port) })";
  const server = spawn(process.execPath, ['-e', listens], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(String((await once(server.stdout!, 'data'))[0]));
  server.kill('SIGSTOP');
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await once(waiting[0]!, 'connect');
  return { port, server, waiting };
}

test('a Firehose whose connections vanish: one line, and no invocation is held for the time that a call has', async () => {
  const { port, server, waiting } = await silentPort();
  try {
    const callTimeoutMs = 10_000;
    const environment = {
      AWS_ENDPOINT_URL_FIREHOSE: `http://127.0.0.1:${port}`,
      TRACELAKE_FLUSH: 'end',
      TRACELAKE_CALL_TIMEOUT_MS: String(callTimeoutMs),
    };
    const options = { handler: fixtureHandler('plain'), timeoutMs: 30_000, environment };
    const { invocations, lines } = await play(options, Array(6).fill({}));
    expect(invocations.map(({ status }) => status)).toEqual(Array(6).fill('success'));
    const heldMs = invocations.reduce((sum, { extensionOverheadMs }) => sum + extensionOverheadMs, 0);
    expect(heldMs).toBeLessThan(callTimeoutMs);
    expect(lines).toEqual([expect.stringMatching(/next try in 5 minutes/)]);
  } finally {
    for (const socket of waiting) socket.destroy();
    server.kill('SIGKILL');
  }
});
