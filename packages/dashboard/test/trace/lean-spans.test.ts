// Columns of a trace become spans again, each with its own marks.
import { expect, it } from 'vitest';
import { leanSpans } from '../../src/trace/lean-spans.ts';

const named = (values: (string | null)[], places: number[]) => ({ values, places });

it('gives each span its place in every column, and marks only to those that have them', () => {
  const [first, second] = leanSpans({
    spans: {
      spanId: ['a', 'b'],
      parentSpanId: named([null, 'a'], [0, 1]),
      startNano: [0, 5],
      durationNano: [100, 0],
      unfinished: [1],
      name: named(['GET', 'SELECT'], [0, 1]),
      serviceName: named(['shop'], [0, 0]),
      kind: named(['SERVER', null], [0, 1]),
      statusCode: named(['UNSET'], [0, 0]),
      attributes: { 'db.system.name': { places: [1], values: ['postgresql'] } },
    },
    events: [{ place: 1, startNano: 7, name: 'retry' }],
    links: [{ place: 0, traceId: 'other', spanId: null }],
  });
  expect(first).toMatchObject({
    spanId: 'a',
    parentSpanId: null,
    startNs: 0,
    durationNs: 100,
    isUnfinished: false,
    name: 'GET',
    serviceName: 'shop',
    kind: 'SERVER',
    statusCode: 'UNSET',
    attributes: {},
    events: [],
    links: [{ traceId: 'other', spanId: null }],
  });
  expect(second).toMatchObject({
    parentSpanId: 'a',
    durationNs: 0,
    isUnfinished: true,
    name: 'SELECT',
    serviceName: 'shop',
    kind: null,
  });
  expect([second.attributes, second.events, second.links]).toEqual([
    { 'db.system.name': 'postgresql' },
    [{ startNs: 7, name: 'retry' }],
    [],
  ]);
});
