// What sampling may drop, and what it may never: errors, slow ones and cold starts, however late it is known that they are.
import type { WideRow } from '@tracelake/otlp';
import { createInvocationAssembler, type InvocationAssembler } from '@tracelake/otlp/invocations';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKept, RowSampling } from '../../src/core/row-sampling.ts';
import { parseSettings } from '../../src/core/settings.ts';

/** Neither is one of a million by chance. */
const [TRACE_A, TRACE_B] = ['a', 'b'].map((digit) => digit.repeat(32));
const DONE = { aws_lambda_status: 'success', duration_nano: 5_000_000 };
const FUNCTION = { functionName: 'checkout', functionVersion: '7', memorySizeMb: 512, region: 'eu-central-1' };
const SLOW_NANO = 200_000_000;

const concurrent = (environment: Record<string, string> = {}) => sampling(environment, true);

function sampling(environment: Record<string, string> = {}, isConcurrent = false) {
  const { settings } = parseSettings({ TRACELAKE_SAMPLE_RATE: '1000000', TRACELAKE_SLOW_MS: '100', ...environment });
  const owners = new Map<WideRow, object>();
  const one = new RowSampling({ settings, ownerOf: (row) => owners.get(row), isConcurrent });
  const owned = (owner: object, fields: WideRow): WideRow => {
    const row: WideRow = { trace_id: TRACE_A, name: 'work', status_code: 'UNSET', main: false, ...fields };
    owners.set(row, owner);
    return row;
  };
  return {
    one,
    owners,
    span: (owner: object, fields: WideRow = {}) => owned(owner, fields),
    event: (owner: object, fields: WideRow = DONE) =>
      owned(owner, { name: 'checkout', main: true, faas_invocation_id: 'r', ...fields }),
  };
}

test('what was decided holds for the next process of the environment: a report that it gets amends nothing that was dropped', () => {
  const rows = createInvocationAssembler(FUNCTION);
  const { settings } = parseSettings({ TRACELAKE_SAMPLE_RATE: '1000000', TRACELAKE_SLOW_MS: '0' });
  const told = (type: string, atMs: number, metrics: object) => ({
    type: `platform.${type}`,
    time: new Date(atMs).toISOString(),
    record: { requestId: `r${Math.floor(atMs / 1e6)}`, status: 'success', metrics },
  });
  const run = (atMs: number) => [told('start', atMs, {}), told('runtimeDone', atMs + 5, { durationMs: 5 })];
  const sampled = (one: InvocationAssembler) => new RowSampling({ settings, ownerOf: (row) => one.ownerOf(row) });
  rows.telemetry([...run(1e6), ...run(2e6)]);
  const kept = sampled(rows).sample(rows.take());
  expect(kept.map((row) => row.faas_invocation_id)).toEqual(['r1']);
  const next = createInvocationAssembler(FUNCTION);
  next.restore(rows.state()!);
  next.telemetry([1e6, 2e6].map((atMs) => told('report', atMs + 6, { durationMs: 5, maxMemoryUsedMB: 70 })));
  const late = sampled(next).sample(next.take());
  expect(late.map((row) => [row.faas_invocation_id, row.amends])).toEqual([['r1', 'aws_lambda_memory_used_mb']]);
});

describe('an invocation', () => {
  test('is dropped with its spans, those before its event and those after', () => {
    const { one, span, event } = sampling();
    const owner = {};
    expect(one.sample([span(owner)])).toEqual([]);
    expect(one.sample([event(owner), span(owner)])).toEqual([]);
    expect(one.sample([span(owner)])).toEqual([]);
    expect(one.release()).toEqual([]);
  });

  test.each<[string, WideRow]>([
    ['failed', { ...DONE, status_code: 'ERROR' }],
    ['was slow', { ...DONE, duration_nano: SLOW_NANO }],
    ['was cold', { ...DONE, faas_coldstart: true }],
    ['timed out', { ...DONE, aws_lambda_timeout: true }],
    ['was given up before its end was told', {}],
  ])('that %s is kept with its spans, and stands for itself', (_, fields) => {
    const { one, span, event } = sampling();
    const owner = {};
    const rows = [span(owner), event(owner, fields)];
    expect([...one.sample(rows.slice(0, 1)), ...one.sample(rows.slice(1))]).toEqual(rows);
    const late = span(owner);
    expect(one.sample([late])).toEqual([late]);
  });

  test('with a span that failed is kept', () => {
    const { one, span, event } = sampling();
    const owner = {};
    const rows = [span(owner, { status_code: 'ERROR' }), span(owner), event(owner)];
    expect(one.sample(rows)).toEqual(rows);
  });

  test('does not decide for the next one, whose spans have come already', () => {
    const { one, span, event } = sampling();
    const [before, after] = [{}, {}];
    const early = span(after, { trace_id: TRACE_A });
    expect(one.sample([span(before), early, event(before)])).toEqual([]);
    const failed = event(after, { ...DONE, status_code: 'ERROR' });
    expect(one.sample([failed])).toEqual([early, failed]);
  });

  test.each<[string, WideRow]>([
    ['a report', { amends: 'status_code', status_code: 'ERROR' }],
    ['a report', { amends: 'duration_nano', duration_nano: SLOW_NANO }],
  ])('that was dropped is kept when %s makes it an error or slow', (_, fields) => {
    const { one, event } = sampling();
    const owner = {};
    const dropped = event(owner);
    expect(one.sample([dropped])).toEqual([]);
    const late = event(owner, fields);
    expect(one.sample([late])).toEqual([dropped, late]);
    expect(one.sample([late])).toEqual([late]);
  });

  test('of which the platform tells nothing goes by the rate', () => {
    const { one, event } = sampling();
    one.isEndTold = false;
    expect(one.sample([event({}, {})])).toEqual([]);
  });

  test('that is one of so many says so; its report says it too', () => {
    const { one, span, event } = sampling({
      TRACELAKE_SAMPLE_RATE: '2',
      TRACELAKE_SAMPLE_RULES: 'http.route=/health:8',
    });
    const owner = {};
    const low = { ...DONE, trace_id: '0'.repeat(32) };
    expect(one.sample([span(owner, low), event(owner, low)]).map((row) => row.sample_rate)).toEqual([2, 2]);
    expect(one.sample([event(owner, { ...low, amends: 'duration_nano' })])).toMatchObject([{ sample_rate: 2 }]);
    const health = {};
    expect(one.sample([event(health, { ...low, http_route: '/health' })])).toMatchObject([{ sample_rate: 8 }]);
  });
});

test('what was decided holds for spans that come hundreds of invocations later', () => {
  const { one, span, event } = sampling({ TRACELAKE_SAMPLE_RATE: '2' });
  const [kept, dropped] = [{}, {}];
  const [ofKept, ofDropped] = ['0'.repeat(32), TRACE_A].map((trace_id) => ({ ...DONE, trace_id }));
  expect(one.sample([event(kept, ofKept), event(dropped, ofDropped)])).toMatchObject([{ sample_rate: 2 }]);
  for (let i = 0; i < 300; i++) one.sample([event({}, i % 2 === 0 ? ofKept : ofDropped)]);
  expect(one.sample([span(kept), span(dropped)])).toMatchObject([{ sample_rate: 2 }]);
  const failed = span(dropped, { status_code: 'ERROR' });
  expect(one.sample([failed])).toEqual([failed]);
  expect(one.release()).toEqual([]);
});

test('rows of nobody go with an invocation that is kept, else by their own trace', () => {
  const { one, event } = sampling();
  const init: WideRow = { trace_id: TRACE_B, name: 'connect', main: true };
  expect(one.sample([init])).toEqual([]);
  const cold = event({}, { ...DONE, faas_coldstart: true });
  expect(one.sample([cold])).toEqual([init, cold]);
  const failed: WideRow = { trace_id: TRACE_B, name: 'poll', status_code: 'ERROR' };
  expect(one.sample([{ ...init }, failed, event({})])).toEqual([failed]);
  expect(one.sample([{ ...init }])).toEqual([]);
  expect(one.release()).toEqual([]);
});

describe('where several run at once', () => {
  const LATE = { trace_id: TRACE_B };

  test('spans that do not say whose they are go as the one of their trace that ends behind them and does', () => {
    const { one, owners, span, event } = concurrent({ TRACELAKE_SAMPLE_RATE: '2' });
    const [kept, dropped, failed] = [{}, {}, {}];
    one.sample([event(kept, { ...DONE, trace_id: '0'.repeat(32) }), event(dropped)]);
    const ofKept: WideRow = { trace_id: '1'.repeat(32), name: 'of kept' };
    const ofDropped: WideRow = { trace_id: '2'.repeat(32), name: 'of dropped' };
    expect(one.sample([ofKept, ofDropped])).toEqual([]);
    // What is kept for its own sake is no reason for what waits.
    expect(one.sample([event(failed, { ...DONE, status_code: 'ERROR' })])).toHaveLength(1);
    const entries = [span(kept, { trace_id: ofKept.trace_id }), span(dropped, { trace_id: ofDropped.trace_id })];
    expect(one.sample(entries)).toMatchObject([
      { name: 'of kept', sample_rate: 2 },
      { name: 'work', sample_rate: 2 },
    ]);
    expect(one.sample([{ ...ofKept }, { ...ofDropped }])).toMatchObject([{ name: 'of kept', sample_rate: 2 }]);
    expect(owners.size).toBe(5);
    expect(one.release()).toEqual([]);
  });

  test('spans of an invocation that still runs wait for its end', () => {
    const { one, span, event } = concurrent();
    const owner = {};
    const child: WideRow = { ...LATE, name: 'child' };
    expect(one.sample([child, span(owner, LATE)])).toEqual([]);
    const failed = event(owner, { ...DONE, ...LATE, status_code: 'ERROR' });
    expect(one.sample([failed])).toMatchObject([{ name: 'child' }, { name: 'work' }, { name: 'checkout' }]);
  });

  test('spans of a trace that nobody names wait ten seconds, and then go by it', () => {
    const { one } = concurrent();
    const failed: WideRow = { ...LATE, name: 'poll', status_code: 'ERROR' };
    expect(one.sample([failed, { ...LATE, name: 'poll' }], 1_000)).toEqual([]);
    expect(one.sample([{ trace_id: TRACE_A, name: 'other' }], 10_999)).toEqual([]);
    expect(one.sample([], 11_000)).toEqual([failed]);
    expect(one.release()).toEqual([]);
  });

  test('more than may be held of such are decided on early, by their trace', () => {
    const { one } = concurrent();
    const rows = Array.from({ length: 3_000 }, (_, i): WideRow => ({ trace_id: i.toString(16).padStart(32, 'a') }));
    expect(one.sample(rows)).toEqual([]);
    expect(one.release()).toEqual([]);
  });
});

test('of invocations that never end so much is held, then the oldest are kept', () => {
  const { one, span } = sampling();
  const [oldest, others] = [{}, {}];
  const first = span(oldest);
  expect(one.sample([first])).toEqual([]);
  expect(one.sample(Array.from({ length: 2_000 }, () => span(others)))).toEqual([first]);
});

describe('what is held', () => {
  const KIBIBYTE = 1_024;
  const LEAST_MEMORY_KB = 256;
  const spanOf = fc.record({ owner: fc.nat(5), kilobytes: fc.integer({ min: 0, max: 60 }), isEnd: fc.boolean() });

  test('is never more than half of the memory; an invocation that is decided on early is kept, every row of it once', () => {
    fc.assert(
      fc.property(fc.array(spanOf, { maxLength: 60 }), (steps) => {
        const { one, span, event } = sampling({ TRACELAKE_MEMORY_KB: String(LEAST_MEMORY_KB) });
        const owners = new Map<number, { readonly given: WideRow[]; readonly kept: WideRow[]; isEnded: boolean }>();
        for (const { owner, kilobytes, isEnd } of steps) {
          const of = owners.get(owner) ?? { given: [], kept: [], isEnded: false };
          owners.set(owner, of);
          const attributes_string = new Map([['text', 'x'.repeat(kilobytes * KIBIBYTE)]]);
          const fields = { span_id: String(owner), attributes_string };
          const row = isEnd && !of.isEnded ? event(of, { ...DONE, ...fields }) : span(of, fields);
          of.isEnded ||= isEnd;
          of.given.push(row);
          for (const kept of one.sample([row])) owners.get(Number(kept.span_id))!.kept.push(kept);
          const held = [...owners.values()].flatMap(({ given, kept, isEnded }) =>
            isEnded || kept.length > 0 ? [] : given,
          );
          const heldBytes = held.reduce((sum, row) => sum + row.attributes_string!.get('text')!.length, 0);
          expect(heldBytes).toBeLessThanOrEqual((LEAST_MEMORY_KB * KIBIBYTE) / 2);
        }
        // One of a million: what was not decided on early is dropped.
        for (const { given, kept } of owners.values()) expect(kept).toEqual(kept.length === 0 ? [] : given);
      }),
    );
  });
});

test('all functions of a trace decide alike', () => {
  const traceId = '6b03d3a0aabbccddeeff001122334455';
  const position = Number.parseInt(traceId.slice(-13), 16) / 16 ** 13;
  expect([2, 3, 5, 1_000].map((rate) => isKept(traceId, rate))).toEqual(
    [2, 3, 5, 1_000].map((rate) => position < 1 / rate),
  );
});
