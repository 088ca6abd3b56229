// Traces, summaries, attributes and the server's own routes over a real lake, answers as HTTP gives them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCall, call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { FAILED_TRACE_ID, SAMPLE_REQUESTS, START_NANO, TRACE_ID } from './support/sample-spans.ts';

/** The sample's hour. */
const RANGE = { start: '2026-11-22T17:00:00Z', end: '2026-11-22T18:00:00Z' };
const RANGE_QUERY = `start=${RANGE.start}&end=${RANGE.end}`;

let server: SampleServer;

beforeAll(async () => {
  server = await startSampleServer();
  await sendSpans(server, SAMPLE_REQUESTS.slice(0, 1), 'protobuf');
  await sendSpans(server, SAMPLE_REQUESTS.slice(1), 'json');
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const get = (path: string, parts?: ApiCall) => call(server, 'GET', path, parts);

describe('GET /api/v1/traces', () => {
  const find = async (query: string) => (await get(`/api/v1/traces?${RANGE_QUERY}&${query}`)).json.traces;

  it('sums traces up, newest first', async () => {
    expect(await find('')).toEqual([
      {
        traceId: FAILED_TRACE_ID,
        rootName: 'charge',
        rootService: 'checkout',
        services: ['checkout'],
        start: '2026-11-22T17:01:00.000000000Z',
        startTimeUnixNano: String(START_NANO + 60_000_000_000n),
        durationNano: '3000000000',
        durationMs: 3000,
        spanCount: 1,
        errorCount: 1,
      },
      {
        traceId: TRACE_ID,
        rootName: 'GET /checkout',
        rootService: 'web',
        services: ['checkout', 'web'],
        start: '2026-11-22T17:00:00.000000000Z',
        startTimeUnixNano: String(START_NANO),
        durationNano: '250000001',
        durationMs: 250.000001,
        spanCount: 3,
        errorCount: 0,
      },
    ]);
  });

  it.each([
    ['service=web', [TRACE_ID]],
    ['service=checkout', [FAILED_TRACE_ID, TRACE_ID]],
    ['name=charge&status=error', [FAILED_TRACE_ID]],
    ['minDurationMs=1000', [FAILED_TRACE_ID]],
    ['minDurationMs=150&maxDurationMs=170', [TRACE_ID]],
    ['attribute=user.plan:pro', [TRACE_ID]],
    ['attribute=user.plan:pro&attribute=cart.gift:true', [TRACE_ID]],
    ['attribute=user.plan:pro&attribute=payment.provider:ottercard', []],
    ['attribute=http.response.status_code:200', [TRACE_ID]],
    ['attribute=cart.total:12.50', [TRACE_ID]],
    ['attribute=faas.name:checkout-function', [FAILED_TRACE_ID, TRACE_ID]],
    ['attribute=with%5C:colon:yes', [TRACE_ID]],
    [`attribute=${encodeURIComponent(`it's "odd":'; DROP TABLE spans; --`)}`, [TRACE_ID]],
    [`service=${encodeURIComponent("' OR 1=1 --")}`, []],
    ['limit=1', [FAILED_TRACE_ID]],
  ])('%s', async (query, ids) => {
    expect((await find(query)).map((trace: { traceId: string }) => trace.traceId)).toEqual(ids);
  });

  it.each([
    ['statuss=ok', 'did you mean status?'],
    ['status=bad', 'UNSET'],
    ['limit=0', 'at least 1'],
    ['limit=many', 'number'],
    ['attribute=novalue', 'key:value'],
  ])('refuses %s', async (query, words) => {
    const { status, json } = await get(`/api/v1/traces?${query}`);
    expect([status, json.code]).toEqual([400, 'invalid_request']);
    expect(json.detail).toContain(words);
  });
});

describe('GET /api/v1/traces/:traceId', () => {
  it('has every attribute, event and link, to the nanosecond and the last int64', async () => {
    const { status, json } = await get(`/api/v1/traces/${TRACE_ID.toUpperCase()}`);
    expect(status).toBe(200);
    expect(json.traceId).toBe(TRACE_ID);
    expect(json.spans.map((found: { name: string }) => found.name)).toEqual([
      'GET /checkout',
      'POST payment',
      'charge',
    ]);
    expect(json.spans[0]).toEqual({
      traceId: TRACE_ID,
      spanId: '0000000000000001',
      parentSpanId: null,
      traceState: 'vendor=1',
      flags: '0',
      name: 'GET /checkout',
      kind: 'SERVER',
      serviceName: 'web',
      scopeName: 'shop-instrumentation',
      scopeVersion: '1.2.3',
      statusCode: 'OK',
      statusMessage: null,
      main: true,
      sampleRate: null,
      start: '2026-11-22T17:00:00.000000000Z',
      startTimeUnixNano: String(START_NANO),
      endTimeUnixNano: String(START_NANO + 250_000_001n),
      durationNano: '250000001',
      durationMs: 250.000001,
      droppedAttributesCount: '0',
      droppedEventsCount: '0',
      droppedLinksCount: '0',
      attributes: {
        'http.route': '/checkout',
        'http.response.status_code': 200,
        'user.plan': 'pro',
        'cart.total': 12.5,
        'cart.gift': true,
        'order.number': '9223372036854775807',
        'cart.items': '["a",2]',
        'it\'s "odd"': "'; DROP TABLE spans; --",
        'with:colon': 'yes',
      },
      resourceAttributes: { 'service.name': 'web' },
      scopeAttributes: {},
      events: [{ timeUnixNano: String(START_NANO + 5n), name: 'cart loaded', attributes: { 'cart.id': 'c-1' } }],
      links: [
        { traceId: FAILED_TRACE_ID, spanId: '00000000000000ff', traceState: null, attributes: { reason: 'retry' } },
      ],
    });
  });

  it('is lean for a waterfall, and gives each span whole', async () => {
    const { json } = await get(`/api/v1/traces/${TRACE_ID}/spans`);
    expect(json).toMatchObject({
      startTimeUnixNano: String(START_NANO),
      spans: {
        spanId: ['0000000000000001', '0000000000000002', '0000000000000003'],
        parentSpanId: { values: [null, '0000000000000001', '0000000000000002'], places: [0, 1, 2] },
        name: { values: ['GET /checkout', 'POST payment', 'charge'], places: [0, 1, 2] },
        attributes: {
          'http.response.status_code': { places: [0], values: [200] },
          'faas.coldstart': { places: [2], values: [true] },
        },
      },
      events: [{ place: 0, startNano: 5, name: 'cart loaded' }],
      links: [{ place: 0, traceId: FAILED_TRACE_ID, spanId: '00000000000000ff' }],
    });
    expect(json.spans.durationNano[2]).toBe(160_000_000);
    expect(json.stats).toMatchObject({ engine: 'duckdb', rows: 3 });
    const whole = await get(`/api/v1/traces/${TRACE_ID}`);
    const one = await get(
      `/api/v1/traces/${TRACE_ID}/spans/0000000000000001?start=${START_NANO}&end=${START_NANO + 1n}`,
    );
    expect(one.json.spans).toEqual(whole.json.spans.slice(0, 1));
    const none = await get(`/api/v1/traces/${TRACE_ID}/spans/00000000000000aa`);
    expect([none.status, none.json.code, none.json.details.spanId]).toEqual([
      404,
      'trace_not_found',
      '00000000000000aa',
    ]);
    expect((await get(`/api/v1/traces/${TRACE_ID}/spans/7`)).json.code).toBe('invalid_request');
    expect((await get(`/api/v1/traces/${'b'.repeat(32)}/spans`)).json.code).toBe('trace_not_found');
  });

  it('looks only into a range that is given', async () => {
    const { json } = await get(`/api/v1/traces/${TRACE_ID}?start=${START_NANO + 15_000_000n}`);
    expect(json.spans.map((found: { name: string }) => found.name)).toEqual(['charge']);
  });

  it('tells an id that is none from one that is not there', async () => {
    for (const id of ['123', 'g'.repeat(32), '0'.repeat(32)]) {
      const wrong = await get(`/api/v1/traces/${id}`);
      expect([wrong.status, wrong.json.code]).toEqual([400, 'invalid_request']);
    }
    const missing = await get(`/api/v1/traces/${'b'.repeat(32)}`);
    expect([missing.status, missing.json.code]).toEqual([404, 'trace_not_found']);
  });
});

describe('summaries', () => {
  it('of services', async () => {
    const { json } = await get(`/api/v1/services?${RANGE_QUERY}`);
    expect(json.services).toMatchObject([
      { service: 'checkout', requests: 2, errors: 1, lastSeen: '2026-11-22T17:01:00.000000000Z' },
      { service: 'web', requests: 1, errors: 0, durationMs: { p50: 250.000001, p95: 250.000001, p99: 250.000001 } },
    ]);
  });

  it('of functions', async () => {
    const { json } = await get(`/api/v1/functions?${RANGE_QUERY}`);
    expect(json.functions).toMatchObject([
      { function: 'checkout-function', service: 'checkout', region: 'eu-central-1', coldStarts: 1, requests: 2 },
    ]);
  });

  it('of a range without spans are empty', async () => {
    expect((await get('/api/v1/services?start=2020-01-01&end=2020-01-02')).json.services).toEqual([]);
    expect((await get('/api/v1/functions?start=2020-01-01&end=2020-01-02')).json.functions).toEqual([]);
  });
});

describe('GET /api/v1/fields', () => {
  it('finds attributes by a part of their name', async () => {
    const { json } = await get('/api/v1/fields?search=CART');
    expect(json.fields.map((field: { key: string }) => field.key)).toEqual(
      expect.arrayContaining(['cart.total', 'cart.gift', 'cart.items', 'cart.id']),
    );
    expect(json.fields.find((field: { key: string }) => field.key === 'cart.total')).toMatchObject({
      sql: '"cart.total"',
      column: null,
      levels: ['span'],
      types: { number: 1 },
      rows: 1,
      distinct: 1,
      top: [{ value: '12.5', count: 1 }],
      firstSeen: '2026-11-22T17:00:00.000000000Z',
    });
  });

  it('says what has a column, and lists all without a search', async () => {
    const { json } = await get('/api/v1/fields');
    const byKey = new Map(json.fields.map((field: { key: string }) => [field.key, field]));
    expect(byKey.get('http.route')).toMatchObject({ column: 'http_route' });
    expect(byKey.get('http.route')).toMatchObject({
      bytes: expect.any(Number),
      description: expect.stringMatching(/route/i),
    });
    expect(byKey.get('cart.total')).toMatchObject({ description: null });
    expect(byKey.get('faas.name')).toMatchObject({ levels: ['resource'], rows: 2 });
    expect(json.spans).toBe(4);
    expect(json).not.toHaveProperty('truncated');
    const { json: one } = await get('/api/v1/fields?limit=1');
    expect([one.fields.length, one.truncated]).toEqual([1, true]);
  });

  it('takes older names, and writes numbers as a person does', async () => {
    const { json } = await get('/api/v1/fields?search=http.status_code');
    expect(json.fields[0]).toMatchObject({ key: 'http.response.status_code' });
    const current = await get(`/api/v1/fields/http.response.status_code/values?${RANGE_QUERY}`);
    expect((await get(`/api/v1/fields/http.status_code/values?${RANGE_QUERY}`)).json.values).toEqual(
      current.json.values,
    );
    for (const { value } of current.json.values) expect(value).toMatch(/^\d+$/);
  });

  it('gives the values of one, searched in any case', async () => {
    const values = async (path: string) => (await get(`/api/v1/fields/${path}`)).json.values;
    expect(await values(`user.plan/values?${RANGE_QUERY}`)).toEqual([
      { value: 'free', count: 1 },
      { value: 'pro', count: 1 },
    ]);
    expect(await values(`payment.provider/values?${RANGE_QUERY}&search=OTTER`)).toEqual([
      { value: 'ottercard', count: 1 },
    ]);
    expect(await values(`payment.provider/values?${RANGE_QUERY}&search=%25`)).toEqual([]);
    expect(await values(`${encodeURIComponent('it\'s "odd"')}/values?${RANGE_QUERY}`)).toEqual([
      { value: "'; DROP TABLE spans; --", count: 1 },
    ]);
  });

  it('suggests the nearest for one that does not exist', async () => {
    const { status, json } = await get('/api/v1/fields/user.plam/values');
    expect([status, json.code]).toEqual([404, 'field_not_found']);
    expect(json.hint).toContain('user.plan');
  });
});

describe('the server itself', () => {
  it('counts what came in and what lies there', async () => {
    const { json } = await get('/api/v1/stats');
    expect(json.ingest.otlp).toMatchObject({ requests: 2, spans: 4, rejectedSpans: 0, errors: {} });
    expect(json.ingest.writer.acknowledged).toMatchObject({ requests: 2, rows: 4 });
    const { landing, tail } = json.lake;
    expect(landing.rows + tail.rows).toBe(4);
    expect(json.lake.minStartTimeUnixNano).toBe(String(START_NANO));
  });

  it('counts what queries have read, and which failed', async () => {
    const before = (await get('/api/v1/stats')).json.queries;
    await call(server, 'POST', '/api/v1/sql', { body: { sql: 'SELECT name FROM spans', ...RANGE } });
    await call(server, 'POST', '/api/v1/sql', { body: { sql: 'SELECT nothing FROM spans', ...RANGE } });
    const after = (await get('/api/v1/stats')).json.queries;
    expect([after.done - before.done, after.failed - before.failed]).toEqual([1, 1]);
    expect(after.bytesScanned).toBeGreaterThan(before.bytesScanned);
    expect([after.running, after.costUsd]).toEqual([0, 0]);
  });

  it('is healthy', async () => {
    const { status, json } = await get('/api/v1/health');
    expect([status, json.status, json.version]).toEqual([200, 'ok', '0.1.0']);
    expect(json.otlpUrl).toBe(server.otlpUrl);
  });

  it('serves its OpenAPI document', async () => {
    const document = await get('/api/v1/openapi.json', { undocumented: true });
    expect(document.json.openapi).toBe('3.1.0');
  });

  it('gives the named questions, each as SQL that it answers', async () => {
    const { questions } = (await get('/api/v1/questions')).json;
    const slow = questions.find(({ name }: { name: string }) => name === 'slow-routes');
    expect(slow).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    const { status, json } = await call(server, 'POST', '/api/v1/sql', { body: { sql: slow.sql, ...RANGE } });
    expect([status, json.columns.length > 2]).toEqual([200, true]);
  });

  it('answers a URL that cannot be decoded like any other mistake', async () => {
    const answer = await get('/api/v1/fields/%E0%A4%A/values', { undocumented: true });
    expect([answer.status, answer.json.code]).toEqual([400, 'invalid_request']);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('tells a wrong path from a wrong method', async () => {
    const path = await get('/api/v1/nothing', { undocumented: true });
    expect([path.status, path.json.code]).toEqual([404, 'not_found']);
    const method = await call(server, 'PUT', '/api/v1/sql', { undocumented: true });
    expect([method.status, method.json.code, method.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'POST']);
    const template = await call(server, 'POST', '/api/v1/traces/abc', { undocumented: true });
    expect([template.status, template.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
