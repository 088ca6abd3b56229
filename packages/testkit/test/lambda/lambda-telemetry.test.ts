// The Telemetry API in all its moods: refused, late, never, twice, reordered, cut in two by a freeze, and with what no schema names.
import { fixtureHandler } from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import type { TelemetryDelivery } from './example-journal.ts';
import { type ExampleRun, runExample } from './example-run.ts';

function reports({ telemetry }: ExampleRun) {
  return telemetry('platform.report').map(({ record }) => record.requestId);
}

/** Request ids of reports that had come before the extension got its n-th event. */
function reportsBeforeEvent({ journal }: ExampleRun, index: number) {
  const all = journal<TelemetryDelivery>();
  const events = all.flatMap(({ what }, position) => (what === 'event' ? [position] : []));
  return all
    .slice(0, events[index])
    .filter(({ what }) => what === 'telemetry')
    .flatMap(({ value }) => value.events)
    .filter(({ type }) => type === 'platform.report')
    .map(({ record }) => record.requestId);
}

test.each([
  ['stub', 202],
  ['refused', 500],
] as const)('%s: no event ever', async (mode, status) => {
  const { platform, journal, telemetry } = await runExample({ telemetry: { mode } });
  expect(await platform.invoke()).toMatchObject({ status: 'success' });
  await platform.shutdown();
  expect(journal('subscribed')).toMatchObject([{ value: { status } }]);
  expect(telemetry()).toEqual([]);
});

test('subscriptions are checked, and closed after init', async () => {
  const variables = { EXAMPLE_PROBES: '1', EXAMPLE_SUBSCRIPTION: '{"types":["metrics"]}' };
  const { platform, journal } = await runExample({}, variables);
  await platform.invoke();
  await platform.shutdown();
  const answers = (what: string) => journal<{ status: number; text: string }>(what).map(({ value }) => value);
  expect(answers('registered')).toMatchObject([{ status: 200, text: expect.stringContaining('"accountId"') }]);
  expect(answers('subscribed')).toMatchObject([{ status: 400, text: expect.stringContaining('ValidationError') }]);
  expect(answers('registered twice')).toMatchObject([
    { status: 403, text: expect.stringContaining('InvalidExtensionState') },
  ]);
  expect(answers('registered as another')).toMatchObject([
    { status: 403, text: expect.stringContaining('InvalidExtensionName') },
  ]);
  expect(answers('subscribed late')).toMatchObject([
    { status: 403, text: expect.stringContaining('SubscriptionClosed') },
  ]);
});

describe('a report', () => {
  test('comes within its own invocation’s extension time only if that lasts', async () => {
    const run = await runExample({ freezeAfterMs: 0 });
    const { requestId } = await run.platform.invoke();
    await run.platform.untilFrozen();
    await run.platform.invoke();
    await run.platform.shutdown();
    expect(reportsBeforeEvent(run, 1)).not.toContain(requestId);
    expect(reports(run)).toContain(requestId);
  });

  test('never comes', async () => {
    const run = await runExample();
    const { requestId } = await run.platform.invoke({}, { report: 'never' });
    const { requestId: next } = await run.platform.invoke();
    await run.platform.shutdown();
    expect(reports(run)).toEqual([next]);
    expect(requestId).not.toBe(next);
  });

  test('comes at SHUTDOWN', async () => {
    const run = await runExample();
    const { requestId } = await run.platform.invoke(
      {},
      { report: 'shutdown', reportMetrics: { billedDurationMs: 777 } },
    );
    const { requestId: next } = await run.platform.invoke();
    await run.platform.shutdown();
    expect(reports(run)).toEqual([next, requestId]);
    expect(run.telemetry('platform.report')[1]!.record).toMatchObject({ metrics: { billedDurationMs: 777 } });
  });

  test('comes to the extension that was started again', async () => {
    const run = await runExample({ handler: fixtureHandler('exits') });
    const { requestId } = await run.platform.invoke({}, { report: 'restart' });
    await run.platform.invoke();
    const [first, second] = [...new Set(run.journal().map(({ pid }) => pid))];
    const told = (pid: number) =>
      run
        .journal<TelemetryDelivery>('telemetry')
        .filter((entry) => entry.pid === pid)
        .flatMap(({ value }) => value.events)
        .filter(({ type }) => type === 'platform.report')
        .map(({ record }) => record.requestId);
    expect(told(first!)).toEqual([]);
    expect(told(second!)).toContain(requestId);
  });
});

test('batches come twice, and their events in another order', async () => {
  const run = await runExample({ telemetry: { copies: 2, order: 'reversed' } });
  const { requestId } = await run.platform.invoke();
  await run.platform.shutdown();
  expect(reports(run)).toEqual([requestId, requestId]);
  const types = run.telemetry().map(({ type }) => type);
  expect(types.indexOf('platform.initStart')).toBeGreaterThan(types.indexOf('platform.telemetrySubscription'));
});

test('a batch may be cut in two by a freeze', async () => {
  const run = await runExample({ telemetry: { cutBatchAtFreeze: true }, freezeAfterMs: 0 });
  const { requestId } = await run.platform.invoke();
  await run.platform.untilFrozen();
  await run.platform.invoke();
  await run.platform.shutdown();
  expect(reports(run)).toContain(requestId);
  const { log } = run.platform;
  const frozenAt = log.findIndex(({ kind }) => kind === 'freeze');
  const thawedAt = log.findIndex(({ kind }) => kind === 'thaw');
  expect(log.slice(frozenAt, thawedAt).map(({ kind }) => kind)).toEqual(['freeze']);
});

test('types and fields that no schema names', async () => {
  const run = await runExample({ telemetry: { strangers: true, keepsPath: false } });
  await run.platform.invoke();
  await run.platform.shutdown();
  expect(run.telemetry('platform.unheardOf').length).toBeGreaterThan(0);
  expect(run.telemetry('platform.report')[0]!.record).toHaveProperty('unheardOf');
  expect(run.journal<TelemetryDelivery>('telemetry')[0]!.value.path).toBe('/');
});

test('a listener that refuses gets the batch again; what it never takes is said to be dropped', async () => {
  const run = await runExample({ freezeAfterMs: null }, { EXAMPLE_REFUSES: '5' });
  await run.platform.invoke({ sleepMs: 1500 });
  await run.platform.shutdown();
  const deliveries = run.journal<TelemetryDelivery>('telemetry').map(({ value }) => value);
  expect(deliveries.slice(0, 5).map(({ status }) => status)).toEqual([500, 500, 500, 500, 500]);
  expect(run.telemetry('platform.logsDropped')).toMatchObject([
    { record: { droppedRecords: deliveries[0]!.events.length } },
  ]);
});

test.each([
  ['Text', expect.stringMatching(/^\S+Z\t\S+\tINFO\tfirst\n$/)],
  ['JSON', expect.objectContaining({ level: 'INFO', message: 'first', requestId: expect.any(String) })],
] as const)('function logs as %s', async (logFormat, record) => {
  const run = await runExample({ handler: fixtureHandler('logs'), logFormat });
  await run.platform.invoke({ lines: ['first'] });
  await run.platform.shutdown();
  expect(run.telemetry('function').map((event) => event.record)).toEqual([record]);
});
