// What differs between ways to run a function: tracing, streaming, retries, provisioned concurrency, SnapStart, freezing, and what is measured.
import { EMPTY_EXTENSION_LAYER, fixtureHandler } from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import { runExample } from './example-run.ts';

describe('tracing', () => {
  const SAMPLED = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1/;

  test('active: the function’s own segment is the parent of what the function does', async () => {
    const run = await runExample();
    const { traceHeader } = await run.platform.invoke();
    await run.platform.shutdown();
    expect(traceHeader).toMatch(SAMPLED);
    expect(run.journal('event')[0]!.value.tracing).toEqual({ type: 'X-Amzn-Trace-Id', value: traceHeader });
    const { tracing } = run.telemetry('platform.start')[0]!.record as { tracing: { spanId: string; value: string } };
    expect(traceHeader).toContain(`Parent=${tracing.spanId};`);
    expect(tracing.value).toMatch(SAMPLED);
    expect(tracing.value).not.toContain(tracing.spanId);
  });

  test.each([
    ['pass-through', /^Root=1-[0-9a-f-]+;Lineage=/],
    ['unsampled', /Parent=[0-9a-f]{16};Sampled=0$/],
  ] as const)('%s: a header that names no parent to be used', async (tracing, header) => {
    const run = await runExample({ tracing });
    const { traceHeader } = await run.platform.invoke();
    await run.platform.shutdown();
    expect(traceHeader).toMatch(header);
    expect(run.telemetry('platform.start')[0]!.record).not.toHaveProperty('tracing');
  });

  test('none, or one of the caller’s', async () => {
    const run = await runExample({ tracing: 'none' });
    await run.platform.invoke();
    const given = 'Sampled=0;Root=1-67891233-abcdef012345678912345678;Self=1-x';
    await run.platform.invoke({}, { traceHeader: given });
    const events = run.journal('event').map(({ value }) => value);
    expect(events[0]).not.toHaveProperty('tracing');
    expect(events[1]).toMatchObject({ tracing: { value: given } });
  });
});

test('an asynchronous retry keeps its request id', async () => {
  const run = await runExample({ handler: fixtureHandler('throws') });
  const first = await run.platform.invoke();
  const retry = await run.platform.invoke({}, { requestId: first.requestId });
  expect(retry.requestId).toBe(first.requestId);
  expect(retry.startedAtUnixMs).toBeGreaterThan(first.startedAtUnixMs);
});

test('a streamed response: latency to its first byte, duration to its last', async () => {
  const run = await runExample({ handler: fixtureHandler('streams') });
  const { response } = await run.platform.invoke({ pieces: ['one ', 'two ', 'three'], pauseMs: 60 });
  await run.platform.shutdown();
  expect(response).toBe('one two three');
  const { metrics, spans } = run.telemetry('platform.runtimeDone')[0]!.record as {
    metrics: { producedBytes: number };
    spans: { name: string; durationMs: number }[];
  };
  expect(metrics.producedBytes).toBe(13);
  expect(spans.map(({ name }) => name)).toEqual(['responseLatency', 'responseDuration', 'runtimeOverhead']);
  // Two pauses lie between the pieces.
  expect(spans[1]!.durationMs).toBeGreaterThan(100);
});

test('a stream that breaks in its middle: what was sent stays, the invocation has failed', async () => {
  const run = await runExample({ handler: fixtureHandler('streams') });
  const { status, errorType } = await run.platform.invoke({ pieces: ['one '], isBroken: true });
  const next = await run.platform.invoke({ pieces: ['two'] });
  await run.platform.shutdown();
  expect([status, errorType, next.status]).toEqual(['error', 'Runtime.Unknown', 'success']);
  expect(run.telemetry('platform.runtimeDone')[0]!.record).toMatchObject({ status: 'error' });
});

test('provisioned concurrency: started before anybody calls', async () => {
  const run = await runExample({ initialization: 'provisioned-concurrency' });
  expect(run.platform.inits).toMatchObject([{ phase: 'init', status: 'success' }]);
  await run.platform.untilFrozen();
  const { report } = await run.platform.invoke();
  await run.platform.shutdown();
  expect(run.telemetry('platform.initStart')[0]!.record).toMatchObject({
    initializationType: 'provisioned-concurrency',
  });
  expect(report.billedDurationMs).toBe(Math.ceil(report.durationMs!));
});

test('SnapStart: frozen after init, restored at the first call, keys from an endpoint', async () => {
  let key = 0;
  const credentials = () => ({ accessKeyId: `key ${++key}`, secretAccessKey: 'secret', sessionToken: 'token' });
  const run = await runExample({ initialization: 'snap-start', credentials });
  await run.platform.untilFrozen();
  expect(run.platform.inits).toMatchObject([{ phase: 'snap-start', status: 'success' }]);
  const { report, status } = await run.platform.invoke();
  const environment = run.journal<Record<string, string>>('environment')[0]!.value;
  const keys = (authorization: string) =>
    fetch(environment.AWS_CONTAINER_CREDENTIALS_FULL_URI!, { headers: { authorization } });
  const given = await keys(environment.AWS_CONTAINER_AUTHORIZATION_TOKEN!);
  const refused = await keys('stranger');
  const rotated = await (await keys(environment.AWS_CONTAINER_AUTHORIZATION_TOKEN!)).json();
  await run.platform.shutdown();
  expect(status).toBe('success');
  expect(report).toHaveProperty('restoreDurationMs');
  expect(report).not.toHaveProperty('initDurationMs');
  expect(run.telemetry().map(({ type }) => type)).toEqual(
    expect.arrayContaining(['platform.restoreStart', 'platform.restoreRuntimeDone', 'platform.restoreReport']),
  );
  expect(environment).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  expect(await given.json()).toEqual({
    AccessKeyId: 'key 1',
    SecretAccessKey: 'secret',
    Token: 'token',
    Expiration: expect.stringMatching(/Z$/),
  });
  expect(rotated).toMatchObject({ AccessKeyId: 'key 2' });
  expect(refused.status).toBe(403);
});

describe('managed instances', () => {
  const initialization = 'lambda-managed-instances';

  test('refuse who wants INVOKE', async () => {
    const run = await runExample({ initialization });
    expect(run.platform.inits).toMatchObject([{ status: 'error', errorType: 'Extension.Crash' }]);
    expect(run.journal('registered')).toMatchObject([{ value: { status: 403 } }]);
  });

  test('are never frozen, and send a report of the duration alone', async () => {
    const run = await runExample({ initialization }, { EXAMPLE_EVENTS: '{"events":["SHUTDOWN"]}' });
    const { requestId, status } = await run.platform.invoke();
    await run.platform.untilFrozen();
    await run.platform.shutdown();
    expect(status).toBe('success');
    expect(run.platform.log.some(({ kind }) => kind === 'freeze')).toBe(false);
    expect(run.journal('event')).toMatchObject([{ value: { eventType: 'SHUTDOWN' } }]);
    expect(run.telemetry('platform.runtimeDone')).toEqual([]);
    expect(run.telemetry('platform.start')[0]!.record).toMatchObject({
      functionArn: expect.stringMatching(/:checkout$/),
    });
    const { record } = run.telemetry('platform.report')[0]!;
    expect(record).toMatchObject({ requestId, metrics: { durationMs: expect.any(Number) } });
    expect(Object.keys(record['metrics'] as object)).toEqual(['durationMs']);
  });
});

test('an extension gets fewer variables than a function, and all of the customer’s', async () => {
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' };
  const run = await runExample({ credentials, memorySizeMb: 300 }, { NODE_OPTIONS: '--no-warnings' });
  await run.platform.init();
  const environment = run.journal('environment')[0]!.value;
  expect(environment).toMatchObject({
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '300',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_RUNTIME_API: run.platform.runtimeApi,
    TMPDIR: run.platform.tmpFolder,
  });
  for (const name of ['_HANDLER', 'LAMBDA_TASK_ROOT', 'AWS_EXECUTION_ENV'])
    expect(environment).not.toHaveProperty(name);
});

test('a frozen environment does nothing: its timers wait', async () => {
  const run = await runExample({ handler: fixtureHandler('plain'), layers: [EMPTY_EXTENSION_LAYER] });
  await run.platform.invoke();
  await run.platform.untilFrozen();
  const before = [run.platform.usage().cpuMs, run.platform.runtimeUsage().cpuMs];
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([run.platform.usage().cpuMs, run.platform.runtimeUsage().cpuMs]).toEqual(before);
  expect(await run.platform.invoke()).toMatchObject({ status: 'success' });
});

test('measures: start, memory and CPU of the extension, and what it adds after the answer', async () => {
  const run = await runExample({}, { EXAMPLE_LINGER_MS: '80' });
  const invocation = await run.platform.invoke();
  const start = run.platform.inits[0]!.extensions['example']!;
  expect(start.registeredMs).toBeGreaterThan(0);
  expect(start.readyMs).toBeGreaterThan(start.registeredMs!);
  expect(start.cpuToReadyMs).toBeGreaterThan(1);
  expect(start.residentAtReadyMb).toBeGreaterThan(20);
  expect(invocation.answerToNextMs.example).toBeGreaterThan(0);
  expect(invocation.extensionOverheadMs).toBeGreaterThan(0);
  expect(invocation.report.durationMs).toBeGreaterThanOrEqual(79);
  const { residentMb, privateMb, anonymousMb, cpuMs } = run.platform.usage('example');
  expect(residentMb).toBeGreaterThan(privateMb);
  expect(privateMb).toBeGreaterThan(anonymousMb / 2);
  expect(cpuMs).toBeGreaterThan(start.cpuToReadyMs!);
  expect(() => run.platform.usage('stranger')).toThrow('stranger');
});

test('invocations wait for their turn', async () => {
  const run = await runExample();
  const all = await Promise.all([1, 2, 3].map((n) => run.platform.invoke({ name: n })));
  expect(all.map(({ response }) => response)).toEqual([{ hello: 1 }, { hello: 2 }, { hello: 3 }]);
  expect(run.platform.inits).toHaveLength(1);
});
