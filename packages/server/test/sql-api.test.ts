// SQL by HTTP over a real lake: a local server with its worker and DuckDB child, spans sent by OTLP, answers as HTTP gives them.
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCall, call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { SAMPLE_REQUESTS, START_NANO, TRACE_ID } from './support/sample-spans.ts';

/** The sample's hour. */
const RANGE = { start: '2026-11-22T17:00:00Z', end: '2026-11-22T18:00:00Z' };

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
const ask = (body: object, headers: Record<string, string> = {}) =>
  call(server, 'POST', '/api/v1/sql', { body: { ...RANGE, ...body }, headers });

describe('POST /api/v1/sql', () => {
  it('answers with columns, rows and stats; 64-bit integers are text', async () => {
    const { status, json } = await ask({
      sql: `SELECT name, duration_nano, duration_ms, "user.plan", "cart.total", "cart.gift" FROM spans
            WHERE trace_id = '${TRACE_ID}' ORDER BY start_time_unix_nano`,
    });
    expect(status).toBe(200);
    expect(json.columns).toEqual([
      { name: 'name', type: 'varchar' },
      { name: 'duration_nano', type: 'bigint' },
      { name: 'duration_ms', type: 'double' },
      { name: 'user.plan', type: 'varchar' },
      { name: 'cart.total', type: 'double' },
      { name: 'cart.gift', type: 'boolean' },
    ]);
    expect(json.rows).toEqual([
      ['GET /checkout', '250000001', 250.000001, 'pro', 12.5, true],
      ['POST payment', '190000000', 190, null, null, null],
      ['charge', '160000000', 160, null, null, null],
    ]);
    expect(json.stats).toMatchObject({ rows: 3, engine: 'duckdb', costUsd: 0, notes: [] });
    expect(json.stats.files).toBeGreaterThan(0);
    expect(json.stats.bytesScanned).toBeGreaterThan(0);
    expect(json.truncated).toBeUndefined();
  });

  it('asks the range that is given, its end excluded, and the last hour when none is', async () => {
    const count = async (range: object) =>
      (await call(server, 'POST', '/api/v1/sql', { body: { sql: 'SELECT count(*) FROM spans', ...range } })).json
        .rows[0][0];
    expect(await count(RANGE)).toBe('4');
    expect(await count({ start: RANGE.start, end: String(START_NANO + 60_000_000_000n) })).toBe('3');
    expect(await count({ start: RANGE.start, end: String(START_NANO + 60_000_000_001n) })).toBe('4');
    expect(await count({ start: '2026-11-22T18:00:00+01:00', end: '2026-11-22T18:00:01+01:00' })).toBe('3');
    expect(await count({ start: '-1h', end: 'now' })).toBe(await count({}));
  });

  it('cuts at the limit and says so', async () => {
    const { json } = await ask({ sql: 'SELECT name FROM spans ORDER BY start_time_unix_nano', limit: 2 });
    expect(json.rows).toEqual([['GET /checkout'], ['POST payment']]);
    expect(json.truncated).toBe(true);
  });

  it('streams NDJSON, a whole stream ending with the stats', async () => {
    const { text, headers } = await ask(
      { sql: 'SELECT name, duration_nano FROM spans ORDER BY start_time_unix_nano' },
      { accept: 'application/x-ndjson' },
    );
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ name: 'GET /checkout', duration_nano: '250000001' });
    expect(lines).toHaveLength(5);
    expect(lines.at(-1).stats).toMatchObject({ rows: 4, engine: 'duckdb' });
  });

  it('streams CSV, with a last comment line when asked', async () => {
    const body = { ...RANGE, sql: 'SELECT name, "user.plan" FROM spans ORDER BY start_time_unix_nano LIMIT 2' };
    const headers = { accept: 'text/csv' };
    const plain = await call(server, 'POST', '/api/v1/sql', { body, headers });
    expect(plain.text).toBe('name,user.plan\nGET /checkout,pro\nPOST payment,\n');
    const whole = await call(server, 'POST', '/api/v1/sql?trailer=true', { body, headers });
    expect(whole.text.startsWith(plain.text)).toBe(true);
    expect(whole.text).toMatch(/# complete rows=2 elapsedMs=\d+\n$/);
  });

  it('streams Arrow', async () => {
    const response = await fetch(`${server.apiUrl}/api/v1/sql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/vnd.apache.arrow.stream' },
      body: JSON.stringify({ ...RANGE, sql: 'SELECT name, duration_nano, events FROM spans ORDER BY name' }),
    });
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(table.numRows).toBe(4);
    expect(table.getChild('duration_nano')?.get(0)).toBe(250_000_001n);
  });

  it('takes the form from the address before Accept', async () => {
    const body = { ...RANGE, sql: 'SELECT 1 AS x' };
    const types: (string | null)[] = [];
    for (const form of ['json', 'ndjson', 'csv', 'arrow']) {
      const { status, headers } = await call(server, 'POST', `/api/v1/sql?format=${form}`, {
        body,
        headers: { accept: 'text/html' },
      });
      expect(status).toBe(200);
      types.push(headers.get('content-type'));
    }
    expect(types.join(' ')).toMatch(/json.*x-ndjson.*text\/csv.*arrow/);
    const unknown = await call(server, 'POST', '/api/v1/sql?format=xml', { body });
    expect([unknown.status, unknown.json.code]).toEqual([400, 'invalid_request']);
  });

  it('gives an empty result in every form', async () => {
    const sql = "SELECT name FROM spans WHERE name = 'nothing'";
    expect((await ask({ sql })).json.rows).toEqual([]);
    expect((await ask({ sql }, { accept: 'text/csv' })).text).toBe('name\n');
    expect((await ask({ sql }, { accept: 'application/x-ndjson' })).text).toMatch(/^\{"stats":/);
  });

  it('takes values of spans for data, whatever they hold', async () => {
    const { json } = await ask({ sql: `SELECT "it's ""odd""" FROM spans WHERE "it's ""odd""" IS NOT NULL` });
    expect(json.rows).toEqual([["'; DROP TABLE spans; --"]]);
  });

  it('names line, column and the nearest names when a column does not exist', async () => {
    const { status, json } = await ask({ sql: 'SELECT\n  "user.plam" FROM spans' });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'COLUMN_NOT_FOUND', details: { line: 2, column: 3 } });
    expect(json.hint).toContain('user.plan');
  });

  it.each([
    ['SELEC 1', 'SYNTAX_ERROR', 400],
    ['DROP TABLE spans', 'PERMISSION_DENIED', 403],
    ['SELECT * FROM secrets', 'TABLE_NOT_FOUND', 400],
    ["SELECT * FROM read_csv('/etc/passwd')", undefined, undefined],
    ['SELECT nosuchfunction(1)', 'FUNCTION_NOT_FOUND', 400],
    ['SELECT 1/0 FROM spans', 'DIVISION_BY_ZERO', 400],
    ['SELECT name FROM spans; SELECT 1', undefined, undefined],
  ])('refuses %s', async (sql, code, status) => {
    const answer = await ask({ sql });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    if (code !== undefined) expect([answer.json.code, answer.status]).toEqual([code, status]);
  });

  it('ends a query whose time is up', async () => {
    const slow =
      'SELECT count(*) FROM spans a, spans b, spans c, spans d, spans e, spans f, spans g, spans h, spans i, spans j, spans k, spans l, spans m, spans n, spans o';
    const { status, json } = await ask({ sql: slow, timeoutMs: 300 });
    expect([status, json.code]).toEqual([504, 'query_timeout']);
  });
});

describe('a request that is not valid', () => {
  it.each([
    [{}, 'sql', 'is missing'],
    [{ sql: 5 }, 'sql', 'must be text'],
    [{ sql: 'SELECT 1', limt: 5 }, 'limt', 'did you mean limit?'],
    [{ sql: 'SELECT 1', limit: 0 }, 'limit', 'must be at least 1'],
    [{ sql: 'SELECT 1', limit: 1.5 }, 'limit', 'must be a whole number'],
    [{ sql: 'SELECT 1', engine: 'postgres' }, 'engine', 'duckdb'],
    [{ sql: 'SELECT 1', timeoutMs: 1e9 }, 'timeoutMs', '900000'],
  ])('%j names the field and what is wrong', async (body, field, words) => {
    const { status, json } = await call(server, 'POST', '/api/v1/sql', { body });
    expect([status, json.code]).toEqual([400, 'invalid_request']);
    expect(json.details.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(json.detail).toContain(words);
  });

  it.each([
    [{ start: 'yesterday' }, 'start'],
    [{ end: '2026-02-30' }, 'end'],
    [{ start: 'now', end: '-1h' }, 'start'],
  ])('%j is no range of time', async (range, field) => {
    const { status, json } = await call(server, 'POST', '/api/v1/sql', { body: { sql: 'SELECT 1', ...range } });
    expect([status, json.code, json.details.field]).toEqual([400, 'invalid_time', field]);
  });

  it('is refused for its engine, form, media type, body, size', async () => {
    expect((await ask({ sql: 'SELECT 1', engine: 'athena' })).json.code).toBe('engine_not_available');
    expect((await ask({ sql: 'SELECT 1', engine: 'trino' })).json.code).toBe('engine_not_available');
    const form = await ask({ sql: 'SELECT 1' }, { accept: 'image/png' });
    expect([form.status, form.json.code]).toEqual([406, 'not_acceptable']);
    const type = await ask({ sql: 'SELECT 1' }, { 'content-type': 'text/plain' });
    expect([type.status, type.json.code]).toEqual([415, 'unsupported_media_type']);
    const broken = await call(server, 'POST', '/api/v1/sql', { body: '{"sql":' });
    expect([broken.status, broken.json.code]).toEqual([400, 'invalid_request']);
    const empty = await call(server, 'POST', '/api/v1/sql', { headers: { 'content-type': 'application/json' } });
    expect([empty.status, empty.json.code]).toEqual([400, 'invalid_request']);
    const zipped = await ask({ sql: 'SELECT 1' }, { 'content-encoding': 'gzip' });
    expect([zipped.status, zipped.json.code]).toEqual([415, 'unsupported_encoding']);
    const large = await ask({ sql: `SELECT '${'x'.repeat(1_100_000)}'` });
    expect([large.status, large.json.code]).toEqual([413, 'body_too_large']);
  });

  it('says in plain words what a member must be, all at once', async () => {
    const { status, json } = await ask({ sql: 7, limit: 0, timeoutMs: 900_001 });
    expect([status, json.detail]).toEqual([
      400,
      'The body is not valid. sql: must be text; limit: must be at least 1; timeoutMs: must be at most 900000.',
    ]);
  });

  it('may name a type of a body that it does not have', async () => {
    const headers = { 'content-type': 'application/json' };
    const gone = await call(server, 'DELETE', '/api/v1/queries/nosuch', { headers });
    expect([gone.status, gone.json.code]).toEqual([404, 'query_not_found']);
    const options = await call(server, 'OPTIONS', '/api/v1/sql', { headers, undocumented: true });
    expect([options.status, options.json.code]).toEqual([405, 'method_not_allowed']);
  });

  it('gets a problem document with everything that helps', async () => {
    const { headers, json } = await ask({ sql: 'SELECT 1', engine: 'athena' });
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toMatchObject({
      type: 'urn:tracelake:error:engine_not_available',
      status: 400,
      instance: '/api/v1/sql',
      details: { engine: 'athena' },
    });
    expect(json.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(json.hint).not.toBe('');
  });
});

describe('POST /api/v1/sql/check', () => {
  it('answers with what is wrong with a statement, or with its plan', async () => {
    const check = (sql: string) => call(server, 'POST', '/api/v1/sql/check', { body: { ...RANGE, sql } });
    const wrong = await check('SELECT nope( FROM spans');
    expect([wrong.status, wrong.json.explanation]).toEqual([200, null]);
    expect(wrong.json.problem).toMatchObject({ code: 'SYNTAX_ERROR', status: 400, details: { line: 1 } });
    const right = await check('SELECT count(*) AS n FROM spans');
    expect(right.json).toMatchObject({ problem: null, explanation: { columns: [{ name: 'n', type: 'bigint' }] } });
    const time = await call(server, 'POST', '/api/v1/sql/check', { body: { sql: 'SELECT 1', start: 'soon' } });
    expect(time.json.problem.code).toBe('invalid_time');
  });
});

describe('POST /api/v1/sql/explain', () => {
  it('shows columns, files, the text for each engine and what it would cost', async () => {
    const body = { ...RANGE, sql: 'SELECT "http.route", count(*) AS n FROM spans GROUP BY 1' };
    const { status, json } = await call(server, 'POST', '/api/v1/sql/explain', { body });
    expect(status).toBe(200);
    expect(json.columns).toEqual([
      { name: 'http.route', type: 'varchar' },
      { name: 'n', type: 'bigint' },
    ]);
    expect(json.files.length).toBeGreaterThan(0);
    expect(json.sql.trino).toContain('http_route');
    expect(json.sql.duckdb).toContain('http_route');
    expect(json.estimatedBytes).toBeGreaterThan(0);
    expect(json.columnsRead.find(({ name }: { name: string }) => name === 'http_route').usedFor).toEqual([
      'http.route',
    ]);
    expect(json.bounds[0]).toContain('start_time_unix_nano from');
    expect(json.leftOut).toEqual([]);
    // Athena bills 10 MB at least.
    expect(json.estimatedUsd).toEqual({ duckdb: 0, athena: 0.00005 });
  });

  it('says which structured query asks the same, and which attributes are shown', async () => {
    const explain = async (sql: string) => {
      return (await call(server, 'POST', '/api/v1/sql/explain', { body: { ...RANGE, sql } })).json;
    };
    const plain = await explain('SELECT "http.route" AS route, count(*) AS n FROM spans WHERE main GROUP BY 1');
    expect(plain.fields).toEqual(['http.route', null]);
    const { json } = await get(`/api/v1/query?q=${plain.url}`);
    expect(json.columns.map(({ name }: { name: string }) => name)).toEqual(['http.route', 'COUNT']);
    const every = await explain('SELECT * FROM spans');
    expect(every.fields).toEqual(every.columns.map(({ name }: { name: string }) => name));
    expect(await explain('SELECT lower(name) AS n FROM spans')).toMatchObject({ fields: [null], url: null });
  });

  it('refuses what a run would refuse', async () => {
    const { json } = await call(server, 'POST', '/api/v1/sql/explain', { body: { sql: 'SELECT nope FROM spans' } });
    expect(json.code).toBe('COLUMN_NOT_FOUND');
  });
});
