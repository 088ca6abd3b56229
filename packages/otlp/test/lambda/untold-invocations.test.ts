// The invocation's event where the platform says little of it, late or nothing at all.
import { describe, expect, test } from 'vitest';
import { assembler, done, events, invoke, only, report, START_MS, span, start } from './platform-script.ts';

describe('a platform that tells nothing', () => {
  test('the invocation is told when its own span ends it', () => {
    const one = assembler({ hasTelemetry: false });
    one.invoke(invoke('r1'), START_MS);
    one.spans([span({ faas_invocation_id: 'r1', kind: 'SERVER' })]);
    const rows = one.take();
    expect(only(rows)).toMatchObject({ duration_nano: 3_000_000, faas_invocation_id: 'r1', status_code: 'UNSET' });
    expect(only(rows)).not.toHaveProperty('aws_lambda_status');
  });

  test('and not before the body that it came in is whole: what else is in it is of the same invocation', () => {
    const one = assembler({ hasTelemetry: false });
    one.invoke(invoke('r1'), START_MS);
    one.spans([span({ faas_invocation_id: 'r1', kind: 'SERVER' })], true);
    expect(one.take()).toEqual([]);
    one.spans([span({ span_id: '02'.repeat(8), kind: 'SERVER', name: 'another' })], false);
    const rows = one.take();
    expect(only(rows)).toMatchObject({ faas_invocation_id: 'r1' });
    expect(rows.map(({ name }) => name)).toEqual(['handler', 'another', 'checkout']);
  });

  test('or else by the next event, whichever it is', () => {
    const one = assembler({ hasTelemetry: false });
    one.invoke(invoke('r1'), START_MS);
    one.invoke(invoke('r2'), START_MS + 100);
    expect(only(one.take()).faas_invocation_id).toBe('r1');
    one.shutdown('spindown', START_MS + 600_000);
    const row = only(one.take());
    expect(row).toMatchObject({ faas_invocation_id: 'r2', status_code: 'UNSET' });
    expect(row).not.toHaveProperty('duration_nano');
  });

  test('a runtimeDone that never comes holds an invocation back for three more and a second, not longer', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS)]);
    for (const [i, id] of ['r2', 'r3', 'r4'].entries()) one.invoke(invoke(id), START_MS + 100 + i);
    expect(one.take()).toEqual([]);
    one.invoke(invoke('r5'), START_MS + 1_100);
    expect(only(one.take())).toMatchObject({ faas_invocation_id: 'r1', status_code: 'UNSET' });
  });

  test('a busy caller is told of eight such at most', () => {
    const one = assembler();
    for (let i = 0; i < 10; i++) one.invoke(invoke(`r${i}`), START_MS + i);
    expect(events(one.take()).map((row) => row.faas_invocation_id)).toEqual(['r0']);
  });

  test('an end that is told during the invocations after is in the event', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.invoke(invoke('r2'), START_MS + 130);
    one.invoke(invoke('r3'), START_MS + 140);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 120, { status: 'error', errorType: 'Error' })]);
    expect(only(one.take())).toMatchObject({ status_code: 'ERROR', duration_nano: 120_000_000 });
  });

  test('the end of one that another process has told of is nothing, where it left no state; the first is the next one', () => {
    const one = assembler({ startedAtMs: START_MS - 1_000 });
    one.telemetry([done('old', START_MS - 9_000, 3_000, { status: 'timeout' })]);
    one.telemetry([report('old', START_MS - 9_000, 3_000, { status: 'timeout' })]);
    one.telemetry([]);
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 9)]);
    expect(only(one.take())).toMatchObject({ faas_invocation_id: 'r1', faas_coldstart: true });
  });

  test('an end that comes without its start, before anything else, is told of where this process ran by then', () => {
    const one = assembler({ startedAtMs: START_MS });
    one.telemetry([done('r1', START_MS - 50, 100, { status: 'error', errorType: 'Runtime.ExitError' })]);
    one.telemetry([]);
    expect(only(one.take())).toMatchObject({ faas_invocation_id: 'r1', error_type: 'Runtime.ExitError' });
  });

  test('strange events are nothing', () => {
    const one = assembler();
    const strange = [
      null,
      4,
      {},
      { type: 'platform.start' },
      { time: 'x', type: 'platform.start', record: { requestId: 'r' } },
    ];
    one.telemetry([...strange, { time: new Date(START_MS).toISOString(), type: 'platform.report', record: null }]);
    expect(one.take()).toEqual([]);
  });
});
