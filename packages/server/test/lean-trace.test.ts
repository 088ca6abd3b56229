// A trace for a waterfall over a real lake: what has no column of its own, and what has no end.
import { bytesOfHex } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { span, text, traceRequest } from './support/sample-spans.ts';

const TRACE_ID = 'd'.repeat(32);
const OVERHEAD = 'aws.lambda.runtime_overhead_ms';

let server: SampleServer;

beforeAll(async () => {
  server = await startSampleServer();
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const lean = async () => (await call(server, 'GET', `/api/v1/traces/${TRACE_ID}/spans`)).json.spans;
const own = (place: number, parts: Parameters<typeof span>[1]) =>
  traceRequest('web', [span(`0${place}`.repeat(8), { traceId: bytesOfHex(TRACE_ID), ...parts })]);

it('says what never ended, and how long an invocation took behind its answer, as far as that is known and a number', async () => {
  await sendSpans(server, [own(1, { endTimeUnixNano: 0n }), own(2, {})]);
  expect(await lean()).toMatchObject({ durationNano: [0, 1_000_000], unfinished: [0], attributes: {} });
  await sendSpans(server, [
    own(3, { attributes: [{ key: OVERHEAD, value: { doubleValue: 14.25 } }] }),
    own(4, { attributes: [text(OVERHEAD, 'a\ttab')] }),
  ]);
  expect(await lean()).toMatchObject({
    spanId: ['01', '02', '03', '04'].map((pair) => pair.repeat(8)),
    unfinished: [0],
    attributes: { [OVERHEAD]: { places: [2], values: [14.25] } },
  });
});
