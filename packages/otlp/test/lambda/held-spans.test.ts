// What waits for the end of an invocation keeps only its own texts alive, not the bodies that it came in.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import type { WideRow } from '../../src/index.ts';
import { ownRow } from '../../src/rows/own-row.ts';
import { ProtobufTree } from '../../src/rows/protobuf-tree.ts';
import { createTreeRows } from '../../src/rows/tree-rows.ts';
import { assembler, invoke, report, START_MS, start } from './platform-script.ts';

const BODIES = 100;
const BODY_BYTES = 256 * 1_024;
const ROOT = 'a root span of a worker';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const usedBytes = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

const texts = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    key: `app.value.${i}`,
    value: { stringValue: `a value of some length ${i}` },
  }));

/** A span that may have to wait, and another that sends the bulk of the body, which nobody wants. */
function body(i: number, isRoot: boolean, requestId?: string): Uint8Array {
  const span = (spanId: number, fields: object) => ({
    traceId: new Uint8Array(16).fill(1 + i),
    spanId: new Uint8Array(8).fill(spanId),
    startTimeUnixNano: BigInt(START_MS + 100) * 1_000_000n,
    endTimeUnixNano: BigInt(START_MS + 101) * 1_000_000n,
    ...fields,
  });
  const bulk = { key: 'bulk', value: { stringValue: 'x'.repeat(BODY_BYTES) } };
  const service = { key: 'service.name', value: { stringValue: 'a service of these tests' } };
  const parentSpanId = new Uint8Array(8).fill(10 + i);
  const invocation = requestId === undefined ? [] : [{ key: 'faas.invocation_id', value: { stringValue: requestId } }];
  const spans = [
    span(1, { name: ROOT, attributes: [...texts(5), ...invocation], ...(isRoot ? {} : { parentSpanId }) }),
    span(2, { name: 'its child', attributes: [bulk], parentSpanId: new Uint8Array(8).fill(1) }),
  ];
  return encodeOtlpProtobuf({
    resourceSpans: [{ resource: { attributes: [service, ...texts(5)] }, scopeSpans: [{ spans }] }],
  });
}

describe('of a hundred bodies of 256 KiB no more is held than a few rows, of which each', () => {
  test.each<[string, boolean, boolean]>([
    ['waits for its invocation', true, true],
    ['was begun by a span that has not come', true, false],
    ['waits for a start that was not told yet', false, false],
  ])('%s', (_, isStarted, isRoot) => {
    const one = assembler();
    one.invoke(invoke('before'), START_MS - 1_000);
    one.telemetry([start('before', START_MS - 1_000)]);
    one.invoke(invoke('r1'), START_MS + 500);
    if (isStarted) one.telemetry([start('r1', START_MS)]);
    const tree = new ProtobufTree();
    const rows = createTreeRows({ attributeRule: (key) => (key === 'bulk' ? 'drop' : 'keep') });
    const before = usedBytes();
    for (let i = 0; i < BODIES; i++) {
      one.spans(rows.rows(tree.read(body(i, isRoot))));
      one.take();
    }
    expect(usedBytes() - before).toBeLessThan((BODIES * BODY_BYTES) / 8);
    one.shutdown('timeout', START_MS + 9_000);
    const named = one.take().filter((row) => row.name === ROOT);
    expect(named).toHaveLength(isStarted && !isRoot ? 0 : BODIES);
    for (const row of named) expect(row.attributes_string?.get('app.value.4')).toBe('a value of some length 4');
  });
});

test('nor is a body held by the id of an invocation that its own span named first', () => {
  const one = assembler({ isConcurrent: true });
  const rows = createTreeRows({ attributeRule: (key) => (key === 'bulk' ? 'drop' : 'keep') });
  const tree = new ProtobufTree();
  const before = usedBytes();
  for (let i = 0; i < BODIES; i++) {
    const id = `the request ${i} of these tests`;
    one.spans(rows.rows(tree.read(body(i, true, id))));
    one.telemetry([start(id, START_MS + 90), report(id, START_MS + 90, 40)]);
    one.take();
  }
  expect(usedBytes() - before).toBeLessThan((BODIES * BODY_BYTES) / 8);
  expect(one.endOf(`the request ${BODIES - 1} of these tests`)).toBe('reported');
});

test('a row with texts of its own is the same row', () => {
  const shared = new Map([['deployment.environment.name', 'production, of this region']]);
  const row = (): WideRow => ({
    trace_id: 'ab'.repeat(16),
    name: 'GET /größe/{of}/this',
    start_time_unix_nano: 12n,
    main: true,
    attributes_number: new Map([['n', 4]]),
    resource_attributes: shared,
    events: [
      { name: 'an exception event', time_unix_nano: 5n, attributes: new Map([['exception.message', 'no such table']]) },
    ],
    links: [{ trace_id: 'cd'.repeat(16), span_id: 'ef'.repeat(8), trace_state: '', attributes: new Map() }],
  });
  const owned = ownRow(row());
  expect(owned).toEqual(row());
  expect(owned.resource_attributes).toBe(shared);
});
