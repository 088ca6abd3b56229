// The invocation's event in what Lambda does and tells: success, errors, timeouts, crashes.
import { describe, expect, test } from 'vitest';
import { documentOf } from '../../src/index.ts';
import {
  ARN,
  amendments,
  assembler,
  done,
  events,
  init,
  invoke,
  only,
  report,
  START_MS,
  span,
  start,
} from './platform-script.ts';

describe('an invocation that works', () => {
  test('is one row with all that is exact when the runtime is done', () => {
    const one = assembler();
    one.telemetry(init());
    one.invoke(invoke('r1'), START_MS + 1);
    expect(one.take()).toEqual([]);
    one.telemetry([start('r1', START_MS)]);
    one.telemetry([done('r1', START_MS, 80.125)]);
    const row = only(one.take());
    expect(row).toMatchObject({
      start_time_unix_nano: BigInt(START_MS) * 1_000_000n,
      duration_nano: 80_125_000,
      name: 'checkout',
      kind: 'SERVER',
      status_code: 'UNSET',
      main: true,
      service_name: 'checkout',
      faas_name: 'checkout',
      faas_version: '7',
      faas_invocation_id: 'r1',
      faas_coldstart: true,
      faas_max_memory: 536_870_912,
      cloud_account_id: '123456789012',
      cloud_resource_id: 'arn:aws:lambda:eu-central-1:123456789012:function:checkout',
      aws_lambda_invoked_arn: ARN,
      aws_lambda_status: 'success',
      aws_lambda_timeout: false,
      aws_lambda_init_duration_ms: 250.25,
      aws_lambda_memory_size_mb: 512,
      aws_lambda_produced_bytes: 42,
      aws_lambda_response_latency_ms: 79.125,
    });
    expect(row.trace_id).toMatch(/^[\da-f]{32}$/);
    expect(row.span_id).toMatch(/^[\da-f]{16}$/);
    expect(row).not.toHaveProperty('parent_span_id');
    expect(row).not.toHaveProperty('error_type');
    expect(row.resource_attributes).toEqual(
      new Map([
        ['aws.lambda.runtime_version', 'nodejs:22.v1'],
        ['host.arch', 'arm64'],
      ]),
    );
  });

  test('the first of an environment alone is a cold start and has the init', () => {
    const one = assembler();
    one.telemetry(init());
    one.telemetry([
      start('r1', START_MS),
      done('r1', START_MS, 10),
      start('r2', START_MS + 50),
      done('r2', START_MS + 50, 10),
    ]);
    const [first, second] = events(one.take());
    expect(first).toMatchObject({ faas_coldstart: true, aws_lambda_init_duration_ms: 250.25 });
    expect(first!.attributes_string?.get('aws.lambda.initialization_type')).toBe('on-demand');
    expect(second).toMatchObject({ faas_coldstart: false });
    expect(second).not.toHaveProperty('aws_lambda_init_duration_ms');
    expect(second!.attributes_string).toBeUndefined();
  });

  test('a provisioned environment is no cold start; a restored one says how long the restore took', () => {
    const provisioned = assembler();
    provisioned.telemetry(init({ initializationType: 'provisioned-concurrency' }));
    provisioned.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
    expect(only(provisioned.take())).toMatchObject({ faas_coldstart: false, aws_lambda_init_duration_ms: 250.25 });
    const restored = assembler();
    restored.telemetry(init({ initializationType: 'snap-start' }));
    restored.telemetry([
      {
        time: new Date(START_MS - 90).toISOString(),
        type: 'platform.restoreStart',
        record: { runtimeVersion: 'java:21.v9' },
      },
      {
        time: new Date(START_MS - 10).toISOString(),
        type: 'platform.restoreReport',
        record: { status: 'success', metrics: { durationMs: 80.5 } },
      },
      start('r1', START_MS),
      done('r1', START_MS, 10),
    ]);
    const row = only(restored.take());
    expect(row.faas_coldstart).toBe(true);
    expect(row.attributes_number?.get('aws.lambda.restore_duration_ms')).toBe(80.5);
    // Its snapshot was made long before, once for all.
    expect(row).not.toHaveProperty('aws_lambda_init_duration_ms');
  });

  test('attributes of the user go to their columns, or the maps', () => {
    const attributes = new Map([
      ['deployment.environment.name', 'prod'],
      ['team', 'shop'],
      ['faas.name', 'not this'],
    ]);
    const one = assembler({ attributes });
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
    const row = only(one.take());
    expect(row).toMatchObject({ deployment_environment_name: 'prod', faas_name: 'checkout' });
    expect(row.attributes_string?.get('team')).toBe('shop');
  });
});

describe('an invocation that fails', () => {
  test('a handler error', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10, { status: 'error', errorType: 'TypeError' })]);
    expect(only(one.take())).toMatchObject({
      status_code: 'ERROR',
      error_type: 'TypeError',
      aws_lambda_status: 'error',
      aws_lambda_timeout: false,
    });
  });

  test('a timeout, told by runtimeDone', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 3000, { status: 'timeout' })]);
    expect(only(one.take())).toMatchObject({
      status_code: 'ERROR',
      status_message: 'Task timed out after 3.00 seconds',
      error_type: 'Sandbox.Timedout',
      aws_lambda_status: 'timeout',
      aws_lambda_timeout: true,
    });
  });

  test('a timeout of which only SHUTDOWN tells, in either case, with what was open', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS + 2);
    one.telemetry([start('r1', START_MS)]);
    const open = span({ span_id: '0f'.repeat(8), parent_span_id: '01'.repeat(8), name: 'SELECT orders' });
    delete open.duration_nano;
    one.spans([open, span({ span_id: '02'.repeat(8), parent_span_id: '01'.repeat(8) })]);
    expect(one.take()).toHaveLength(1);
    one.shutdown('TIMEOUT', START_MS + 3000);
    const rows = one.take();
    const row = only(rows);
    expect(row).toMatchObject({
      duration_nano: 3_000_000_000,
      status_code: 'ERROR',
      error_type: 'Sandbox.Timedout',
      aws_lambda_timeout: true,
    });
    expect(row.attributes_number?.get('tracelake.unfinished_spans')).toBe(1);
    expect(row.attributes_string?.get('tracelake.unfinished_span_names')).toBe('["SELECT orders"]');
    const kept = rows.find(({ name }) => name === 'SELECT orders');
    expect(kept).not.toHaveProperty('duration_nano');
    expect(kept?.attributes_boolean?.get('tracelake.unfinished')).toBe(true);
  });

  test('an extension overran the deadline: the report has the last word', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 12.5)]);
    one.take();
    one.telemetry([report('r1', START_MS, 3000, { status: 'timeout' })]);
    const rows = one.take();
    expect(events(rows)).toEqual([]);
    expect(amendments(rows)).toMatchObject([
      {
        status_code: 'ERROR',
        status_message: 'Task timed out after 3.00 seconds',
        aws_lambda_status: 'timeout',
        aws_lambda_timeout: true,
        error_type: 'Sandbox.Timedout',
      },
    ]);
  });

  test('out of memory is named, also where the platform only says that the runtime left', () => {
    const named = assembler();
    named.telemetry([
      start('r1', START_MS),
      done('r1', START_MS, 10, { status: 'error', errorType: 'Runtime.OutOfMemory' }),
    ]);
    expect(only(named.take()).error_type).toBe('Runtime.OutOfMemory');
    const unnamed = assembler();
    const exit = { status: 'error', errorType: 'Runtime.ExitError' };
    unnamed.telemetry([start('r1', START_MS), done('r1', START_MS, 10, exit)]);
    expect(only(unnamed.take()).error_type).toBe('Runtime.ExitError');
    unnamed.telemetry([report('r1', START_MS, 10, { ...exit, metrics: { maxMemoryUsedMB: 512 } })]);
    expect(amendments(unnamed.take())).toMatchObject([
      { error_type: 'Runtime.OutOfMemory', aws_lambda_memory_used_mb: 512 },
    ]);
  });

  test("a handler's own error stays it, in an environment whose memory had been full once", () => {
    const one = assembler();
    const thrown = { status: 'error', errorType: 'TypeError' };
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10, thrown)]);
    expect(only(one.take()).error_type).toBe('TypeError');
    one.telemetry([report('r1', START_MS, 10, { ...thrown, metrics: { maxMemoryUsedMB: 512 } })]);
    expect(amendments(one.take()).map(({ error_type }) => error_type)).not.toContain('Runtime.OutOfMemory');
  });

  test('the runtime exits: SHUTDOWN with any reason, known or not', () => {
    for (const reason of ['failure', 'FAILURE', 'ReleaseFail', 'SandboxTerminated']) {
      const one = assembler();
      one.invoke(invoke('r1'), START_MS);
      one.telemetry([start('r1', START_MS)]);
      one.shutdown(reason, START_MS + 40);
      expect(only(one.take())).toMatchObject({
        status_code: 'ERROR',
        error_type: 'Sandbox.Failure',
        aws_lambda_status: 'failure',
        duration_nano: 40_000_000,
      });
    }
  });

  test('an invocation of whose end nobody told is no failure where another followed it, or the environment was idle', () => {
    const followed = assembler();
    followed.invoke(invoke('r1'), START_MS);
    followed.telemetry([start('r1', START_MS)]);
    followed.invoke(invoke('r2'), START_MS + 100);
    followed.telemetry([start('r2', START_MS + 100)]);
    const saved = followed.state()!;
    followed.shutdown('timeout', START_MS + 200);
    expect(events(followed.take()).map((row) => row.aws_lambda_status)).toEqual([undefined, 'timeout']);
    const restarted = assembler();
    restarted.restore(saved);
    restarted.shutdown('failure', START_MS + 300);
    expect(events(restarted.take()).map((row) => row.aws_lambda_status)).toEqual([undefined, 'failure']);
    const idle = assembler();
    idle.invoke({ ...invoke('r1'), deadlineMs: START_MS + 900_000 }, START_MS);
    idle.telemetry([start('r1', START_MS)]);
    idle.shutdown('SPINDOWN', START_MS + 600_000);
    const row = only(idle.take());
    expect(row).toMatchObject({ status_code: 'UNSET' });
    for (const column of ['duration_nano', 'error_type', 'aws_lambda_status']) expect(row).not.toHaveProperty(column);
    const managed = assembler({ isConcurrent: true });
    managed.telemetry([start('r1', START_MS)]);
    managed.shutdown('spindown', START_MS + 40);
    expect(only(managed.take())).toMatchObject({ status_code: 'UNSET' });
  });

  test('numbers that nothing can have measured are none', () => {
    const one = assembler();
    const metrics = { durationMs: 1e308, producedBytes: -5, billedDurationMs: -1, maxMemoryUsedMB: 1e300 };
    one.telemetry([
      start('r1', START_MS),
      done('r1', START_MS, 5, { metrics }),
      report('r1', START_MS, 5, { metrics }),
    ]);
    const row = only(one.take());
    for (const column of ['duration_nano', 'aws_lambda_produced_bytes', 'aws_lambda_memory_used_mb'])
      expect(row).not.toHaveProperty(column);
    expect(() => JSON.parse(documentOf(row))).not.toThrow();
  });

  test('an init crash: the second init runs inside the invocation, which no INVOKE announces', () => {
    const first = assembler();
    first.telemetry(init({ status: 'error', errorType: 'Runtime.ImportModuleError' }).slice(0, 2));
    first.shutdown('spindown', START_MS - 20);
    expect(first.take()).toEqual([]);
    const second = assembler();
    second.restore(first.state()!);
    second.telemetry([
      start('r1', START_MS),
      ...init({ phase: 'invoke', status: 'error', errorType: 'Runtime.ImportModuleError' }),
      done('r1', START_MS, 120, { status: 'error', errorType: 'Runtime.ImportModuleError' }),
    ]);
    const row = only(second.take());
    expect(row).toMatchObject({
      faas_invocation_id: 'r1',
      status_code: 'ERROR',
      error_type: 'Runtime.ImportModuleError',
      faas_coldstart: true,
      // The duration has the second init in it.
      aws_lambda_billed_duration_ms: 120,
    });
    expect(row.attributes_string?.get('aws.lambda.init_error_type')).toBe('Runtime.ImportModuleError');
  });

  test('a second init that takes all the time: its runtime is done after 0 ms, and the report knows how long it took', () => {
    const one = assembler();
    one.telemetry([
      ...init({ phase: 'invoke', status: 'error', errorType: 'Runtime.Unknown' }),
      start('r1', START_MS),
      done('r1', START_MS, 0, { status: 'timeout', metrics: { durationMs: 0 } }),
    ]);
    const row = only(one.take());
    expect(row).toMatchObject({ aws_lambda_status: 'timeout', error_type: 'Sandbox.Timedout' });
    for (const column of ['duration_nano', 'status_message', 'aws_lambda_billed_duration_ms'])
      expect(row).not.toHaveProperty(column);
    one.telemetry([report('r1', START_MS, 3_000, { status: 'timeout' })]);
    expect(amendments(one.take())).toMatchObject([
      {
        duration_nano: 3_000_000_000,
        status_message: 'Task timed out after 3.00 seconds',
        aws_lambda_billed_duration_ms: 3_000,
      },
    ]);
    // Nor does the next one's bill have those three seconds in it.
    one.telemetry([start('r2', START_MS + 9_000), done('r2', START_MS + 9_000, 10)]);
    expect(only(one.take())).toMatchObject({ aws_lambda_billed_duration_ms: 10 });
  });

  test('an init that fails with no invocation waiting leaves a row of its own', () => {
    const one = assembler();
    one.telemetry(
      init({ initializationType: 'provisioned-concurrency', status: 'error', errorType: 'Runtime.ExitError' }),
    );
    one.shutdown('failure', START_MS);
    expect(one.take()).toMatchObject([
      { name: 'checkout init', kind: 'INTERNAL', main: true, status_code: 'ERROR', error_type: 'Runtime.ExitError' },
    ]);
  });

  test('which says all that is known of its function and environment, and nothing else', () => {
    const known = { accountId: '123456789012', attributes: new Map([['team', 'orders']]) };
    const failed = { initializationType: 'provisioned-concurrency', status: 'error', instanceId: 'i-1' };
    const one = assembler(known);
    one.telemetry(init(failed));
    one.shutdown('failure', START_MS);
    const row = only(one.take());
    expect(row).toMatchObject({
      faas_name: 'checkout',
      faas_version: '7',
      faas_instance: 'i-1',
      faas_max_memory: 512 * 1_048_576,
      aws_lambda_memory_size_mb: 512,
      cloud_provider: 'aws',
      cloud_platform: 'aws_lambda',
      cloud_region: 'eu-central-1',
      cloud_account_id: '123456789012',
      cloud_resource_id: 'arn:aws:lambda:eu-central-1:123456789012:function:checkout',
      resource_attributes: new Map([
        ['aws.lambda.runtime_version', 'nodejs:22.v1'],
        ['host.arch', 'arm64'],
      ]),
      scope_name: 'tracelake',
    });
    expect(row.attributes_string?.get('team')).toBe('orders');
    // By which alias it would have been called nobody knows.
    expect(row).not.toHaveProperty('aws_lambda_invoked_arn');
    const stranger = assembler({ region: '' });
    stranger.telemetry(init(failed));
    stranger.shutdown('failure', START_MS);
    const other = only(stranger.take());
    for (const column of ['cloud_account_id', 'cloud_resource_id', 'cloud_region'])
      expect(other).not.toHaveProperty(column);
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eu-central-1', 'aws'],
  ])('an invocation that no INVOKE told of has the ARN of its function in %s', (region, partition) => {
    const one = assembler({ region, accountId: '123456789012' });
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 5)]);
    const arn = `arn:${partition}:lambda:${region}:123456789012:function:checkout`;
    expect(only(one.take())).toMatchObject({ cloud_resource_id: arn, cloud_account_id: '123456789012' });
  });

  test('nor does one that dies before telemetry can be subscribed to vanish', () => {
    const first = assembler({ hasTelemetry: false });
    first.shutdown('spindown', START_MS);
    expect(first.take()).toEqual([]);
    const second = assembler({ hasTelemetry: false });
    second.shutdown('failure', START_MS + 200);
    const row = only(second.take());
    expect(row).toMatchObject({
      name: 'checkout init',
      main: true,
      status_code: 'ERROR',
      aws_lambda_status: 'failure',
    });
    expect(row).not.toHaveProperty('attributes_string');
    const used = assembler({ hasTelemetry: false });
    used.invoke(invoke('r1'), START_MS);
    used.shutdown('failure', START_MS + 200);
    expect(only(used.take())).toMatchObject({ faas_invocation_id: 'r1', status_code: 'ERROR' });
  });
});
