// What links lead to: the trace before, by the link itself; those after, by who links to this one.
import { expect, it } from 'vitest';
import type { LeanSpan } from '../../src/trace/lean-spans.ts';
import { tracesAfter, tracesBefore } from '../../src/trace/linked-traces.ts';
import { traceModel } from '../../src/trace/trace-model.ts';

const [OWN, OTHER] = ['a'.repeat(32), 'b'.repeat(32)];

function span(spanId: string, links: LeanSpan['links'], startNs: number): LeanSpan {
  const times = { startNs, durationNs: 1000 };
  const words = { name: spanId, kind: 'PRODUCER', serviceName: 'shop', statusCode: 'UNSET' };
  return { spanId, parentSpanId: null, ...words, ...times, attributes: {}, events: [], links };
}

const model = traceModel({
  traceId: OWN,
  startUnixNano: 1000n,
  isTruncated: false,
  spans: [
    span('send', [], 0),
    span(
      'process',
      [
        { traceId: OTHER, spanId: 'x' },
        { traceId: OWN, spanId: 'send' },
        { traceId: null, spanId: null },
      ],
      1000,
    ),
    span('again', [{ traceId: OTHER, spanId: 'y' }], 2000),
  ],
});

it('a trace that was linked to is named once, with the span that says so', () => {
  const [before, ...more] = tracesBefore(model);
  expect(more).toEqual([]);
  expect([before.traceId, before.spanId, model.spans[before.row].name]).toEqual([OTHER, 'x', 'process']);
});

it('a trace that goes on says what, where, and how much later', () => {
  const [after] = tracesAfter(model, [[OTHER, 's', 'process orders', 'fulfilment', '5000', ['again']]]);
  expect(after).toMatchObject({
    traceId: OTHER,
    spanId: 's',
    name: 'process orders',
    service: 'fulfilment',
    afterNs: 4000,
  });
  expect(model.spans[after.row].name).toBe('again');
});
