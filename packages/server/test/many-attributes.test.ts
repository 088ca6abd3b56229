// A lake with more attributes than its catalogue takes: what is not known of the rarest is no reason to doubt the counts of all.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { span, text, traceRequest } from './support/sample-spans.ts';

const SPANS = 4;
/** Of each span, all its own: more together than the 2,000 that a file's document has. */
const KEYS = 700;

let server: SampleServer;
beforeAll(async () => {
  server = await startSampleServer();
  const keysOf = (at: number) => Array.from({ length: KEYS }, (_, n) => text(`key.${at}.${n}`, 'v'));
  const spans = Array.from({ length: SPANS }, (_, at) => span(`000000000000000${at + 1}`, { attributes: keysOf(at) }));
  await sendSpans(server, [traceRequest('crowded', spans)]);
});
afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

it('weighs nothing where no span was sampled', async () => {
  const body = { start: '2026-11-22T17:00:00Z', end: '2026-11-22T18:00:00Z', calculations: [{ op: 'COUNT' }] };
  const { json } = await call(server, 'POST', '/api/v1/query', { body });
  expect([json.rows, json.stats.notes]).toEqual([[[String(SPANS)]], []]);
});
