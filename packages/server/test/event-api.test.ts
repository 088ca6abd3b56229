// Raw spans over HTTP: any columns, filters, page after page without a span twice or missing.
import { encodeQuery } from '@tracelake/query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { FAILED_TRACE_ID, SAMPLE_REQUESTS, START_NANO, TRACE_ID } from './support/sample-spans.ts';

const RANGE = 'start=2026-11-22T17:00:00Z&end=2026-11-22T18:00:00Z';
const TWINS = 7;

let server: SampleServer;

beforeAll(async () => {
  server = await startSampleServer();
  await sendSpans(server, SAMPLE_REQUESTS);
  // Of one nanosecond, older than all others: told apart by their ids, and two of one id by their kind.
  const twin = (n: number, kind: number) => ({
    traceId: Buffer.from('cc'.repeat(16), 'hex'),
    spanId: Buffer.from(n.toString(16).padStart(16, '0'), 'hex'),
    name: `twin ${n}`,
    kind,
    startTimeUnixNano: START_NANO - 1000n,
    endTimeUnixNano: START_NANO,
  });
  const spans = [...Array.from({ length: TWINS - 1 }, (_, n) => twin(n + 1, 2)), twin(1, 3)];
  await sendSpans(server, [{ resourceSpans: [{ scopeSpans: [{ spans }] }] }]);
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const get = (query: string) => call(server, 'GET', `/api/v1/events?${query.replaceAll(' ', '%20')}`);
const BEFORE = `start=${START_NANO - 2000n}&end=2026-11-22T18:00:00Z`;

describe('GET /api/v1/events', () => {
  it('has the newest first, with the columns that were asked for', async () => {
    const { json } = await get(`${RANGE}&fields=name&fields=user.plan&fields=root.name&fields=cart.total&fields=time`);
    expect(json.columns.map(({ name }: { name: string }) => name)).toEqual([
      'start_time_unix_nano',
      'trace_id',
      'span_id',
      'kind',
      'name',
      'user.plan',
      'root.name',
      'cart.total',
      'time',
    ]);
    expect(json.rows.map((row: unknown[]) => row.slice(1, 8))).toEqual([
      [FAILED_TRACE_ID, '0000000000000004', 'SERVER', 'charge', 'free', 'charge', null],
      [TRACE_ID, '0000000000000003', 'SERVER', 'charge', null, 'GET /checkout', null],
      [TRACE_ID, '0000000000000002', 'CLIENT', 'POST payment', null, 'GET /checkout', null],
      [TRACE_ID, '0000000000000001', 'SERVER', 'GET /checkout', 'pro', 'GET /checkout', 12.5],
    ]);
    expect([json.cursor, json.stats.rows]).toEqual([null, 4]);
  });

  it('goes on where the last page ended, also between spans of one nanosecond', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    for (; cursor !== null; pages++) {
      const behind = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { json } = await get(`${BEFORE}&limit=3${behind}`);
      seen.push(...json.rows.map(([, trace, span, kind]: string[]) => `${trace} ${span} ${kind}`));
      cursor = json.cursor;
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([4, 4 + TWINS, 4 + TWINS]);
  });

  it.each([
    ['where=user.plan = pro', ['GET /checkout']],
    ['where=status_code = ERROR or name = "POST payment"', ['charge', 'POST payment']],
    [`q=${encodeQuery({ filters: [{ column: 'any.status_code', op: '=', value: 'ERROR' }] })}`, ['charge']],
    ['where=service.name = nobody', []],
  ])('%s', async (query, names) => {
    const { json } = await get(`${RANGE}&fields=name&${query}`);
    expect(json.rows.map((row: unknown[]) => row[4])).toEqual(names);
  });

  it('takes calculated fields as columns', async () => {
    const question = { calculatedFields: [{ name: 'slow', expression: 'duration_ms > 1000' }] };
    const { json } = await get(`${RANGE}&fields=slow&limit=1&q=${encodeQuery(question)}`);
    expect(json.rows[0][4]).toBe(true);
  });

  it.each([
    ['fields=user.plam', 'COLUMN_NOT_FOUND', 'fields[0]'],
    ['where=user.plam = 1', 'COLUMN_NOT_FOUND', 'filters[0].column'],
    ['cursor=1~x', 'invalid_request', 'cursor'],
  ])('refuses %s and names the field', async (query, code, field) => {
    const { status, json } = await get(`${RANGE}&${query}`);
    expect([status, json.code, json.details.field]).toEqual([400, code, field]);
  });
});

describe('POST /api/v1/events', () => {
  const post = (body: object) => call(server, 'POST', '/api/v1/events', { body });
  const [, start, end] = /start=(.*)&end=(.*)/.exec(RANGE)!;

  it('takes a question that is longer than an address, and answers as GET does', async () => {
    const value = ['charge', ...Array.from({ length: 900 }, (_, n) => `a name that no span has, ${n}`)];
    const filters = [{ column: 'name', op: 'in', value }];
    const { status, json } = await post({ start, end, filters, fields: ['name'], limit: 1 });
    const { json: byGet } = await get(`${RANGE}&where=name=charge&fields=name&limit=1`);
    expect(status).toBe(200);
    expect([json.columns, json.rows, json.cursor]).toEqual([byGet.columns, byGet.rows, byGet.cursor]);
    const next = await post({ start, end, filters, fields: ['name'], limit: 1, cursor: json.cursor });
    expect(next.json.rows.map(([, trace]: string[]) => trace)).toEqual([TRACE_ID]);
  });

  it.each([
    [{ filters: [{ column: 'name', op: 'like', value: 'x' }] }, 'filters[0].op'],
    [{ limit: 0 }, 'limit'],
    [{ fields: 'name' }, 'fields'],
    [{ wher: 'x' }, 'wher'],
  ])('names what is wrong: %j', async (body, name) => {
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json.detail).toContain(name);
  });
});
