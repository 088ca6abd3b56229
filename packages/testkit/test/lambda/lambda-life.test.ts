// The happy path of the fake Lambda platform on each Node that Lambda has: start, invocations, freezes, shutdown.

import { lambdaNodes } from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import { runExample } from './example-run.ts';

describe.each(lambdaNodes())('Node $version', ({ path: nodeBinary }) => {
  test('an environment starts, is invoked, frozen, thawed and shut down', async () => {
    const { platform, journal, telemetry } = await runExample({ nodeBinary });

    const first = await platform.invoke({ name: 'first' });
    await platform.untilFrozen();
    const second = await platform.invoke({ name: 'second' });
    await platform.shutdown();

    expect([first.status, first.response, first.isColdStart]).toEqual(['success', { hello: 'first' }, true]);
    expect([second.status, second.response, second.isColdStart]).toEqual(['success', { hello: 'second' }, false]);
    expect(platform.inits).toMatchObject([{ phase: 'init', status: 'success', errorType: null }]);
    expect(journal('event').map(({ value }) => value)).toEqual([
      expect.objectContaining({ eventType: 'INVOKE', requestId: first.requestId }),
      expect.objectContaining({ eventType: 'INVOKE', requestId: second.requestId }),
      { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: expect.any(Number) },
    ]);
    expect(telemetry().map(({ type }) => type)).toEqual([
      'platform.initStart',
      'platform.telemetrySubscription',
      'platform.initRuntimeDone',
      'platform.extension',
      'platform.initReport',
      'platform.start',
      'platform.runtimeDone',
      'platform.report',
      'platform.start',
      'platform.runtimeDone',
      'platform.report',
    ]);
  });
});
