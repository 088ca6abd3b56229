// Who calls whom in a trace: counted, timed, and at a place that is always the same.
import { expect, it } from 'vitest';
import type { LeanSpan } from '../../src/trace/lean-spans.ts';
import { serviceMap } from '../../src/trace/service-map.ts';
import { traceModel } from '../../src/trace/trace-model.ts';

const TRACE_ID = 'a'.repeat(32);

function span(
  spanId: string,
  parentSpanId: string | null,
  serviceName: string,
  parts: Partial<LeanSpan> = {},
): LeanSpan {
  return {
    spanId,
    parentSpanId,
    serviceName,
    name: spanId,
    kind: 'SERVER',
    statusCode: 'UNSET',
    startNs: 0,
    durationNs: 1_000_000,
    attributes: {},
    events: [],
    links: [],
    ...parts,
  };
}

const get = { kind: 'CLIENT', attributes: { 'db.system.name': 'aws.dynamodb' } };
const SHOP = [
  span('root', null, 'gateway', { durationNs: 9e6 }),
  span('ask', 'root', 'gateway', { kind: 'CLIENT', durationNs: 8e6 }),
  span('pay', 'ask', 'payment', { durationNs: 7e6, statusCode: 'ERROR' }),
  span('get 1', 'root', 'gateway', get),
  span('get 2', 'root', 'gateway', get),
  span('charge', 'pay', 'payment', {
    kind: 'CLIENT',
    statusCode: 'ERROR',
    attributes: { 'server.address': 'pay.example' },
  }),
  span('send', 'pay', 'payment', { kind: 'PRODUCER', attributes: { 'messaging.destination.name': 'orders' } }),
];

const map = (spans: readonly LeanSpan[]) =>
  serviceMap(traceModel({ traceId: TRACE_ID, startUnixNano: 0n, spans, isTruncated: false }), new Set([2]));

it('counts calls between services and to what sent no spans', () => {
  const { calls } = map(SHOP);
  const said = calls.map(({ from, to, calls: count, errors, isAsync }) => [from, to, count, errors, isAsync]);
  expect(said.sort()).toEqual([
    ['service gateway', 'database aws.dynamodb', 2, 0, false],
    ['service gateway', 'service payment', 1, 1, false],
    ['service payment', 'external pay.example', 1, 1, false],
    ['service payment', 'queue orders', 1, 0, true],
  ]);
});

it('marks the calls that the end waits for, from where the trace begins', () => {
  const { calls } = map(SHOP);
  expect(calls.filter(({ isPath }) => isPath).map(({ to }) => to)).toEqual(['service payment']);
});

it('places left to right by call, what failed first', () => {
  const { nodes, columns, lines } = map(SHOP);
  const places = Object.fromEntries(nodes.map(({ name, column, line }) => [name, [column, line]]));
  expect(places).toEqual({
    gateway: [0, 0],
    payment: [1, 0],
    'aws.dynamodb': [1, 1],
    'pay.example': [2, 0],
    orders: [2, 1],
  });
  expect([columns, lines]).toEqual([3, 2]);
});

it('services that call each other in a ring have a place, too', () => {
  const { nodes, calls } = map([
    span('a', null, 'one'),
    span('b', 'a', 'two'),
    span('c', 'b', 'one'),
    span('d', 'c', 'two'),
  ]);
  expect(nodes.map(({ name, column, calls: count }) => [name, column, count])).toEqual([
    ['one', 0, 2],
    ['two', 1, 2],
  ]);
  expect(calls.map(({ calls: count }) => count)).toEqual([2, 1]);
});
