// Field summaries of hand-built batches, counted by hand.
import { SPANS_TABLE } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';
import { MAX_FIELDS, MAX_KEY_BYTES, summarizeFields } from '../../src/catalog/field-summary.ts';
import { startTimeRange } from '../../src/catalog/start-time-range.ts';
import { type BatchShape, buildBatch, type PlainRow } from '../parquet/batch-builder.ts';

function summaries(rows: readonly PlainRow[], shape?: BatchShape) {
  return summarizeFields(buildBatch(SPANS_TABLE, rows, shape), SPANS_TABLE);
}

function summaryOf(rows: readonly PlainRow[], key: string, shape?: BatchShape) {
  return summaries(rows, shape).fields.filter((field) => field.key === key);
}

describe('summarizeFields', () => {
  test('counts the values of a well-known column', () => {
    const rows = [{ http_route: '/a' }, { http_route: '/b' }, { http_route: null }, { http_route: '/b' }];
    const [route] = summaryOf(rows, 'http.route');
    expect(route).toMatchObject({ level: 'span', column: 'http_route', types: { string: 3 }, integral: false });
    expect(route.top).toEqual([
      ['/b', 2],
      ['/a', 1],
    ]);
    expect(route.sketch).toHaveLength(2);
    for (const hash of route.sketch) expect(hash).toMatch(/^[0-9a-f]{13}$/);
  });

  test('knows structural columns that are attributes, at their level', () => {
    const rows = [{ service_name: 'shop', main: true, sample_rate: 4, cloud_region: 'eu-central-1', name: 'not one' }];
    const found = summaries(rows).fields.map((field) => [
      field.key,
      field.level,
      field.column,
      field.types,
      field.top[0],
    ]);
    expect(found).toEqual([
      ['cloud.region', 'resource', 'cloud_region', { string: 1 }, ['eu-central-1', 1]],
      ['main', 'span', 'main', { boolean: 1 }, ['true', 1]],
      ['sample_rate', 'span', 'sample_rate', { number: 1 }, ['4', 1]],
      ['service.name', 'resource', 'service_name', { string: 1 }, ['shop', 1]],
    ]);
  });

  test('joins the maps of one level by key, with a count for each type', () => {
    const rows: PlainRow[] = [
      { attributes_string: { plan: 'pro' } },
      { attributes_number: { plan: 3, ratio: 0.5 } },
      { attributes_number: { plan: 3 }, attributes_boolean: { beta: false } },
      { attributes_string: { plan: 'pro' }, scope_attributes: { plan: 'x' } },
      { attributes_string: { plan: 'free' } },
    ];
    const [span, scope] = summaryOf(rows, 'plan');
    expect(span).toMatchObject({ level: 'span', column: null, types: { string: 3, number: 2 }, integral: true });
    expect(span.top).toEqual([
      ['3', 2],
      ['pro', 2],
      ['free', 1],
    ]);
    expect(scope).toMatchObject({ level: 'scope', types: { string: 1 } });
    expect(summaryOf(rows, 'ratio')[0]).toMatchObject({ types: { number: 1 }, integral: false });
    expect(summaryOf(rows, 'beta')[0]).toMatchObject({ types: { boolean: 1 }, top: [['false', 1]] });
  });

  test('shows a misplaced value as a second summary without a column', () => {
    const rows: PlainRow[] = [
      { http_response_status_code: 200n },
      { attributes_string: { 'http.response.status_code': 'teapot' } },
    ];
    const found = summaryOf(rows, 'http.response.status_code').map((field) => [field.column, field.types]);
    expect(found).toEqual([
      ['http_response_status_code', { number: 1 }],
      [null, { string: 1 }],
    ]);
  });

  test('counts rows, not entries, where rows share a resource', () => {
    const resource = { 'host.name': 'h1' };
    const rows = [{ resource_attributes: resource }, { resource_attributes: resource }, { resource_attributes: {} }];
    const shape = { grouped: new Set(['resource_attributes']) };
    expect(summaryOf(rows, 'host.name', shape)[0]).toMatchObject({
      level: 'resource',
      types: { string: 2 },
      top: [['h1', 2]],
    });
  });

  test('counts the attributes of events', () => {
    const rows: PlainRow[] = [
      { events: [{ name: 'a', attributes: { hit: 'yes' } }, { attributes: { hit: 'no' } }, { attributes: {} }] },
      { events: [{ name: null, attributes: { hit: 'yes' } }] },
    ];
    expect(summaryOf(rows, 'hit')[0]).toMatchObject({
      level: 'event',
      types: { string: 3 },
      top: [
        ['yes', 2],
        ['no', 1],
      ],
    });
  });

  test('counts few values exactly even when the dictionary repeats them', () => {
    const rows = Array.from({ length: 300 }, (_, row) => ({ http_route: row % 3 === 0 ? '/a' : '/b' }));
    const [route] = summaryOf(rows, 'http.route', { unique: true });
    expect(route.top).toEqual([
      ['/b', 200],
      ['/a', 100],
    ]);
    expect(route.sketch).toHaveLength(2);
  });

  test('takes 0 and -0 for one value and keeps the last int64', () => {
    const rows: PlainRow[] = [
      { attributes_number: { x: 0 }, http_request_body_size: 2n ** 63n - 1n },
      { attributes_number: { x: -0 }, http_request_body_size: -(2n ** 63n) },
    ];
    expect(summaryOf(rows, 'x')[0]).toMatchObject({ types: { number: 2 }, top: [['0', 2]] });
    expect(summaryOf(rows, 'http.request.body.size')[0].top).toEqual([
      ['-9223372036854775808', 1],
      ['9223372036854775807', 1],
    ]);
  });

  test('keeps 64 hashes and 20 values of many, the frequent ones', () => {
    const rows = Array.from({ length: 3000 }, (_, row) => ({ user_id: row % 3 === 0 ? 'often' : `user-${row}` }));
    const [user] = summaryOf(rows, 'user.id');
    expect(user.sketch).toHaveLength(64);
    expect(user.sketch).toEqual(user.sketch.toSorted());
    expect(user.top).toHaveLength(20);
    expect(user.top[0]).toEqual(['often', 1000]);
  });

  test('cuts long values between characters', () => {
    const [text] = summaryOf([{ db_query_text: `${'x'.repeat(199)}üüü` }], 'db.query.text');
    expect(text.top).toEqual([[`${'x'.repeat(199)}…`, 1]]);
  });

  test('leaves out the rarest keys beyond the limit, and says so', () => {
    const many = Object.fromEntries(Array.from({ length: MAX_FIELDS + 50 }, (_, index) => [`k${index}`, 'v']));
    const result = summaries([
      { attributes_string: { ...many, frequent: 'v' }, http_route: '/a' },
      { attributes_string: { frequent: 'v' } },
    ]);
    expect(result.truncated).toBe(true);
    expect(result.fields).toHaveLength(MAX_FIELDS);
    const keys = result.fields.map((field) => field.key);
    expect(keys).toContain('frequent');
    expect(keys).toContain('http.route');
  });

  test('leaves out keys that are too long', () => {
    const result = summaries([{ attributes_string: { ['k'.repeat(MAX_KEY_BYTES + 1)]: 'v', short: 'v' } }]);
    expect(result.fields.map((field) => field.key)).toEqual(['short']);
    expect(result.truncated).toBe(true);
  });

  test('says nothing of an empty batch', () => {
    expect(summaries([])).toEqual({ fields: [], truncated: false });
  });
});

describe('startTimeRange', () => {
  test('is exact', () => {
    const rows = [5n, 1_767_230_272_092_387_001n, -3n].map((start) => ({ start_time_unix_nano: start }));
    expect(startTimeRange(buildBatch(SPANS_TABLE, rows))).toEqual({
      minStartTimeUnixNano: '-3',
      maxStartTimeUnixNano: '1767230272092387001',
    });
  });

  test('is unknown as soon as one row has no start', () => {
    const rows = [{ start_time_unix_nano: 5n }, { start_time_unix_nano: null }];
    expect(startTimeRange(buildBatch(SPANS_TABLE, rows)).minStartTimeUnixNano).toBeNull();
  });
});
