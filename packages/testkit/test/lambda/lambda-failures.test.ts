// Every way in which an invocation, an init, an extension or a sandbox fails on the fake platform, as function, caller and extension see it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureHandler, type LambdaPlatform } from '@tracelake/testkit';
import { expect, test } from 'vitest';
import { type ExampleRun, runExample } from './example-run.ts';

/** What the extension was told, in order. */
function told({ journal }: ExampleRun) {
  return journal<{ eventType: string; shutdownReason?: string }>('event').map(({ value }) =>
    value.eventType === 'SHUTDOWN' ? `SHUTDOWN ${value.shutdownReason}` : value.eventType,
  );
}

function records({ telemetry }: ExampleRun, type: string) {
  return telemetry(type).map(({ record }) => record);
}

function pids({ journal }: ExampleRun) {
  return [...new Set(journal().map(({ pid }) => pid))];
}

function endings(platform: LambdaPlatform) {
  return platform.log.filter(({ kind, detail }) => kind === 'sandbox' && 'ended' in (detail as object));
}

test('a timeout kills the runtime, ends the extension, keeps /tmp, and the next init runs inside its invocation', async () => {
  const run = await runExample({ handler: fixtureHandler('times-out'), timeoutMs: 300 });
  const first = await run.platform.invoke();
  // Its time has to do for an init as well.
  const second = await run.platform.invoke({}, { timeoutMs: 3000 });

  expect(first).toMatchObject({
    status: 'timeout',
    errorType: null,
    response: null,
    callerMs: null,
    isColdStart: true,
  });
  expect(first.report.durationMs).toBeGreaterThan(298);
  expect(second).toMatchObject({ status: 'timeout', isColdStart: false });
  expect(told(run)).toEqual(['INVOKE', 'SHUTDOWN timeout', 'INVOKE', 'SHUTDOWN timeout']);
  expect(run.platform.inits.map(({ phase, status }) => [phase, status])).toEqual([
    ['init', 'success'],
    ['invoke', 'success'],
  ]);
  expect(records(run, 'platform.runtimeDone')).toMatchObject([
    { requestId: first.requestId, status: 'timeout', spans: [] },
    { requestId: second.requestId, status: 'timeout' },
  ]);
  expect(records(run, 'platform.report')[0]).toMatchObject({ requestId: first.requestId, status: 'timeout' });
  const [firstPid, secondPid] = pids(run);
  expect(firstPid).not.toBe(secondPid);
  expect(existsSync(join(run.platform.tmpFolder, `example-${firstPid}`))).toBe(true);
});

test('a runtime that outgrows its memory is killed', async () => {
  const run = await runExample({ handler: fixtureHandler('allocates'), memorySizeMb: 192, timeoutMs: 20_000 });
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'error', errorType: 'Runtime.OutOfMemory', response: null });
  expect(invocation.report.maxMemoryUsedMB).toBe(192);
  expect(told(run)).toEqual(['INVOKE', 'SHUTDOWN failure']);
  expect(records(run, 'platform.report')).toMatchObject([{ status: 'error', errorType: 'Runtime.OutOfMemory' }]);
});

test('a runtime that exits fails the invocation and resets the environment', async () => {
  const run = await runExample({ handler: fixtureHandler('exits'), failureReason: 'ReleaseFail' });
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError', response: null });
  expect(told(run)).toEqual(['INVOKE', 'SHUTDOWN ReleaseFail']);
  expect(records(run, 'platform.runtimeDone')).toMatchObject([{ status: 'error', errorType: 'Runtime.ExitError' }]);
});

test('a handler error is answered, and the environment lives on', async () => {
  const run = await runExample({ handler: fixtureHandler('throws') });
  const invocation = await run.platform.invoke({ article: 'lamp' });
  const again = await run.platform.invoke({ how: 'text' });
  await run.platform.shutdown();
  expect(invocation).toMatchObject({
    status: 'error',
    errorType: 'Runtime.Unknown',
    response: { errorType: 'OutOfStockError', errorMessage: 'no lamp left' },
  });
  expect(again).toMatchObject({ status: 'error', response: { errorType: 'string', errorMessage: 'no error object' } });
  expect(run.platform.inits).toHaveLength(1);
  expect(records(run, 'platform.runtimeDone')).toMatchObject([{ status: 'error' }, { status: 'error' }]);
});

test('the open emulator calls a handler error a success', async () => {
  const run = await runExample({ handler: fixtureHandler('throws'), handlerErrorStatus: 'success' });
  await run.platform.invoke();
  await run.platform.shutdown();
  expect(records(run, 'platform.runtimeDone')).toMatchObject([{ status: 'success' }]);
});

test('a rejection that nobody handles is reported by the runtime, which then exits', async () => {
  const run = await runExample({ handler: fixtureHandler('throws') });
  const invocation = await run.platform.invoke({ how: 'unhandled' });
  expect(invocation).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
  expect(invocation.response).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection' });
  expect(told(run)).toEqual(['INVOKE', 'SHUTDOWN failure']);
});

test.each([
  ['init-throws', 'Error'],
  ['init-exits', 'Runtime.ExitError'],
] as const)(
  '%s: init runs a second time inside the invocation, of which the extension gets no INVOKE',
  async (name, errorType) => {
    const run = await runExample({ handler: fixtureHandler(name) });
    const invocation = await run.platform.invoke();
    expect(invocation).toMatchObject({ status: 'error', errorType, response: null });
    expect(told(run)).toEqual(['SHUTDOWN spindown', 'SHUTDOWN failure']);
    expect(run.platform.inits.map(({ phase, status }) => [phase, status])).toEqual([
      ['init', 'error'],
      ['invoke', 'error'],
    ]);
    const starts = records(run, 'platform.start');
    expect(starts).toMatchObject([{ requestId: invocation.requestId }]);
    expect(records(run, 'platform.initReport')).toMatchObject([
      { phase: 'init', status: 'error', errorType },
      { phase: 'invoke', status: 'error', errorType },
    ]);
  },
);

test('a second init that works serves the invocation', async () => {
  const run = await runExample({ handler: fixtureHandler('init-throws-once') });
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'success', response: 'at the second try' });
  expect(told(run)).toEqual(['SHUTDOWN spindown', 'INVOKE']);
});

test('an init beyond its limit starts again under the function’s timeout', async () => {
  const environment = { INIT_MS: '800' };
  const run = await runExample(
    { handler: fixtureHandler('init-hangs'), initTimeoutMs: 400, timeoutMs: 15_000 },
    environment,
  );
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'success', response: 'late' });
  expect(run.platform.inits.map(({ phase, status }) => [phase, status])).toEqual([
    ['init', 'timeout'],
    ['invoke', 'success'],
  ]);
});

test('an extension that ends in init fails the function', async () => {
  const run = await runExample({}, { EXAMPLE_EXITS_AT: 'start' });
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'error', errorType: 'Extension.Crash', response: null });
});

test('an extension that ends in an invocation fails it', async () => {
  const run = await runExample({}, { EXAMPLE_EXITS_AT: 'invoke' });
  const invocation = await run.platform.invoke({ sleepMs: 500 });
  expect(invocation).toMatchObject({ status: 'error', errorType: 'Extension.Crash' });
  expect(endings(run.platform)).toMatchObject([{ detail: { ended: 'failure' } }]);
});

test('a killed extension starts again in the same sandbox', async () => {
  const run = await runExample();
  await run.platform.invoke();
  await run.platform.untilFrozen();
  await run.platform.killExtension();
  const invocation = await run.platform.invoke();
  expect(invocation.status).toBe('success');
  expect(run.platform.inits.map(({ phase }) => phase)).toEqual(['init', 'invoke']);
  const [firstPid, secondPid] = pids(run);
  expect(secondPid).toBeDefined();
  expect(existsSync(join(run.platform.tmpFolder, `example-${firstPid}`))).toBe(true);
});

test('a lost sandbox takes /tmp with it and says nothing', async () => {
  const run = await runExample();
  await run.platform.invoke();
  await run.platform.loseSandbox();
  const [firstPid] = pids(run);
  expect(existsSync(join(run.platform.tmpFolder, `example-${firstPid}`))).toBe(false);
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'success', isColdStart: true });
  expect(told(run)).toEqual(['INVOKE', 'INVOKE']);
});

test('a sandbox may be lost while it works', async () => {
  const run = await runExample();
  await run.platform.init();
  const running = run.platform.invoke({ sleepMs: 5000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await run.platform.loseSandbox();
  expect(await running).toMatchObject({ status: 'failure', errorType: 'Sandbox.Failure', response: null });
  expect(await run.platform.invoke()).toMatchObject({ status: 'success', isColdStart: true });
});

test('an extension that does not leave at SHUTDOWN is killed; reasons come in upper case too', async () => {
  const options = { shutdownTimeoutMs: 200, shutdownReasonCase: 'upper' } as const;
  const run = await runExample(options, { EXAMPLE_IGNORES_SHUTDOWN: '1' });
  await run.platform.invoke();
  await run.platform.shutdown();
  expect(told(run)).toEqual(['INVOKE', 'SHUTDOWN SPINDOWN']);
  expect(endings(run.platform)).toMatchObject([{ detail: { ended: 'spindown', killed: ['example'] } }]);
});

test('an extension that keeps the environment beyond the timeout fails an invocation that was answered', async () => {
  const run = await runExample({ timeoutMs: 1500 }, { EXAMPLE_LINGER_MS: '10000' });
  const invocation = await run.platform.invoke();
  expect(invocation).toMatchObject({ status: 'timeout', response: { hello: 'world' } });
});
