// Bodies made to break a server, one after the other at the same one: it answers each with a reason, stays within its memory,
// takes a good body right after, and has every span that it acknowledged.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { encodeOtlpProtobuf, type OtlpAnyValue, type OtlpKeyValue, type OtlpSpan } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askRows, eventually, postOtlp } from './lake-client.ts';
import { endProcesses } from './spawned-process.ts';
import { type RunningLake, removeFolder, startLake, temporaryFolder } from './tracelake-process.ts';

const MEBIBYTE = 1_048_576;
/** What docs/reliability.md promises for any sequence of bodies; 300 MiB hold for usual ones. */
const MEMORY_LIMIT_BYTES = 1280 * MEBIBYTE;
/** Once all of it is written; 500 to 730 MiB were measured. */
const GIVEN_BACK_LIMIT_BYTES = 896 * MEBIBYTE;
const JSON_TYPE = { 'content-type': 'application/json' };
const GZIP = { 'content-encoding': 'gzip' };

let folder: string;
let lake: RunningLake;
let nextId = 1;
let taken = 0;

endProcesses('after all');
beforeAll(async () => {
  folder = temporaryFolder('hostile');
  lake = await startLake(folder);
});
afterAll(() => removeFolder(folder));

function span(parts: Partial<OtlpSpan> = {}): OtlpSpan {
  const id = nextId++;
  const spanId = new Uint8Array(8);
  new DataView(spanId.buffer).setUint32(4, id);
  const startTimeUnixNano = BigInt(Date.now()) * 1_000_000n;
  return { traceId: new Uint8Array(16).fill(7), spanId, name: 'hostile', startTimeUnixNano, ...parts };
}

function bodyOf(spans: OtlpSpan[], resource: OtlpKeyValue[] = []): Uint8Array {
  return encodeOtlpProtobuf({ resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans }] }] });
}

function keys(count: number, first = 0, value = (n: number): string => `v${n}`): OtlpKeyValue[] {
  return Array.from({ length: count }, (_, n) => ({ key: `key.${first + n}`, value: { stringValue: value(n) } }));
}

function nested(depth: number, kind: 'array' | 'list'): OtlpAnyValue {
  if (depth === 0) return { stringValue: 'deep' };
  const inner = nested(depth - 1, kind);
  return kind === 'array'
    ? { arrayValue: { values: [inner] } }
    : { kvlistValue: { values: [{ key: 'k', value: inner }] } };
}

/** `count` empty messages in the field that ends in `tags`, outermost first: two bytes each. */
function empties(tags: readonly number[], count: number): Uint8Array {
  const innermost = tags.at(-1)! * 8 + 2;
  let body = Buffer.alloc(2 * count);
  for (let at = 0; at < body.length; at += 2) body[at] = innermost;
  for (const tag of tags.slice(0, -1).reverse())
    body = Buffer.concat([Buffer.from([tag * 8 + 2, ...varint(body.length)]), body]);
  return body;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

const VALUES = /body_too_large: .*more than 8388608 values.*OTEL_BSP_MAX_EXPORT_BATCH_SIZE/;
const BYTES = /body_too_large: .*67108864 bytes.*OTEL_BSP_MAX_EXPORT_BATCH_SIZE/;
const KEYS = /body_too_large: .*more than 131072 different attribute keys.*value of an attribute/;
const DEEP = /malformed_body: .*nested more than 32 levels deep/;

interface HostileBody {
  readonly what: string;
  readonly make: () => Uint8Array;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly says?: RegExp;
  /** Spans of it that are stored. */
  readonly spans?: number;
}

/** Spans of 1,000 attributes each. */
function wide(count: number, attributes: (place: number) => OtlpKeyValue[]): Uint8Array {
  return bodyOf(Array.from({ length: count }, (_, place) => span({ attributes: attributes(place) })));
}

function oneValue(key: string, value: OtlpAnyValue): Uint8Array {
  return bodyOf([span({ attributes: [{ key, value }] })]);
}

const REFUSED: readonly HostileBody[] = [
  { what: '100 MB', make: () => new Uint8Array(100_000_000), status: 413, says: BYTES },
  {
    what: 'a gzip bomb',
    make: () => gzipSync(new Uint8Array(300 * MEBIBYTE), { level: 1 }),
    headers: GZIP,
    status: 413,
    says: BYTES,
  },
  {
    what: 'a gzip bomb of many members',
    make: () => repeated(gzipSync(new Uint8Array(MEBIBYTE)), 100),
    headers: GZIP,
    status: 413,
    says: BYTES,
  },
  {
    what: 'a gzip in a gzip',
    make: () => gzipSync(gzipSync(new Uint8Array(MEBIBYTE))),
    headers: GZIP,
    status: 400,
    says: /malformed_body/,
  },
  { what: '15 million empty spans', make: () => empties([1, 2, 2], 15_000_000), status: 413, says: VALUES },
  {
    what: '15 million empty spans in 30 kB',
    make: () => gzipSync(empties([1, 2, 2], 15_000_000)),
    headers: GZIP,
    status: 413,
    says: VALUES,
  },
  { what: '15 million empty resources', make: () => empties([1], 15_000_000), status: 413, says: VALUES },
  {
    what: 'a million empty spans in JSON',
    make: () => jsonSpans('{},', 1_000_000),
    headers: JSON_TYPE,
    status: 413,
    says: VALUES,
  },
  { what: 'a span of a million keys', make: () => wide(1, () => keys(1e6)), status: 413, says: KEYS },
  {
    what: '1,000 spans of 1,000 keys each',
    make: () => wide(1000, (place) => keys(1000, 2e6 + place * 1000)),
    status: 413,
    says: KEYS,
  },
  { what: '1,000 arrays in each other', make: () => oneValue('a', nested(1000, 'array')), status: 400, says: DEEP },
  { what: '1,000 lists in each other', make: () => oneValue('a', nested(1000, 'list')), status: 400, says: DEEP },
  {
    what: 'a million brackets in JSON',
    make: () => text(`{"x":${'['.repeat(1e6)}${']'.repeat(1e6)}}`),
    headers: JSON_TYPE,
    status: 400,
    says: /malformed_body/,
  },
  {
    what: 'a large resource with many spans',
    make: () =>
      bodyOf(
        Array.from({ length: 5000 }, () => span()),
        keys(2000),
      ),
    status: 413,
    says: VALUES,
  },
];

const TAKEN: readonly HostileBody[] = [
  { what: 'a span of 100,000 attributes', make: () => wide(1, () => keys(100_000)), status: 200, spans: 1 },
  { what: '120,000 keys', make: () => wide(120, (place) => keys(1000, place * 1000)), status: 200, spans: 120 },
  {
    what: '120,000 other keys',
    make: () => wide(120, (place) => keys(1000, 1e6 + place * 1000)),
    status: 200,
    spans: 120,
  },
  {
    what: '200,000 values',
    make: () => wide(200, (place) => keys(1000, 0, (n) => `${place}/${n}`)),
    status: 200,
    spans: 200,
  },
  { what: 'a text of 10 MB', make: () => oneValue('big', { stringValue: 'x'.repeat(1e7) }), status: 200, spans: 1 },
  { what: 'a key of 10 MB', make: () => oneValue('k'.repeat(1e7), { stringValue: 'x' }), status: 200, spans: 1 },
  {
    what: 'a key half a million times',
    make: () => wide(1, () => new Array(500_000).fill({ key: 'same', value: { intValue: 1n } })),
    status: 200,
    spans: 1,
  },
  {
    what: 'times out of every range',
    make: () => bodyOf([span({ startTimeUnixNano: 2n ** 64n - 1n }), span({ startTimeUnixNano: 1n })]),
    status: 200,
    says: /start_time_unix_nano/,
    spans: 1,
  },
];

const BODIES = [...REFUSED, ...TAKEN];

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  return Buffer.alloc(bytes.length * times, bytes);
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function jsonSpans(item: string, count: number): Uint8Array {
  return text(`{"resourceSpans":[{"scopeSpans":[{"spans":[${item.repeat(count)}{}]}]}]}`);
}

/** Sends again what the server asks to send later: so many large bodies are more than it may hold at once. */
async function send(body: Uint8Array, headers: Record<string, string> = {}) {
  const { answer } = await eventually(
    async () => {
      const response = await postOtlp(lake, body, headers);
      return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
    },
    ({ status, retryAfter }) => status !== 429 || retryAfter === null,
    60_000,
  );
  return answer;
}

test.each(BODIES)('$what', async ({ make, status, says = /(?:)/, spans = 0, headers = {} }) => {
  expect(await send(make(), headers)).toMatchObject({ status, text: expect.stringMatching(says) });
  expect((await send(bodyOf([span({ name: 'good' })]))).status).toBe(200);
  taken += spans + 1;
  expect(lake.process.ended).toBe(false);
});

/** The status; over a connection of its own, since fetch gives up where it is answered while it still sends. */
function statusOf(body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const sent = request(`${lake.otlpUrl}/v1/traces`, { method: 'POST', agent: false, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}

/** 60 MB of texts, all different. */
function sixtyMegabytes(first: number): Uint8Array {
  return bodyOf(
    Array.from({ length: 60 }, (_, place) =>
      span({ attributes: [{ key: 'big', value: { stringValue: `${first + place} `.padEnd(1e6, 'x') } }] }),
    ),
  );
}

test('many of the largest at once: what does not fit is to come again', async () => {
  const bodies = Array.from({ length: 20 }, (_, n) => sixtyMegabytes(n * 60));
  const statuses = await Promise.all(bodies.map(statusOf));
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  expect(statuses).toContain(200);
  taken += 60 * statuses.filter((status) => status === 200).length;
});

test('many of a million keys at once: each is refused, and what comes between them is taken', async () => {
  const million = wide(1, () => keys(1e6));
  const bodies = Array.from({ length: 12 }, () => Buffer.concat([million, bodyOf([span()])]));
  const [statuses, usual] = await Promise.all([Promise.all(bodies.map(statusOf)), send(bodyOf([span()]))]);
  expect(statuses.filter((status) => status !== 413 && status !== 429)).toEqual([]);
  expect(statuses).toContain(413);
  expect(usual.status).toBe(200);
  taken += 1;
});

function memoryBytes(which: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${lake.process.pid}/status`, 'utf8');
  return Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

test('all that was taken is there, and the memory was bounded', async () => {
  const count = `SELECT count(*) AS n, count(DISTINCT span_id) AS ids, count_if(name = 'good') AS good FROM spans`;
  const { answer } = await eventually(
    async () => (await askRows(lake, count))[0],
    ({ n }) => Number(n) >= taken,
  );
  expect(answer).toEqual({ n: String(taken), ids: String(taken), good: String(BODIES.length) });
  if (process.platform !== 'linux') return;
  const peakBytes = memoryBytes('VmHWM');
  console.info(
    `most memory: ${Math.round(peakBytes / MEBIBYTE)} MiB, now ${Math.round(memoryBytes('VmRSS') / MEBIBYTE)} MiB`,
  );
  expect(peakBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
  await eventually(
    async () => memoryBytes('VmRSS'),
    (bytes) => bytes < GIVEN_BACK_LIMIT_BYTES,
  );
});
