// Queries under way, by HTTP: those that are waited for, those in the background, and how either is ended.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCall, call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { SAMPLE_REQUESTS } from './support/sample-spans.ts';

/** The sample's hour. */
const RANGE = { start: '2026-11-22T17:00:00Z', end: '2026-11-22T18:00:00Z' };

let server: SampleServer;

beforeAll(async () => {
  server = await startSampleServer();
  await sendSpans(server, SAMPLE_REQUESTS, 'protobuf');
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const get = (path: string, parts?: ApiCall) => call(server, 'GET', path, parts);
const ask = (body: object, headers: Record<string, string> = {}) =>
  call(server, 'POST', '/api/v1/sql', { body: { ...RANGE, ...body }, headers });

const ENDLESS =
  'SELECT count(*) FROM spans a, spans b, spans c, spans d, spans e, spans f, spans g, spans h, spans i, spans j, spans k, spans l, spans m, spans n, spans o';

describe('a query whose answer is waited for', () => {
  const ID = 'tracelake-query-id';
  const cancel = (id: string) => call(server, 'DELETE', `/api/v1/queries/${id}`);
  const cancelSoon = (id: string) => expect.poll(async () => (await cancel(id)).status).toBe(202);

  it('has an id, its own or the one that it was given', async () => {
    const own = await ask({ sql: 'SELECT 1' });
    expect(own.headers.get(ID)).toMatch(/^[0-9a-f-]{36}$/);
    const given = await get('/api/v1/services', { headers: { [ID]: 'services-of-mine' } });
    expect(given.headers.get(ID)).toBe('services-of-mine');
  });

  it.each([
    ['/api/v1/sql', { sql: ENDLESS }],
    ['/api/v1/query', { calculations: [{ op: 'COUNT' }], filters: [{ column: 'name', op: '=', value: 'x' }] }],
  ])('ends by DELETE from another connection: %s', async (path, question) => {
    const headers = { [ID]: `ended-${path.slice(8)}-by-delete` };
    // Both places are taken, so that the second question waits.
    const busy = path.endsWith('sql') ? [] : [1, 2, 3].map(() => ask({ sql: ENDLESS }, { [ID]: 'in-the-way' }));
    const asked = call(server, 'POST', path, { body: { ...RANGE, ...question }, headers });
    await cancelSoon(headers[ID]);
    const { status, json } = await asked;
    expect([status, json.code]).toEqual([409, 'query_canceled']);
    if (busy.length > 0) await cancelSoon('in-the-way');
    for (const { json: ended } of await Promise.all(busy)) expect(ended.code).toBe('query_canceled');
    expect((await ask({ sql: 'SELECT count(*) FROM spans' })).json.rows).toEqual([['4']]);
  });

  it('says in a stream that it was ended', async () => {
    const sql = 'SELECT n FROM UNNEST(sequence(1, 10000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 10000)) AS u (m)';
    const asked = call(server, 'POST', '/api/v1/sql?format=ndjson', {
      body: { sql },
      headers: { [ID]: 'long-stream' },
    });
    await cancelSoon('long-stream');
    expect((await asked).text.trimEnd().split('\n').at(-1)).toContain('"code":"query_canceled"');
  });

  it('is not known once it has ended, nor by what is no id', async () => {
    await ask({ sql: 'SELECT 1' }, { [ID]: 'quickly-answered' });
    expect((await cancel('quickly-answered')).json.code).toBe('query_not_found');
    for (const id of ['short', 'up/../../wal', 'x'.repeat(65)]) {
      const { status, json } = await ask({ sql: 'SELECT 1' }, { [ID]: id });
      expect([status, json.code, json.details.value]).toEqual([400, 'invalid_request', id]);
    }
  });
});

describe('background queries', () => {
  async function ended(id: string) {
    for (;;) {
      const { json } = await get(`/api/v1/queries/${id}`);
      if (json.status !== 'running') return json;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('run with Prefer: respond-async and keep their result', async () => {
    const sql = 'SELECT count(*) AS n FROM spans';
    const { status, headers, json } = await ask({ sql }, { prefer: 'respond-async' });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/api/v1/queries/${json.id}`);
    expect(json).toMatchObject({ sql, start: '2026-11-22T17:00:00.000000000Z' });
    const done = await ended(json.id);
    expect(done.status).toBe('succeeded');
    expect(done.result.rows).toEqual([['4']]);
    const list = await get('/api/v1/queries');
    expect(list.json.queries[0]).toMatchObject({ id: json.id, status: 'succeeded' });
    expect(list.json.queries[0].result).toBeUndefined();
  });

  it('keep their error', async () => {
    const { json } = await ask({ sql: 'SELECT nope FROM spans' }, { prefer: 'respond-async' });
    const done = await ended(json.id);
    expect(done).toMatchObject({ status: 'failed', error: { code: 'COLUMN_NOT_FOUND' } });
  });

  it('are canceled by DELETE', async () => {
    const { json } = await ask({ sql: ENDLESS }, { prefer: 'respond-async' });
    const canceled = await call(server, 'DELETE', `/api/v1/queries/${json.id}`);
    expect(canceled.json.status).toBe('canceled');
    expect((await get(`/api/v1/queries/${json.id}`)).json.status).toBe('canceled');
    // The engine is free again.
    expect((await ask({ sql: 'SELECT count(*) FROM spans' })).json.rows).toEqual([['4']]);
  });

  it('that nobody knows are not found', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, json } = await call(server, method, '/api/v1/queries/nope');
      expect([status, json.code]).toEqual([404, 'query_not_found']);
    }
  });
});
