// Where the invocation's event stands in its trace: above the function's spans, under its caller.
import { describe, expect, test } from 'vitest';
import {
  assembler,
  done,
  events,
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

describe('the trace', () => {
  test('is that of the header; its parent counts only where it is sampled', () => {
    const parent = '9a9197af755a6419';
    const parents = ['Sampled=1', 'Sampled=0', ''].map((sampled) => {
      const one = assembler();
      one.invoke(invoke('r1', xray(`Lineage=1:a|b:0;${sampled};Parent=${parent};Root=${ROOT};Foo=bar`)), START_MS);
      one.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
      const row = only(one.take());
      expect(row.trace_id).toBe(XRAY_TRACE_ID);
      return row.parent_span_id;
    });
    expect(parents).toEqual([parent, undefined, undefined]);
  });

  test('spans of the init are no unit of work: those are the invocations', () => {
    const one = assembler();
    one.spans([span({ main: true }), span({ kind: 'SERVER', main: true })]);
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
    const rows = one.take();
    expect(rows).toHaveLength(3);
    expect(rows.filter(({ main }) => main === true)).toEqual(events(rows));
  });

  test('the span of the instrumentation goes under the event, which takes its parent and its attributes', () => {
    const one = assembler();
    one.invoke(invoke('r1', xray(`Root=${ROOT};Sampled=0`)), START_MS);
    one.telemetry([start('r1', START_MS)]);
    const own = span({
      parent_span_id: 'ca'.repeat(8),
      kind: 'SERVER',
      flags: 0x301,
      faas_invocation_id: 'r1',
      http_route: '/cart',
      attributes_string: new Map([['user.plan', 'pro']]),
      resource_attributes: new Map([['telemetry.sdk.language', 'nodejs']]),
      status_code: 'ERROR',
      status_message: 'no stock',
    });
    const child = span({ span_id: '02'.repeat(8), parent_span_id: '01'.repeat(8), kind: 'CLIENT' });
    one.spans([child, own]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    const event = only(rows);
    expect(event).toMatchObject({
      trace_id: own.trace_id,
      parent_span_id: 'ca'.repeat(8),
      main: true,
      service_name: 'shop',
      http_route: '/cart',
      status_code: 'ERROR',
      status_message: 'no stock',
      aws_lambda_status: 'success',
    });
    expect(event.attributes_string).toEqual(
      new Map([
        ['user.plan', 'pro'],
        ['aws.xray.trace_id', ROOT],
      ]),
    );
    expect(event.resource_attributes?.get('telemetry.sdk.language')).toBe('nodejs');
    expect(rows.filter((row) => row !== event)).toMatchObject([
      { span_id: child.span_id, parent_span_id: '01'.repeat(8) },
      { span_id: own.span_id, parent_span_id: event.span_id, main: false, flags: 0x101 },
    ]);
    expect(rows.filter(({ main }) => main === true)).toHaveLength(1);
  });

  test("X-Ray's own segment, which the runtime has for a parent, is the event; its caller is the parent", () => {
    const [segmentId, callerId] = ['54565fb41ac79632', '0efbd19962d95b05'];
    const incoming = `Root=${ROOT};Parent=${callerId};Sampled=1`;
    for (const withSpan of [true, false]) {
      const one = assembler();
      one.invoke(invoke('r1', xray(`Root=${ROOT};Parent=${segmentId};Sampled=1`)), START_MS);
      one.telemetry([
        start('r1', START_MS, { tracing: { spanId: segmentId, type: 'X-Amzn-Trace-Id', value: incoming } }),
      ]);
      if (withSpan) one.spans([span({ trace_id: XRAY_TRACE_ID, parent_span_id: segmentId, flags: 0x301 })]);
      one.telemetry([done('r1', START_MS, 10)]);
      expect(only(one.take())).toMatchObject({ trace_id: XRAY_TRACE_ID, parent_span_id: callerId });
    }
  });

  test('is that of the first of several roots; the others are linked to the event, and say its invocation', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    const later = BigInt(START_MS + 9) * 1_000_000n;
    one.spans([
      span({ trace_id: 'cd'.repeat(16), start_time_unix_nano: later }),
      span({ trace_id: 'ef'.repeat(16), span_id: '03'.repeat(8) }),
    ]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    const event = only(rows);
    expect(event).toMatchObject({ trace_id: 'ef'.repeat(16) });
    expect(event.parent_span_id).toBeUndefined();
    const link = { trace_id: event.trace_id, span_id: event.span_id };
    expect(rows.filter((row) => row !== event)).toMatchObject([
      { trace_id: 'cd'.repeat(16), main: false, faas_invocation_id: 'r1', links: [link] },
      { trace_id: 'ef'.repeat(16), main: false, parent_span_id: event.span_id },
    ]);
  });

  test('messages of several callers: one unit of work, to which each is linked', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    const message = (digits: string) =>
      span({
        trace_id: digits.repeat(16),
        span_id: digits.repeat(8),
        parent_span_id: '0a'.repeat(8),
        kind: 'CONSUMER',
        flags: 0x301,
        main: true,
      });
    one.spans([message('cd'), message('ef')]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    const event = only(rows);
    expect(rows.filter(({ main }) => main === true)).toEqual([event]);
    const link = { trace_id: event.trace_id, span_id: event.span_id };
    expect(rows.filter((row) => row !== event)).toMatchObject(
      ['cd', 'ef'].map((digits) => ({
        trace_id: digits.repeat(16),
        parent_span_id: '0a'.repeat(8),
        faas_invocation_id: 'r1',
        links: [link],
      })),
    );
  });

  test('a request that came in goes before what else was begun beside it', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    const served = span({ kind: 'SERVER', parent_span_id: '0a'.repeat(8), flags: 0x301, main: true });
    one.spans([span({ trace_id: 'cd'.repeat(16), span_id: '03'.repeat(8) }), served]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    expect(only(rows)).toMatchObject({ trace_id: served.trace_id, parent_span_id: '0a'.repeat(8) });
    expect(rows.filter(({ main }) => main === true)).toHaveLength(1);
  });

  test('is that of the request that came in, not of what other processes of the function began for it and sent before', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS)]);
    const later = BigInt(START_MS + 8) * 1_000_000n;
    const named = { faas_invocation_id: 'r1', start_time_unix_nano: later };
    one.spans([
      span({ ...named, trace_id: 'cd'.repeat(16), span_id: '02'.repeat(8), service_name: 'resize' }),
      span({ ...named, trace_id: 'ce'.repeat(16), span_id: '03'.repeat(8), service_name: 'resize' }),
    ]);
    const own = span({ kind: 'SERVER', faas_invocation_id: 'r1', user_id: 'u1' });
    one.spans([own]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    const event = only(rows);
    expect(event).toMatchObject({ trace_id: own.trace_id, service_name: 'shop', user_id: 'u1' });
    expect(rows.find((row) => row.span_id === own.span_id)).toMatchObject({ parent_span_id: event.span_id });
  });

  test('of several that name the invocation the one that began first counts, not the one that was sent first', () => {
    const one = assembler();
    one.invoke(invoke('r1'), START_MS);
    one.telemetry([start('r1', START_MS)]);
    const later = BigInt(START_MS + 8) * 1_000_000n;
    const first = span({ faas_invocation_id: 'r1' });
    one.spans([
      span({
        faas_invocation_id: 'r1',
        start_time_unix_nano: later,
        trace_id: 'cd'.repeat(16),
        span_id: '02'.repeat(8),
      }),
      first,
    ]);
    one.telemetry([done('r1', START_MS, 10)]);
    expect(only(one.take()).trace_id).toBe(first.trace_id);
  });

  test('the service is that of the span that the event stands for; another process may have sent its spans before', () => {
    for (const [own, expected] of [
      ['shop', 'shop'],
      ['unknown_service:node', 'checkout'],
    ] as const) {
      const one = assembler();
      one.invoke(invoke('r1'), START_MS);
      one.telemetry([start('r1', START_MS)]);
      one.spans([span({ span_id: '02'.repeat(8), parent_span_id: '01'.repeat(8), service_name: 'resize' })]);
      one.spans([span({ kind: 'SERVER', service_name: own })]);
      one.telemetry([done('r1', START_MS, 10)]);
      expect(only(one.take()).service_name).toBe(expected);
    }
  });

  test('a root that comes when its event was sent goes under it all the same', () => {
    const one = assembler();
    one.invoke(invoke('r1', xray(`Root=${ROOT}`)), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
    const event = only(one.take());
    one.invoke(invoke('r2'), START_MS + 5000);
    one.spans([span({ trace_id: XRAY_TRACE_ID, faas_invocation_id: 'r1' })]);
    expect(one.take()).toMatchObject([{ parent_span_id: event.span_id, main: false }]);
  });

  test('a root of another trace that comes late is no unit of work, and says its invocation', () => {
    const one = assembler();
    one.invoke(invoke('r1', xray(`Root=${ROOT}`)), START_MS);
    one.telemetry([start('r1', START_MS), done('r1', START_MS, 10)]);
    const event = only(one.take());
    one.spans([span({ main: true })]);
    expect(one.take()).toMatchObject([
      { main: false, faas_invocation_id: 'r1', links: [{ trace_id: XRAY_TRACE_ID, span_id: event.span_id }] },
    ]);
  });

  test('an ended span takes the place of the same one unended', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    const begun = span({ parent_span_id: '09'.repeat(8) });
    delete begun.duration_nano;
    one.spans([begun]);
    one.spans([span({ parent_span_id: '09'.repeat(8) })]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    expect(rows.filter(({ span_id }) => span_id === begun.span_id)).toMatchObject([{ duration_nano: 3_000_000 }]);
    expect(only(rows).attributes_number?.get('tracelake.unfinished_spans')).toBeUndefined();
  });
});

describe('an invocation whose runtime is gone', () => {
  const child = (fields: object = {}) =>
    span({ span_id: '02'.repeat(8), parent_span_id: '01'.repeat(8), kind: 'CLIENT', flags: 0x101, ...fields });
  const ends: readonly [string, (one: ReturnType<typeof assembler>) => void][] = [
    ['times out', (one) => one.shutdown('timeout', START_MS + 3_000)],
    ['exits', (one) => one.telemetry([done('r1', START_MS, 40, { status: 'error', errorType: 'Runtime.ExitError' })])],
  ];

  test.each(ends)('that %s is in the trace of its spans, above the one that never ended', (_, end) => {
    const one = assembler();
    one.invoke(invoke('r1', xray(`Root=${ROOT};Sampled=0`)), START_MS);
    one.telemetry([start('r1', START_MS)]);
    const later = child({ span_id: '03'.repeat(8), start_time_unix_nano: BigInt(START_MS + 30) * 1_000_000n });
    one.spans([later, child()]);
    end(one);
    const rows = one.take();
    const event = only(rows);
    expect(event).toMatchObject({ trace_id: later.trace_id, service_name: 'shop', status_code: 'ERROR' });
    expect(event.parent_span_id).toBeUndefined();
    expect(event.attributes_number?.get('tracelake.unfinished_spans')).toBe(1);
    const [unended, ...others] = rows.filter(({ span_id }) => span_id === '01'.repeat(8));
    expect(others).toEqual([]);
    expect(unended).toMatchObject({
      trace_id: later.trace_id,
      parent_span_id: event.span_id,
      start_time_unix_nano: child().start_time_unix_nano,
      main: false,
      attributes_boolean: new Map([['tracelake.unfinished', true]]),
    });
    expect(unended).not.toHaveProperty('duration_nano');
  });

  test('a parent that came, is remote, or may be, is no such span', () => {
    for (const fields of [{ flags: 0x301 }, { flags: 1 }]) {
      const one = assembler();
      one.telemetry([start('r1', START_MS)]);
      one.spans([child(fields)]);
      one.shutdown('timeout', START_MS + 3_000);
      expect(one.take()).toHaveLength(2);
    }
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    one.spans([child()]);
    one.spans([span({})]);
    one.shutdown('timeout', START_MS + 3_000);
    expect(one.take().map(({ span_id }) => span_id)).toHaveLength(3);
  });

  test('a span that an invocation before had begun does not take the event into its trace', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    one.spans([span({})]);
    one.telemetry([done('r1', START_MS, 10), start('r2', START_MS + 100)]);
    const [, before] = one.take();
    one.spans([child({ start_time_unix_nano: BigInt(START_MS + 110) * 1_000_000n })]);
    one.telemetry([done('r2', START_MS + 100, 20)]);
    expect(only(one.take()).trace_id).not.toBe(before!.trace_id);
  });

  test('where the runtime goes on, its parent may still come', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    one.spans([child()]);
    one.telemetry([done('r1', START_MS, 10, { status: 'error', errorType: 'Error' })]);
    const rows = one.take();
    expect(rows).toHaveLength(2);
    one.spans([span({ main: true })]);
    expect(one.take()).toMatchObject([{ parent_span_id: only(rows).span_id, main: false }]);
  });
});

test('of several that run at once, a span belongs to who it names, and to nobody by its time', () => {
  const one = assembler({ isConcurrent: true });
  one.telemetry([start('r1', START_MS), start('r2', START_MS + 1)]);
  const named = span({ kind: 'SERVER', faas_invocation_id: 'r1' });
  const nameless = span({ trace_id: 'cd'.repeat(16), span_id: '02'.repeat(8) });
  one.spans([named, structuredClone(nameless)]);
  one.telemetry([report('r2', START_MS + 1, 10), report('r1', START_MS, 12)]);
  const rows = one.take();
  const [first, second] = ['r1', 'r2'].map((id) => events(rows).find((row) => row.faas_invocation_id === id)!);
  expect(first!.trace_id).toBe(named.trace_id);
  expect(second!.trace_id).not.toBe(nameless.trace_id);
  expect(rows.find((row) => row.span_id === nameless.span_id)).toEqual({ ...nameless, main: false });
});

test('of several that run at once, a short one is known by its own span before the platform tells of it', () => {
  const one = assembler({ isConcurrent: true });
  const named = span({ kind: 'SERVER', faas_invocation_id: 'r1' });
  const call = span({ span_id: '02'.repeat(8), parent_span_id: named.span_id, kind: 'CLIENT' });
  one.spans([call, structuredClone(named)]);
  expect(one.take()).toMatchObject([{ span_id: call.span_id }]);
  one.telemetry([start('r1', START_MS), done('r1', START_MS, 10), report('r1', START_MS, 10)]);
  const rows = one.take();
  const event = only(events(rows));
  expect(event).toMatchObject({ trace_id: named.trace_id, aws_lambda_status: 'success' });
  expect(rows.find((row) => row.span_id === named.span_id)).toMatchObject({ parent_span_id: event.span_id });
});
