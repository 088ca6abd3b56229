// Clocks that are behind: moved so that nothing begins before its caller, or left as received.
import { expect, test } from 'vitest';
import type { LeanSpan } from '../../src/trace/lean-spans.ts';
import { type Clocks, clocksOf } from '../../src/trace/moved-clocks.ts';
import { traceModel } from '../../src/trace/trace-model.ts';

const TRACE_ID = 'a'.repeat(32);
const START = 1_000_000_000_000_000_000n;

function span(spanId: string, parentSpanId: string | null, startMs: number, durationMs: number): LeanSpan {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    kind: 'SERVER',
    serviceName: `${spanId} service`,
    statusCode: 'UNSET',
    startNs: startMs * 1e6,
    durationNs: durationMs * 1e6,
    attributes: {},
    events: [{ startNs: (startMs + 1) * 1e6, name: 'said' }],
    links: [],
  };
}

const clocks = (isMoved: boolean, ...spans: readonly LeanSpan[]): Clocks =>
  clocksOf(traceModel({ traceId: TRACE_ID, startUnixNano: START, spans, isTruncated: false }), isMoved);

/** The server's clock is 40 ms behind, and that of whom it calls 5 ms more. */
const BEHIND = [
  span('client', null, 40, 100),
  span('server', 'client', 0, 50),
  span('own', 'server', 10, 5),
  span('deep', 'server', -5, 3),
  span('after', 'client', 120, 5),
].map((one) => ({
  ...one,
  startNs: one.startNs + 5e6,
  events: one.events.map((event) => ({ ...event, startNs: event.startNs + 5e6 })),
}));

const startsMs = ({ model }: Clocks): Record<string, number> =>
  Object.fromEntries(model.spans.map(({ name, startNs }) => [name, startNs / 1e6]));

test('what begins before its caller is moved to its begin, with all beneath; the trace begins where it does then', () => {
  const moved = clocks(true, ...BEHIND);
  expect(startsMs(moved)).toEqual({ client: 0, server: 0, own: 10, deep: 0, after: 80 });
  expect(moved.model.durationNs).toBe(100e6);
  expect(moved.model.movedBackCount).toBe(0);
  expect(moved.model.startUnixNano).toBe(START + 45_000_000n);
  // The server's time is the client's no more, as it was while they did not overlap.
  expect(moved.model.spans.find(({ name }) => name === 'client')?.selfNs).toBe(45e6);
});

test('each says how far it was behind and moved, and its events stay within it', () => {
  const moved = clocks(true, ...BEHIND);
  const said = moved.model.spans.map((row) => [row.name, moved.behindNs(row) / 1e6, moved.movedNs(row) / 1e6]);
  expect(said).toEqual([
    ['client', 0, 0],
    ['server', 40, 40],
    ['deep', 5, 45],
    ['own', 0, 40],
    ['after', 0, 0],
  ]);
  for (const row of moved.model.spans) expect(row.span.events[0].startNs).toBe(row.startNs + 1e6);
  // Where it lies in the lake.
  const [, server] = moved.model.spans;
  expect(moved.model.startUnixNano + BigInt(server.startNs - moved.movedNs(server))).toBe(START + 5_000_000n);
});

test('names the clocks, the one most behind first', () => {
  expect(clocks(true, ...BEHIND).behind.map(({ service, behindNs }) => [service, behindNs / 1e6])).toEqual([
    ['server service', 40],
    ['deep service', 5],
  ]);
});

test('as received nothing is moved, and all is said', () => {
  const received = clocks(false, ...BEHIND);
  expect(startsMs(received)).toEqual({ client: 45, server: 5, own: 15, deep: 0, after: 125 });
  expect(received.model.spans.map((row) => received.behindNs(row) / 1e6)).toEqual([0, 40, 5, 0, 0]);
  expect(received.isMoved).toBe(false);
});

test('a trace whose clocks agree is the same either way', () => {
  const agreed = [span('client', null, 0, 10), span('server', 'client', 1, 5)];
  const moved = clocks(true, ...agreed);
  expect([moved.isMoved, moved.behind]).toEqual([false, []]);
  expect(startsMs(moved)).toEqual(startsMs(clocks(false, ...agreed)));
});

test('whom a clock that is behind calls is left where it lies, if that is within its caller as moved', () => {
  const right = { serviceName: 'client service' };
  const moved = clocks(
    true,
    span('client', null, 950, 300),
    span('server', 'client', 0, 250),
    { ...span('called back', 'server', 1010, 180), ...right },
    { ...span('beneath', 'called back', 1020, 5), ...right },
    span('own', 'server', 10, 5),
    span('too late', 'server', 1100, 5000),
  );
  const { 'called back': calledBack, beneath, own, 'too late': tooLate } = startsMs(moved);
  expect({ calledBack, beneath, own, tooLate }).toEqual({ calledBack: 60, beneath: 70, own: 10, tooLate: 1100 });
});

test('a part of the same service goes where its service goes, though it would fit where it lies', () => {
  const server = { serviceName: 'server service' };
  const moved = clocks(true, span('client', null, 20, 100), span('server', 'client', 0, 60), {
    ...span('own', 'server', 30, 5),
    ...server,
  });
  expect(startsMs(moved)).toEqual({ client: 0, server: 0, own: 30 });
});
