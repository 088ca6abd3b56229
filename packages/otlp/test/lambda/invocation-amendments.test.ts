// What is told late of an invocation, again, or to the next process: reports, retries, restarts.
import { describe, expect, test } from 'vitest';
import {
  amendments,
  assembler,
  done,
  events,
  init,
  invoke,
  only,
  ROOT,
  report,
  START_MS,
  span,
  start,
  XRAY_TRACE_ID,
  xray,
} from './platform-script.ts';

describe('a late report', () => {
  test('amends with what differs only, under the identity of the event', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 80.125)]);
    const event = only(one.take());
    one.invoke(invoke('r2'), START_MS + 500);
    one.telemetry([report('r1', START_MS, 81.5)]);
    const [amendment, ...others] = one.take();
    expect(others).toEqual([]);
    expect(amendment).toEqual({
      trace_id: event.trace_id,
      span_id: event.span_id,
      start_time_unix_nano: event.start_time_unix_nano,
      name: 'checkout',
      kind: 'SERVER',
      service_name: 'checkout',
      main: true,
      faas_invocation_id: 'r1',
      amends: 'aws_lambda_billed_duration_ms,aws_lambda_memory_used_mb',
      aws_lambda_billed_duration_ms: 82,
      aws_lambda_memory_used_mb: 94,
    });
  });

  test('that comes again to the next process is no invocation more, nor an amendment', () => {
    const one = assembler();
    const told = [start('r1', START_MS), done('r1', START_MS, 80), report('r1', START_MS, 81)];
    one.telemetry(told);
    one.invoke(invoke('r2'), START_MS + 500);
    one.take();
    const next = assembler();
    next.restore(one.state()!);
    next.telemetry(told.slice(1));
    next.telemetry(told.slice(2));
    expect(next.take()).toEqual([]);
  });

  test('amends a bill that differs by one millisecond in thousands', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 2599)]);
    expect(only(one.take()).aws_lambda_billed_duration_ms).toBe(2599);
    one.telemetry([report('r1', START_MS, 2599.4)]);
    expect(amendments(one.take())).toMatchObject([{ aws_lambda_billed_duration_ms: 2600 }]);
  });

  test('to a table that knows no amendments is not told: its row would be an invocation more', () => {
    const one = assembler({ schemaVersion: '0.0.1' });
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 80.125)]);
    expect(one.take()).toHaveLength(1);
    one.invoke(invoke('r2'), START_MS + 500);
    one.telemetry([report('r1', START_MS, 81.5)]);
    expect(one.take()).toEqual([]);
  });

  test('says nothing where the event was right: memory and overhead stay what they were', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 120), report('r1', START_MS, 121.5)]);
    for (const [i, requestId] of ['r2', 'r3', 'r4'].entries()) {
      const startMs = START_MS + 1000 * (i + 1);
      one.telemetry([start(requestId, startMs), done(requestId, startMs, 120 + i)]);
      expect(only(one.take().filter((row) => row.faas_invocation_id === requestId))).toMatchObject({
        aws_lambda_billed_duration_ms: 122 + i,
        aws_lambda_memory_used_mb: 94,
      });
      one.telemetry([report(requestId, startMs, 121.5 + i)]);
      expect(one.take()).toEqual([]);
    }
  });

  test('that comes with the end is in the event; twice is once; for nobody known is an event of its own', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 80), report('r1', START_MS, 82)]);
    expect(only(one.take())).toMatchObject({ aws_lambda_billed_duration_ms: 82, duration_nano: 80_000_000 });
    one.telemetry([report('r1', START_MS, 82), done('r1', START_MS, 80), start('r1', START_MS)]);
    expect(one.take()).toEqual([]);
  });

  test('of a managed instance, where nothing else ends an invocation, makes the event', () => {
    const one = assembler();
    one.telemetry(init({ initializationType: 'lambda-managed-instances' }));
    one.telemetry([
      start('r1', START_MS),
      start('r2', START_MS + 1),
      report('r2', START_MS + 1, 5.625, { status: 'timeout', errorType: 'Sandbox.Timedout' }),
      report('r1', START_MS, 9),
    ]);
    expect(events(one.take())).toMatchObject([
      { faas_invocation_id: 'r1', aws_lambda_status: 'success', faas_coldstart: false, duration_nano: 9_000_000 },
      { faas_invocation_id: 'r2', aws_lambda_timeout: true, duration_nano: 5_625_000 },
    ]);
  });
});

describe('attempts and restarts', () => {
  test('a retry keeps its request id and is a row of its own', () => {
    const one = assembler();
    const failed = { status: 'error', errorType: 'Error' };
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10, failed)]);
    one.telemetry([start('r1', START_MS + 60_000), report('r1', START_MS, 11, failed)]);
    one.telemetry([done('r1', START_MS + 60_000, 12)]);
    const rows = one.take();
    const [first, second] = events(rows);
    expect(first).toMatchObject({ faas_invocation_id: 'r1', aws_lambda_status: 'error' });
    expect(second).toMatchObject({ faas_invocation_id: 'r1', aws_lambda_status: 'success', duration_nano: 12_000_000 });
    expect(first!.span_id).not.toBe(second!.span_id);
    expect(amendments(rows)).toMatchObject([{ span_id: first!.span_id }]);
  });

  test('of one request: a span that comes late goes under the one that it began in', () => {
    const one = assembler();
    const again = START_MS + 60_000;
    for (const startMs of [START_MS, again]) {
      one.invoke(invoke('r1', xray(`Root=${ROOT};Sampled=0`)), startMs);
      one.telemetry([start('r1', startMs)]);
      if (startMs === START_MS) one.telemetry([done('r1', START_MS, 100, { status: 'error' })]);
    }
    const at = (ms: number, id: string) =>
      span({
        span_id: id.repeat(8),
        kind: 'SERVER',
        faas_invocation_id: 'r1',
        start_time_unix_nano: BigInt(ms) * 1_000_000n,
        trace_id: XRAY_TRACE_ID,
      });
    one.spans([at(START_MS + 5, '0a'), at(again + 5, '0b')]);
    one.telemetry([done('r1', again, 100)]);
    const rows = one.take();
    const statusOf = (id: string) => {
      const parent = rows.find(({ span_id }) => span_id === id.repeat(8))?.parent_span_id;
      return rows.find(({ span_id }) => span_id === parent)?.aws_lambda_status;
    };
    expect([statusOf('0a'), statusOf('0b')]).toEqual(['error', 'success']);
  });

  test('a span of the second, whose INVOKE was read late, waits to be told when that began', () => {
    const one = assembler();
    const again = START_MS + 60_000;
    const own = (ms: number, id: string) =>
      span({ span_id: id.repeat(8), faas_invocation_id: 'r1', start_time_unix_nano: BigInt(ms) * 1_000_000n });
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 100, { status: 'error' })]);
    one.invoke(invoke('r1'), again + 300);
    one.spans([own(again + 5, '0b')]);
    one.telemetry([start('r1', again), done('r1', again, 400)]);
    const rows = one.take();
    const parent = rows.find(({ span_id }) => span_id === '0b'.repeat(8))?.parent_span_id;
    expect(rows.find(({ span_id }) => span_id === parent)?.aws_lambda_status).toBe('success');
  });

  test('whose ends come with the next attempt each has its own', () => {
    const one = assembler();
    const failed = { status: 'error', errorType: 'Error' };
    let told: object[] = [];
    for (const [i, extra] of [failed, failed, {}].entries()) {
      const startMs = START_MS + 60_000 * i;
      one.invoke(invoke('r1'), startMs + 20);
      one.telemetry([...told, start('r1', startMs)]);
      told = [done('r1', startMs, 10 + i, extra), report('r1', startMs, 11 + i, extra)];
    }
    one.telemetry(told);
    const rows = one.take();
    expect(events(rows).map((row) => [row.aws_lambda_status, row.duration_nano])).toEqual([
      ['error', 10_000_000],
      ['error', 11_000_000],
      ['success', 12_000_000],
    ]);
    expect(new Set(events(rows).map((row) => row.span_id)).size).toBe(3);
  });

  test('an INVOKE that is read behind the telemetry of its invocation is no invocation more', () => {
    const one = assembler();
    for (const [i, requestId] of ['r1', 'r2', 'r3'].entries()) {
      const startMs = START_MS + 1_000 * i;
      one.telemetry([start(requestId, startMs), done(requestId, startMs, 10)]);
      one.invoke(invoke(requestId), startMs + 60);
      one.telemetry([report(requestId, startMs, 12)]);
    }
    one.shutdown('spindown', START_MS + 60_000);
    expect(events(one.take()).map((row) => row.faas_invocation_id)).toEqual(['r1', 'r2', 'r3']);
  });

  test('a restarted extension says the same ids, with its state or without', () => {
    const script = [start('r1', START_MS), done('r1', START_MS, 10)];
    const [first, second] = [assembler(), assembler()].map((one) => {
      one.telemetry(script);
      return only(one.take());
    });
    expect(second).toMatchObject({ trace_id: first!.trace_id, span_id: first!.span_id });
  });

  test('the report that comes to the restarted extension amends what the one before had sent', () => {
    const before = assembler();
    before.invoke(invoke('r1'), START_MS);
    before.telemetry([start('r1', START_MS)]);
    before.shutdown('timeout', START_MS + 3100);
    const event = only(before.take());
    const after = assembler();
    after.restore(before.state()!);
    after.telemetry([report('r1', START_MS, 3000, { status: 'timeout' })]);
    const rows = after.take();
    expect(events(rows)).toEqual([]);
    expect(amendments(rows)).toMatchObject([
      { span_id: event.span_id, duration_nano: 3_000_000_000, aws_lambda_billed_duration_ms: 3000 },
    ]);
  });

  test('an invocation that the killed extension never told is told by the next', () => {
    const before = assembler();
    before.telemetry([start('r1', START_MS)]);
    const after = assembler();
    after.restore(before.state()!);
    after.invoke(invoke('r2'), START_MS + 10_000);
    after.invoke(invoke('r3'), START_MS + 20_000);
    expect(events(after.take())).toMatchObject([
      { faas_invocation_id: 'r1', status_code: 'ERROR', aws_lambda_status: 'failure' },
    ]);
  });

  test('a broken state is no state', () => {
    for (const text of ['', '{', '[]', '{"invocations":[{"requestId":4}],"init":3}', 'null']) {
      const one = assembler();
      one.restore(text);
      one.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
      expect(only(one.take()).faas_invocation_id).toBe('r1');
    }
  });
});
