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

  test('roots of other traces are no units of work, and are linked to the event', () => {
    const one = assembler();
    one.telemetry([start('r1', START_MS)]);
    one.spans([span({ trace_id: 'cd'.repeat(16) }), span({ trace_id: 'ef'.repeat(16), span_id: '03'.repeat(8) })]);
    one.telemetry([done('r1', START_MS, 10)]);
    const rows = one.take();
    const event = only(rows);
    expect(rows.filter((row) => row !== event)).toMatchObject([
      { main: false, links: [{ trace_id: event.trace_id, span_id: event.span_id }] },
      { main: false, links: [{ trace_id: event.trace_id, span_id: event.span_id }] },
    ]);
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
  expect(rows.find((row) => row.span_id === nameless.span_id)).toEqual(nameless);
});
