// An extension without processor time reads INVOKE, and what the function has sent, long after the invocation began.
import { describe, expect, test } from 'vitest';
import { assembler, done, events, invoke, only, START_MS, span, start } from './platform-script.ts';

const LATE_MS = 200;

function spanAt(atMs: number, id: string) {
  return span({ span_id: id.repeat(16), trace_id: id.repeat(32), start_time_unix_nano: BigInt(atMs) * 1_000_000n });
}

describe('an invocation that was heard of late', () => {
  test('has the spans that began with it, though it is the first', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS + LATE_MS);
    one.spans([spanAt(START_MS + 5, 'a')]);
    expect(one.take()).toEqual([]);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 20)]);
    const rows = one.take();
    const event = only(rows);
    expect(event.trace_id).toBe('a'.repeat(32));
    expect(rows.find((row) => row !== event)?.parent_span_id).toBe(event.span_id);
  });

  test('has its own, and the one before those that came late of it', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 20)]);
    const before = only(one.take());
    one.invoke(invoke('r2'), START_MS + 1_000 + LATE_MS);
    one.spans([spanAt(START_MS + 10, 'b'), spanAt(START_MS + 1_005, 'a')]);
    one.telemetry([start('r2', START_MS + 1_000), done('r2', START_MS + 1_000, 20)]);
    const rows = one.take();
    const event = only(rows);
    expect(event).toMatchObject({ faas_invocation_id: 'r2', trace_id: 'a'.repeat(32) });
    const [late, own] = ['b', 'a'].map((id) => rows.find((row) => row.span_id === id.repeat(16)));
    expect(own?.parent_span_id).toBe(event.span_id);
    expect(late).toMatchObject({ faas_invocation_id: 'r1', links: [{ span_id: before.span_id }] });
  });

  test('has them when its start is never told', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS + LATE_MS);
    one.spans([spanAt(START_MS + 5, 'a')]);
    one.shutdown('timeout', START_MS + 3_000);
    const rows = one.take();
    expect(rows.find((row) => row.span_id === 'a'.repeat(16))?.parent_span_id).toBe(only(rows).span_id);
  });

  test('keeps the spans of the init apart', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS + LATE_MS);
    one.spans([spanAt(START_MS - 200, 'b'), spanAt(START_MS + 5, 'a')]);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 20)]);
    const rows = one.take();
    expect(only(rows).trace_id).toBe('a'.repeat(32));
    expect(rows.find((row) => row.span_id === 'b'.repeat(16))).not.toHaveProperty('parent_span_id');
  });

  test("is no second one where the clock was set back meanwhile, or the platform's is ahead", () => {
    const one = assembler();
    for (const [i, aheadMs] of [60, 5_000].entries()) {
      const startMs = START_MS + 100_000 * i;
      one.invoke(invoke(`r${i}`), startMs - aheadMs);
      one.telemetry([start(`r${i}`, startMs), done(`r${i}`, startMs, 20)]);
    }
    one.shutdown('spindown', START_MS + 200_000);
    expect(events(one.take()).map((row) => [row.faas_invocation_id, row.aws_lambda_status])).toEqual([
      ['r0', 'success'],
      ['r1', 'success'],
    ]);
  });

  test("has the spans that began in it where the platform's clock is ahead of theirs", () => {
    const one = assembler();
    const aheadMs = 2_000;
    const told: string[] = [];
    for (const [i, requestId] of ['r1', 'r2'].entries()) {
      const atMs = START_MS + 100 * i;
      one.invoke(invoke(requestId), atMs);
      one.telemetry([start(requestId, atMs + aheadMs)]);
      one.spans([spanAt(atMs + 5, 'ab'[i]!)]);
      one.telemetry([done(requestId, atMs + aheadMs, 20)]);
      told.push(only(one.take()).trace_id ?? '');
    }
    expect(told).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
  });

  test('and never told of is not taken for its retry, which is told of before INVOKE is read', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS + 60_000), done('r1', START_MS + 60_000, 20)]);
    one.invoke(invoke('r1'), START_MS + 60_300);
    one.shutdown('spindown', START_MS + 90_000);
    expect(events(one.take())).toHaveLength(2);
  });

  test('holds no more of them than it has room for', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS + LATE_MS);
    const ids = Array.from({ length: 300 }, (_, i) => i.toString(16).padStart(16, 'c'));
    one.spans(ids.map((id) => span({ span_id: id, parent_span_id: 'd'.repeat(16) })));
    expect(one.take().length).toBe(100);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 20)]);
    expect(one.take().filter(({ scope_name }) => scope_name !== 'tracelake').length).toBe(200);
  });
});

test('a second init has a duration of its own, however late that is told', () => {
  const one = assembler();
  const init = (type: string, atMs: number, record: object) => ({
    time: new Date(atMs).toISOString(),
    type: `platform.init${type}`,
    record: { initializationType: 'on-demand', ...record },
  });
  one.telemetry([
    init('Start', START_MS - 900, { phase: 'init' }),
    init('Report', START_MS - 500, { phase: 'init', status: 'error', metrics: { durationMs: 400 } }),
    init('Start', START_MS, { phase: 'invoke' }),
  ]);
  one.telemetry([start('r1', START_MS), done('r1', START_MS, 20)]);
  expect(only(one.take())).not.toHaveProperty('aws_lambda_init_duration_ms');
});

test('of invocations without a pause between them each has its own late spans, though several began within the tolerance', () => {
  const one = assembler();
  const ids = ['a', 'b', 'c', 'd'];
  for (const [i, id] of ids.entries()) {
    one.invoke(invoke(id), START_MS + 12 * i);
    one.telemetry([start(id, START_MS + 12 * i), done(id, START_MS + 12 * i, 10)]);
  }
  const told = events(one.take());
  one.spans(ids.map((id, i) => spanAt(START_MS + 12 * i + 3, id)));
  const late = one.take();
  const owners = told.map((event) => one.ownerOf(event));
  expect(late.map((row) => owners.indexOf(one.ownerOf(row)))).toEqual([0, 1, 2, 3]);
});

test('a clock that is set back between two invocations gives the spans of the second to none but that', () => {
  const one = assembler();
  const setBackMs = START_MS - 500;
  for (const [id, atMs] of [
    ['a', START_MS],
    ['b', setBackMs],
  ] as const) {
    one.invoke(invoke(id), atMs);
    one.telemetry([start(id, atMs), done(id, atMs, 10)]);
  }
  const told = events(one.take());
  // By its own clock a little before INVOKE was read.
  one.spans([spanAt(setBackMs - 2, 'of b')]);
  expect(one.ownerOf(one.take()[0]!)).toBe(one.ownerOf(told[1]!));
});
