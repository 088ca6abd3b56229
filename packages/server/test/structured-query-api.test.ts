// POST /api/v1/query and /api/v1/compare over a real lake, answers as HTTP gives them, held against the OpenAPI document.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';
import { SAMPLE_REQUESTS, START_NANO, span, text, traceRequest } from './support/sample-spans.ts';

const RANGE = { start: '2026-11-22T17:00:00Z', end: '2026-11-22T18:00:00Z' };
const SAMPLED = { key: 'sample_rate', value: { doubleValue: 10 } };

let server: SampleServer;

beforeAll(async () => {
  server = await startSampleServer();
  const kept = span('00000000000000aa', {
    name: 'kept',
    startTimeUnixNano: START_NANO + 120_000_000_000n,
    endTimeUnixNano: START_NANO + 120_002_000_000n,
    attributes: [SAMPLED, text('user.plan', 'free')],
  });
  await sendSpans(server, [...SAMPLE_REQUESTS, traceRequest('sampler', [kept])]);
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const post = (path: string, body: unknown) => call(server, 'POST', path, { body });

describe('POST /api/v1/query', () => {
  it('answers with rows, the other row, a series without gaps, and its SQL', async () => {
    const { status, json } = await post('/api/v1/query', {
      ...RANGE,
      calculations: [{ op: 'COUNT' }, { op: 'MAX', column: 'duration_ms' }],
      breakdowns: ['service.name'],
      limit: 1,
      granularity: 60,
    });
    expect([status, json.detail]).toEqual([200, undefined]);
    expect(json.columns.map(({ name }: { name: string }) => name)).toEqual([
      'service.name',
      'COUNT',
      'MAX(duration_ms)',
    ]);
    // One span that was kept for ten.
    expect(json.rows).toEqual([['sampler', '10', 2]]);
    expect(json.other).toHaveLength(2);
    expect(json.other[0]).toBe('4');
    const services = await post('/api/v1/sql', { ...RANGE, sql: 'SELECT count(DISTINCT service_name) FROM spans' });
    expect(json.otherGroups).toBe(Number(services.json.rows[0][0]) - 1);
    expect(json.series.times).toHaveLength(60);
    const [shown] = json.series.groups.filter(({ group }: { group: unknown }) => group !== null);
    expect(shown.values['COUNT'].slice(0, 4)).toEqual(['0', '0', '10', '0']);
    expect(json.stats.notes.join(' ')).toMatch(/weigh each span by its sample_rate/);
    const again = await post('/api/v1/sql', { ...RANGE, sql: json.sql });
    expect(again.json.rows).toEqual(json.rows);
  });

  it('has values and summaries of services weighed as its own figures are', async () => {
    const get = (path: string) => call(server, 'GET', `${path}?${new URLSearchParams(RANGE)}`);
    const { values } = (await get('/api/v1/fields/user.plan/values')).json;
    expect(values).toEqual([
      { value: 'free', count: 11 },
      { value: 'pro', count: 1 },
    ]);
    const { services } = (await get('/api/v1/services')).json;
    expect(services[0]).toMatchObject({ service: 'sampler', requests: 10, errors: 0, durationMs: { p50: 2, p99: 2 } });
  });

  it('counts no distinct values as 0 where there was no span, and says why a number of text is missing', async () => {
    const calculations = [
      { op: 'COUNT_DISTINCT', column: 'service.name' },
      { op: 'SUM', column: 'service.name' },
    ];
    const { json } = await post('/api/v1/query', { ...RANGE, calculations, granularity: 1800 });
    expect(json.series.groups[0].values['COUNT_DISTINCT(service.name)'][1]).toBe('0');
    expect(json.rows[0][1]).toBeNull();
    expect(json.stats.notes).toContain(
      'SUM(service.name): service.name is text; values that are no number count as missing.',
    );
  });

  it('answers an empty question with the count of spans', async () => {
    const { json } = await post('/api/v1/query', RANGE);
    expect(json.rows).toEqual([['14']]);
    expect(json.series).toBeNull();
  });

  it('takes related spans, calculated fields and heatmaps', async () => {
    const { json } = await post('/api/v1/query', {
      ...RANGE,
      calculations: [{ op: 'COUNT' }, { op: 'HEATMAP', column: 'duration_ms' }],
      calculatedFields: [{ name: 'slow', expression: 'duration_ms > 200' }],
      filters: [{ column: 'root.http.route', op: '=', value: '/checkout' }],
      breakdowns: ['slow'],
    });
    expect(json.rows).toEqual([
      // Two, and the kept span, which is of the same trace.
      [false, '12'],
      [true, '1'],
    ]);
    expect(json.heatmaps[0].counts.reduce((sum: number, [, , spans]: number[]) => sum + spans, 0)).toBe(13);
  });

  it.each<[unknown, string, RegExp]>([
    [{ calculation: [] }, 'invalid_request', /did you mean calculations/],
    [{ breakdowns: ['usr.plan'] }, 'COLUMN_NOT_FOUND', /usr\.plan/],
    [{ filters: [{ column: 'cart.total', op: '>', value: 'a' }] }, 'invalid_request', /cart\.total is a number/],
    [{ timeoutMs: 0 }, 'invalid_request', /timeoutMs/],
    [{ start: 'yesterday' }, 'invalid_time', /yesterday/],
    [{ start: '-1h', end: 'now', granularity: 1 }, 'invalid_request', /the limit is 1000/],
    [[], 'invalid_request', /./],
  ])('refuses %j', async (body, code, detail) => {
    const { status, json } = await post(
      '/api/v1/query',
      Array.isArray(body) ? body : { ...RANGE, ...(body as object) },
    );
    expect([status, json.code]).toEqual([400, code]);
    expect(json.detail).toMatch(detail);
  });
});

describe('GET /api/v1/query', () => {
  it('answers the link that the answer to a question carries, with the same rows and link', async () => {
    const filters = [{ column: 'service.name', op: '!=', value: `a'b"c & d=é` }];
    const asked = await post('/api/v1/query', { ...RANGE, filters, breakdowns: ['service.name'], granularity: 60 });
    expect(asked.json.url).toMatch(/^\/api\/v1\/query\?q=1~/);
    const linked = await call(server, 'GET', `${asked.json.url}&timeoutMs=5000`, {});
    expect([linked.status, linked.json.detail]).toEqual([200, undefined]);
    const { rows, series, sql, url } = linked.json;
    expect({ rows, series, sql, url }).toEqual({
      rows: asked.json.rows,
      series: asked.json.series,
      sql: asked.json.sql,
      url: asked.json.url,
    });
  });

  it('has no link for a question that is too long for one, and says so', async () => {
    const value = Array.from({ length: 1000 }, (_, i) => `value-${String(i).padStart(18, '0')}`);
    const asked = await post('/api/v1/query', { ...RANGE, filters: [{ column: 'name', op: 'not-in', value }] });
    expect([asked.status, asked.json.url]).toEqual([200, null]);
    expect(asked.json.stats.notes).toContainEqual(expect.stringContaining('too long for a link'));
  });

  it.each<[string, RegExp]>([
    ['', /q: is missing/],
    ['?q=hello', /does not begin with a version/],
    ["?q=1~%7B'c'", /cut or damaged/],
    ['?q=9~%7B%7D', /version 9/],
    ['?q=1~%7B%7D&timeoutMs=0', /timeoutMs/],
  ])('refuses %s', async (text, detail) => {
    const { status, json } = await call(server, 'GET', `/api/v1/query${text}`, {});
    expect([status, json.code]).toEqual([400, 'invalid_request']);
    expect(json.detail).toMatch(detail);
  });
});

describe('a field of the request that the gate refuses is named', () => {
  const COUNT = { op: 'COUNT' };
  const absent = { column: 'nosuch', op: '=', value: 'x' };
  it.each<[path: string, body: object, code: string, field: string]>([
    [
      'query',
      { calculations: [COUNT, { op: 'P95', column: 'duration_m' }] },
      'COLUMN_NOT_FOUND',
      'calculations[1].column',
    ],
    ['query', { calculations: [{ op: 'SUM', column: 'events' }] }, 'TYPE_MISMATCH', 'calculations[0].column'],
    ['query', { breakdowns: ['events'] }, 'TYPE_MISMATCH', 'breakdowns[0]'],
    ['query', { breakdowns: ['name', 'root.nosuch'] }, 'COLUMN_NOT_FOUND', 'breakdowns[1]'],
    [
      'query',
      { filters: [{ filters: [absent], filterCombination: 'OR' }] },
      'COLUMN_NOT_FOUND',
      'filters[0].filters[0].column',
    ],
    ['compare', { selection: { filters: [absent] } }, 'COLUMN_NOT_FOUND', 'selection.filters[0].column'],
    ['compare', { selection: { preset: 'errors' }, fields: ['name', 'nosuch'] }, 'COLUMN_NOT_FOUND', 'fields[1]'],
  ])('%s %j', async (path, body, code, field) => {
    const { json } = await post(`/api/v1/${path}`, { ...RANGE, ...body });
    expect([json.code, json.details.field]).toEqual([code, field]);
    expect(json.detail.startsWith(`${field}: `), json.detail).toBe(true);
    expect(json.details.line).toBeUndefined();
    expect(json.hint).not.toMatch(/quotes/);
  });

  const filtered = (second: object) => ({ filters: [{ column: 'cart.total', op: '>', value: 1 }, second] });
  const box = { start: '2026-11-22T17:00:00Z', end: '2026-11-22T17:30:00Z', column: 'duration_ms', low: 1, high: 9 };
  const calculated = (...expressions: string[]) => ({
    calculatedFields: expressions.map((expression, i) => ({ name: `x${i}`, expression })),
    breakdowns: expressions.map((_, i) => `x${i}`),
  });
  it.each<[path: string, body: object, code: string, field: string]>([
    ['query', filtered({ column: 'cart.total', op: '<', value: 'a' }), 'invalid_request', 'filters[1].value'],
    ['query', filtered({ column: 'name', op: 'matches', value: '(' }), 'invalid_request', 'filters[1].value'],
    ['query', filtered({ column: 'time', op: '=', value: 1 }), 'invalid_request', 'filters[1].column'],
    [
      'query',
      {
        calculations: [{ op: 'MAX', column: 'name' }],
        havings: [{ calculateOp: 'MAX', column: 'name', op: '<', value: 1 }],
      },
      'invalid_request',
      'havings[0].column',
    ],
    ['query', calculated('length(name'), 'invalid_request', 'calculatedFields[0].expression'],
    ['query', calculated('1', 'name)'), 'invalid_request', 'calculatedFields[1].expression'],
    ['query', calculated('1 / (duration_nano * 0)'), 'DIVISION_BY_ZERO', 'calculatedFields[0].expression'],
    ['query', calculated('1', 'CAST(name AS bigint)'), 'INVALID_CAST_ARGUMENT', 'calculatedFields'],
    ['compare', { selection: { box: { ...box, high: 1 } } }, 'invalid_request', 'selection.box.high'],
    ['compare', { selection: { box: { ...box, end: box.start } } }, 'invalid_request', 'selection.box.end'],
    ['compare', { selection: { box: { ...box, column: 'name' } } }, 'invalid_request', 'selection.box.column'],
    ['compare', { selection: { box: { ...box, column: 'main' } } }, 'invalid_request', 'selection.box.column'],
    [
      'compare',
      { selection: { preset: 'errors' }, baseline: { filters: [{ column: 'main', op: '=', value: 'perhaps' }] } },
      'invalid_request',
      'baseline.filters[0].value',
    ],
    ['compare', { selection: { preset: 'errors' }, fields: ['name', 'events'] }, 'invalid_request', 'fields[1]'],
  ])('and so is what does not fit: %s %j', async (path, body, code, field) => {
    const { status, json } = await post(`/api/v1/${path}`, { ...RANGE, ...body });
    expect([status, json.code, json.details.field]).toEqual([400, code, field]);
    expect(json.detail.startsWith(field), json.detail).toBe(true);
  });

  it('and a text that breaks off has no place behind its end', async () => {
    const { json } = await post('/api/v1/query', { ...RANGE, ...calculated('length(name') });
    expect(json.detail).toMatch(/it breaks off, or a bracket is not closed/);
    expect(json.details.line).toBeUndefined();
  });

  it('and so is a body that is no object', async () => {
    for (const path of ['query', 'compare', 'sql']) {
      const { json } = await post(`/api/v1/${path}`, [1]);
      expect(json.details.errors[0].field).toBe('body');
    }
  });

  it('and a place in a calculated field is one in its own text', async () => {
    const calculatedFields = [{ name: 'double', expression: '1 +\n durationn_ms * 2' }];
    const { json } = await post('/api/v1/query', { ...RANGE, calculatedFields, breakdowns: ['double'] });
    expect(json).toMatchObject({
      code: 'COLUMN_NOT_FOUND',
      details: { field: 'calculatedFields[0].expression', line: 2, column: 2 },
    });
    expect(json.details.suggestions).toContain('duration_ms');
  });
});

describe('POST /api/v1/query/explain', () => {
  it('says before the run which texts there are, what they read and cost', async () => {
    const question = {
      ...RANGE,
      calculations: [{ op: 'COUNT' }, { op: 'HEATMAP', column: 'duration_ms' }],
      breakdowns: ['user.plan'],
      granularity: 60,
    };
    const { status, json } = await post('/api/v1/query/explain', question);
    expect(status).toBe(200);
    expect(json.texts.map(({ part }: { part: string }) => part)).toEqual(['table', 'other', 'series', 'heatmap']);
    const sum = (of: (text: never) => number) => json.texts.reduce((total: number, each: never) => total + of(each), 0);
    expect(json.estimatedBytes).toBe(sum(({ estimatedBytes }) => estimatedBytes));
    expect(json.estimatedBytes).toBeGreaterThan(0);
    // Athena bills each text for 10 MB at least.
    expect(json.estimatedUsd).toEqual({ duckdb: 0, athena: 4 * 0.00005 });
    expect([json.engine, json.files]).toEqual(['duckdb', json.texts[0].files]);
    const answer = await post('/api/v1/query', question);
    expect(json.texts[0].sql).toBe(answer.json.sql);
  });

  it('reads nothing, and refuses what the run would', async () => {
    const before = (await call(server, 'GET', '/api/v1/stats')).json.queries;
    await post('/api/v1/query/explain', { ...RANGE, breakdowns: ['name'] });
    expect((await call(server, 'GET', '/api/v1/stats')).json.queries).toEqual(before);
    const wrong = await post('/api/v1/query/explain', { ...RANGE, breakdowns: ['user.plam'] });
    expect([wrong.status, wrong.json.code, wrong.json.details.field]).toEqual([
      400,
      'COLUMN_NOT_FOUND',
      'breakdowns[0]',
    ]);
  });
});

describe('POST /api/v1/query/check', () => {
  it('says what the run would read, as explain does', async () => {
    const question = { ...RANGE, calculations: [{ op: 'COUNT' }], breakdowns: ['name'] };
    const { status, json } = await post('/api/v1/query/check', question);
    expect([status, json.problem]).toEqual([200, null]);
    expect(json.explanation).toEqual((await post('/api/v1/query/explain', question)).json);
  });

  it.each([
    ['cannot be planned', { breakdowns: ['user.plam'] }, 'COLUMN_NOT_FOUND', 'breakdowns[0]'],
    ['cannot be read', { calculations: [{ op: 'P95' }] }, 'invalid_request', 'calculations[0].column'],
  ])('answers with the problem of a question that %s', async (_, question, code, field) => {
    const { status, json } = await post('/api/v1/query/check', { ...RANGE, ...question });
    expect([status, json.explanation]).toEqual([200, null]);
    expect(json.problem).toMatchObject({ status: 400, code, details: { field } });
    const refused = await post('/api/v1/query/explain', { ...RANGE, ...question });
    expect([refused.status, refused.json.code, refused.json.detail]).toEqual([400, code, json.problem.detail]);
  });
});

describe('POST /api/v1/compare', () => {
  it('ranks fields with the numbers of both sides', async () => {
    const { status, json } = await post('/api/v1/compare', {
      ...RANGE,
      selection: { preset: 'errors' },
      baseline: 'rest-of-all',
    });
    expect([status, json.detail]).toEqual([200, undefined]);
    expect(json.selected.spans).toBe(1);
    expect(json.baseline.spans).toBe(4);
    expect(json.fields.length).toBeGreaterThan(10);
    const route = json.fields.find(({ field, sameAs }: { field: string; sameAs: string[] }) =>
      [field, ...sameAs].includes('http.route'),
    );
    expect(route.values).toContainEqual(expect.objectContaining({ kind: 'value', selected: 0, baseline: 1 }));
  });

  it('says what is weighed, what both sides share, and that a side is empty', async () => {
    const all = { filters: [{ column: 'name', op: 'exists' }] };
    const kept = { filters: [{ column: 'name', op: '=', value: 'kept' }] };
    const notesOf = async (body: object): Promise<string> => {
      const { json } = await post('/api/v1/compare', { ...RANGE, ...body });
      return json.stats.notes.join('\n');
    };
    const sharing = await notesOf({ selection: kept, baseline: all });
    expect(sharing).toMatch(/^1 spans are in both: they count as selected and are left out of the baseline\.$/m);
    expect(sharing).toMatch(/^Values weigh each span by its sample_rate/m);
    expect(sharing).not.toMatch(/No span is/);
    expect(await notesOf({ selection: kept, baseline: kept })).toMatch(/^No span is in the baseline/m);
    const nothing = { filters: [{ column: 'name', op: '=', value: 'no such' }] };
    expect(await notesOf({ selection: nothing })).toMatch(/^No span is selected/m);
  });

  it.each<[unknown, RegExp]>([
    [{}, /selection is missing/],
    [{ selection: {} }, /must have a preset, filters or a box/],
    [{ selection: { preset: 'error' } }, /did you mean errors/],
  ])('refuses %j', async (body, detail) => {
    const { status, json } = await post('/api/v1/compare', body);
    expect([status, json.code]).toEqual([400, 'invalid_request']);
    expect(json.detail).toMatch(detail);
  });
});
