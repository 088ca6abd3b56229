// Structured queries over spans in a file: filters, calculations, breakdowns, the other row, series, heatmaps, related spans.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heatmapAnswer, seriesAnswer } from '../../src/structured/series-answer.ts';
import type { Filter, StructuredQuery } from '../../src/structured/structured-query.ts';
import { field } from '../plan/field-documents.ts';
import { StructuredLake, span } from './structured-lake.ts';

const MS = 1_000_000n;

const ROWS = [
  span(0, {
    trace_id: 'a',
    span_id: 'a1',
    name: 'GET /cart',
    http_route: '/cart',
    duration_nano: 100n * MS,
    attributes_string: { 'user.plan': 'pro' },
    attributes_number: { 'cart.total': 12.5 },
  }),
  span(0.5, {
    trace_id: 'a',
    span_id: 'a2',
    parent_span_id: 'a1',
    kind: 'CLIENT',
    name: 'GetItem',
    duration_nano: 20n * MS,
    status_code: 'ERROR',
    attributes_boolean: { cached: true },
  }),
  span(1, {
    trace_id: 'b',
    span_id: 'b1',
    name: 'GET /cart',
    http_route: '/cart',
    duration_nano: 300n * MS,
    attributes_string: { 'user.plan': "it's 100%" },
    attributes_number: { 'cart.total': 99 },
  }),
  span(1.1, {
    trace_id: 'b',
    span_id: 'b2',
    parent_span_id: 'b1',
    kind: 'CLIENT',
    name: 'Query',
    duration_nano: 40n * MS,
    attributes_boolean: { cached: false },
    events:
      "[{'name': start, 'attributes': {}}, {'name': cache.miss, 'attributes': {cache.tier=l1}}, {'name': x, 'attributes': {cache.tier=l2}}]",
  }),
  span(4, {
    trace_id: 'c',
    span_id: 'c1',
    name: 'POST /pay',
    http_route: '/pay',
    duration_nano: 900n * MS,
    status_code: 'ERROR',
    attributes_string: { 'user.plan': 'free' },
  }),
  span(9, { trace_id: 'd', span_id: 'd1', name: 'GET /', duration_nano: 10n * MS }),
];

let lake: StructuredLake;

beforeAll(async () => {
  lake = await StructuredLake.open();
  await lake.write(ROWS, [
    field('user.plan', 'span', 'string'),
    field('cart.total', 'span', 'number'),
    field('cached', 'span', 'boolean'),
  ]);
});
afterAll(() => lake.close());

async function spansWith(filters: StructuredQuery['filters'], filterCombination: 'AND' | 'OR' = 'AND') {
  const rows = await lake.ask({ filters, filterCombination, breakdowns: ['span_id'], orders: [{ column: 'span_id' }] });
  return rows.map(([id]) => id).join(' ');
}

describe('filters', () => {
  it.each<[Filter, string]>([
    [{ column: 'user.plan', op: '=', value: 'pro' }, 'a1'],
    [{ column: 'user.plan', op: '!=', value: 'pro' }, 'a2 b1 b2 c1 d1'],
    [{ column: 'user.plan', op: 'in', value: ['pro', 'free'] }, 'a1 c1'],
    [{ column: 'user.plan', op: 'not-in', value: ['pro', 'free'] }, 'a2 b1 b2 d1'],
    [{ column: 'user.plan', op: 'exists' }, 'a1 b1 c1'],
    [{ column: 'user.plan', op: 'does-not-exist' }, 'a2 b2 d1'],
    [{ column: 'user.plan', op: 'contains', value: "'s 100%" }, 'b1'],
    [{ column: 'user.plan', op: 'ends-with', value: '0%' }, 'b1'],
    [{ column: 'user.plan', op: 'ends-with', value: '_0%' }, ''],
    [{ column: 'user.plan', op: 'starts-with', value: 'fr' }, 'c1'],
    [{ column: 'user.plan', op: 'does-not-start-with', value: 'fr' }, 'a1 a2 b1 b2 d1'],
    [{ column: 'duration_ms', op: '>=', value: 300 }, 'b1 c1'],
    [{ column: 'duration_ms', op: '<', value: 20.5 }, 'a2 d1'],
    [{ column: 'cart.total', op: '=', value: '12.5' }, 'a1'],
    [{ column: 'cart.total', op: 'contains', value: '99' }, 'b1'],
    [{ column: 'cached', op: '=', value: true }, 'a2'],
    [{ column: 'cached', op: '!=', value: 'true' }, 'a1 b1 b2 c1 d1'],
    [{ column: 'parent.http.route', op: '=', value: '/cart' }, 'a2 b2'],
    [{ column: 'root.user.plan', op: '=', value: 'pro' }, 'a1 a2'],
    [{ column: 'any.cached', op: '=', value: true }, 'a1 a2'],
    [{ column: 'events.cache.tier', op: '=', value: 'l1' }, 'b2'],
    [{ column: 'events.name', op: 'does-not-exist' }, 'a1 a2 b1 c1 d1'],
    [{ column: 'any.events.cache.tier', op: 'exists' }, 'b1 b2'],
    [{ column: 'none.cached', op: '=', value: true }, 'b1 b2 c1 d1'],
    [{ column: 'none.cached', op: 'exists' }, 'c1 d1'],
    [{ column: 'user.plan', op: 'matches', value: '^(pro|free)$' }, 'a1 c1'],
    [{ column: 'user.plan', op: 'does-not-match', value: '^(pro|free)$' }, 'a2 b1 b2 d1'],
    [{ column: 'duration_ms', op: 'matches', value: '^9' }, 'c1'],
  ])('%j', async (filter, expected) => {
    expect(await spansWith([filter])).toBe(expected);
  });

  it('takes several conditions on any span for one span', async () => {
    const client: Filter = { column: 'any.kind', op: '=', value: 'CLIENT' };
    const failed: Filter = { column: 'any.status_code', op: '=', value: 'ERROR' };
    expect(await spansWith([client, failed])).toBe('a1 a2');
    expect(await spansWith([client, failed], 'OR')).toBe('a1 a2 b1 b2 c1');
  });

  it('takes each condition on no span by itself', async () => {
    const ofClient: Filter = { column: 'none.kind', op: '=', value: 'CLIENT' };
    const failed: Filter = { column: 'none.status_code', op: '=', value: 'ERROR' };
    expect(await spansWith([ofClient, failed])).toBe('d1');
    expect(await spansWith([ofClient, failed], 'OR')).toBe('b1 b2 c1 d1');
  });

  it('combines groups', async () => {
    const slow: Filter = { column: 'duration_ms', op: '>', value: 200 };
    const cart: Filter = { column: 'http.route', op: '=', value: '/cart' };
    const client: Filter = { column: 'kind', op: '!=', value: 'SERVER' };
    expect(await spansWith([{ filters: [slow, client], filterCombination: 'OR' }, cart])).toBe('b1');
    expect(await spansWith([{ filters: [slow, cart], filterCombination: 'AND' }, client], 'OR')).toBe('a2 b1 b2');
  });

  it('refuses a value that its field cannot have', () => {
    const ask = (filter: Filter) => () => lake.compile({ filters: [filter] });
    expect(ask({ column: 'cart.total', op: '=', value: 'much' })).toThrow(/cart.total is a number.*"much"/);
    expect(ask({ column: 'cached', op: '=', value: 1 })).toThrow(/cached is true or false/);
    expect(ask({ column: 'events', op: 'exists' })).toThrow(/events cannot be filtered/);
  });
});

describe('calculations', () => {
  it('are what SQL says', async () => {
    const query: StructuredQuery = {
      calculations: [
        { op: 'COUNT' },
        { op: 'SUM', column: 'cart.total' },
        { op: 'AVG', column: 'duration_ms' },
        { op: 'MIN', column: 'name' },
        { op: 'MAX', column: 'duration_ms' },
        { op: 'P50', column: 'cart.total' },
        { op: 'COUNT_DISTINCT', column: 'http.route' },
        { op: 'ERROR_RATE' },
        { op: 'RATE' },
        { op: 'CONCURRENCY' },
      ],
    };
    const [row] = await lake.ask(query);
    expect(row.slice(0, 7)).toEqual(['6', 111.5, 228.33333333333334, 'GET /', 900, 99, '2']);
    expect(row[7]).toBeCloseTo(2 / 6);
    expect(row[8]).toBeCloseTo(6 / 600);
    // Six spans of 228.3 ms on average, in ten minutes.
    expect(row[9]).toBeCloseTo((6 * 0.228333333) / 600, 9);
  });

  it('group, order, keep by HAVING, and limit; the other row is all the rest', async () => {
    const query: StructuredQuery = {
      calculations: [{ op: 'COUNT' }, { op: 'MAX', column: 'duration_ms' }],
      breakdowns: ['http.route', 'kind'],
      orders: [{ op: 'COUNT' }, { column: 'kind', order: 'descending' }],
      havings: [{ calculateOp: 'COUNT', op: '>=', value: 1 }],
      limit: 2,
    };
    expect(await lake.ask(query)).toEqual([
      ['/cart', 'SERVER', '2', 300],
      [null, 'CLIENT', '2', 40],
    ]);
    expect(await lake.rows(lake.compile(query).otherSql!)).toEqual([['2', 900, '2']]);
  });

  it('use calculated fields and fields of related spans', async () => {
    const query: StructuredQuery = {
      calculatedFields: [{ name: 'slow', expression: 'duration_ms > 200 -- or so' }],
      breakdowns: ['slow', 'root.http.route'],
      orders: [{ column: 'slow' }, { column: 'root.http.route' }],
    };
    expect(await lake.ask(query)).toEqual([
      [false, '/cart', '3'],
      [false, null, '1'],
      [true, '/cart', '1'],
      [true, '/pay', '1'],
    ]);
  });

  it.each(['1) FROM spans --', '1, 2) AS x, (3', '1 AS y', 'SELECT 1', '1; SELECT 2', "'"])(
    'refuses %s as an expression',
    (expression) => {
      expect(() => lake.compile({ calculatedFields: [{ name: 'x', expression }], breakdowns: ['x'] })).toThrow();
    },
  );

  it.each([
    ['count(*)', 1, 1],
    ['duration_ms /\n  max(duration_ms)', 2, 3],
    ['row_number() OVER (ORDER BY time)', 1, 1],
    ["IF(main, listagg(name, ',') WITHIN GROUP (ORDER BY name))", 1, 10],
  ])('refuses what is not of one span: %s', (expression, line, column) => {
    const calculatedFields = [{ name: 'x', expression }];
    const details = expect.objectContaining({ field: 'calculatedFields[0].expression', line, column });
    for (const query of [{ breakdowns: ['x'] }, { filters: [{ column: 'x', op: '=' as const, value: 1 }] }]) {
      expect(() => lake.compile({ calculatedFields, ...query })).toThrow(
        expect.objectContaining({ code: 'invalid_request', details }),
      );
    }
  });

  it('takes an aggregate of a subquery', () => {
    const calculatedFields = [{ name: 'x', expression: '(SELECT max(duration_ms) FROM spans)' }];
    expect(lake.compile({ calculatedFields, breakdowns: ['x'] }).sql).toContain('max(duration_ms)');
  });
});

describe('a pattern that is none', () => {
  it('is refused by the name of its field', () => {
    const filters = [{ column: 'http.route', op: 'matches', value: '[' }] as const;
    expect(() => lake.compile({ filters })).toThrow(/pattern of http\.route is no regular expression/);
  });
});

describe('series', () => {
  it('has every bucket, with groups and the others', async () => {
    const query: StructuredQuery = {
      calculations: [{ op: 'COUNT' }, { op: 'MAX', column: 'duration_ms' }],
      breakdowns: ['kind'],
      limit: 1,
      granularity: 120,
    };
    const compiled = lake.compile(query);
    const { buckets, sql } = compiled.series!;
    const table = await lake.rows(compiled.sql);
    const answer = seriesAnswer(await lake.rows(sql), buckets, compiled.breakdowns, compiled.calculations, table);
    expect(answer.times).toHaveLength(5);
    expect(answer.times[0]).toBe('2026-11-22T10:00:00.000Z');
    expect(answer.groups).toEqual([
      {
        group: ['SERVER'],
        values: { COUNT: ['2', '0', '1', '0', '1'], 'MAX(duration_ms)': [300, null, 900, null, 10] },
      },
      { group: null, values: { COUNT: ['2', '0', '0', '0', '0'], 'MAX(duration_ms)': [40, null, null, null, null] } },
    ]);
  });

  it('has the same rows without a second scan, where the table shows every group', async () => {
    const query: StructuredQuery = {
      calculations: [{ op: 'COUNT' }, { op: 'MAX', column: 'duration_ms' }],
      breakdowns: ['kind', 'service_name'],
      granularity: 120,
    };
    const { series } = lake.compile(query);
    const [sought, all] = await Promise.all([lake.rows(series!.sql), lake.rows(series!.ofAllSql)]);
    expect(sought.length).toBeGreaterThan(1);
    expect(new Set(all.map(String))).toEqual(new Set(sought.map(String)));
    expect(series!.ofAllSql).not.toContain('JOIN');
  });

  it('has its groups in the order of the table, whatever order the rows came in', () => {
    const buckets = { granularitySeconds: 60, first: 0n, count: 1 };
    const rows = [
      [0, null, null, 5],
      [0, true, 'b', 1],
      [0, true, 'a', 2],
    ];
    const answer = seriesAnswer(
      rows,
      buckets,
      ['name'],
      [{ op: 'COUNT' }],
      [
        ['a', 2],
        ['b', 1],
      ],
    );
    expect(answer.groups.map(({ group }) => group)).toEqual([['a'], ['b'], null]);
  });

  it('gives a RATE over the seconds of the bucket', async () => {
    const compiled = lake.compile({ calculations: [{ op: 'RATE' }], granularity: 60 });
    const answer = seriesAnswer(
      await lake.rows(compiled.series!.sql),
      compiled.series!.buckets,
      [],
      compiled.calculations,
      await lake.rows(compiled.sql),
    );
    expect(answer.groups[0].values['RATE'].slice(0, 3)).toEqual([2 / 60, 2 / 60, 0]);
  });

  it('chooses a granularity', () => {
    expect(lake.compile({ granularity: 'auto' }).series?.buckets.granularitySeconds).toBe(5);
  });
});

describe('numbers', () => {
  const bigint = (value: string | number): StructuredQuery => ({
    filters: [{ column: 'start_time_unix_nano', op: '=', value }],
  });

  it('compares a 64-bit integer digit by digit', () => {
    expect(lake.compile(bigint('1795880705122530564')).sql).toContain('= 1795880705122530564');
    expect(() => lake.compile(bigint(2 ** 60))).toThrow(/filters\[0\]\.value: .* a number in JSON keeps 53 bits/);
  });

  it('knows the first and the last time', async () => {
    const calculations = [
      { op: 'MIN', column: 'time' },
      { op: 'MAX', column: 'time' },
    ] as const;
    const [[first, last]] = await lake.rows(lake.compile({ calculations }).sql);
    expect([first, last]).toEqual(['2026-11-22 10:00:00', '2026-11-22 10:09:00']);
  });

  it('leaves NaN out of percentiles', async () => {
    const nan = { name: 'cost', expression: `IF("cart.total" > 50, nan(), "cart.total")` };
    const { sql } = lake.compile({ calculatedFields: [nan], calculations: [{ op: 'P50', column: 'cost' }] });
    expect(await lake.rows(sql)).toEqual([[12.5]]);
  });
});

describe('heatmap', () => {
  it.each([['log'], ['linear']] as const)('counts every span once: %s', async (scale) => {
    const compiled = lake.compile({ calculations: [{ op: 'HEATMAP', column: 'duration_ms', scale }], granularity: 60 });
    const answer = heatmapAnswer(await lake.rows(compiled.heatmaps[0].sql), compiled.heatmaps[0]);
    expect(answer.counts.reduce((sum, [, , spans]) => sum + spans, 0)).toBe(6);
    for (const [, cell] of answer.counts) expect(answer.cells[cell]).toBeDefined();
    const [, cell] = answer.counts.find(([bucket]) => bucket === 4)!;
    expect(answer.cells[cell]!.low).toBeLessThanOrEqual(900);
    expect(answer.cells[cell]!.high).toBeGreaterThanOrEqual(900);
  });

  const odd = (numbers: readonly string[]) => ({
    name: 'odd',
    expression: `element_at(ARRAY[${numbers.join(', ')}], CAST(minute(time) AS integer) + 1)`,
  });

  it.each(['log', 'linear'] as const)('leaves out what is no finite number: %s', async (scale) => {
    const calculatedFields = [
      odd(['1e0', 'infinity()', '2e0', '0e0', 'nan()', '0e0', '0e0', '0e0', '0e0', '-infinity()']),
    ];
    const calculations = [{ op: 'HEATMAP', column: 'odd', scale }] as const;
    const { heatmaps } = lake.compile({ calculatedFields, calculations, granularity: 600 });
    const answer = heatmapAnswer(await lake.rows(heatmaps[0].sql), heatmaps[0]);
    expect(answer.counts.reduce((sum, [, , spans]) => sum + spans, 0)).toBe(2);
    expect(answer.cells.every((cell) => Number.isFinite(cell!.high))).toBe(true);
  });

  it('is read whatever the number of its cells', async () => {
    const { heatmaps } = lake.compile({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }], granularity: 60 });
    const [[bucket]] = await lake.rows(heatmaps[0].sql);
    const rows = Array.from({ length: 200_000 }, (_, i) => [bucket, i % 300, 1, 1, 300]);
    expect(heatmapAnswer(rows, heatmaps[0]).cells).toHaveLength(300);
  });

  it('has a bound of logarithmic cells, whatever the values', async () => {
    const calculatedFields = [odd(['5e-324', '1e308', '1e0', '1e0', '1.7e308', '1e0', '1e0', '1e0', '1e0', '1e-200'])];
    const calculations = [{ op: 'HEATMAP', column: 'odd', scale: 'log' }] as const;
    const { heatmaps } = lake.compile({ calculatedFields, calculations, granularity: 600 });
    const answer = heatmapAnswer(await lake.rows(heatmaps[0].sql), heatmaps[0]);
    expect(answer.cells).toHaveLength(104 * 4);
    expect(
      answer.cells.every(
        (cell, i, { [i - 1]: before }) => cell!.low < cell!.high && (before?.high ?? cell!.low) === cell!.low,
      ),
    ).toBe(true);
    expect(answer.counts.map(([, cell, spans]) => [cell, spans])).toEqual([
      [0, 3],
      [104 * 4 - 1, 3],
    ]);
  });

  it.each([
    ['log', 4],
    ['linear', 4],
    ['linear', 7],
  ] as const)('has edges that select its cells: %s, %i', async (scale, buckets) => {
    const linear = scale === 'linear' ? { buckets } : {};
    const calculations = [{ op: 'HEATMAP', column: 'duration_ms', scale, ...linear }] as const;
    const { heatmaps } = lake.compile({ calculations, granularity: 600 });
    const { cells, counts } = heatmapAnswer(await lake.rows(heatmaps[0].sql), heatmaps[0]);
    for (const [, cell, spans] of counts) {
      const { low, high } = cells[cell]!;
      const sql = `SELECT count(*) FROM spans WHERE duration_ms >= ${low}e0 AND duration_ms < ${high}e0`;
      expect([low, high, await lake.rows(sql)]).toEqual([low, high, [[String(spans)]]]);
    }
  });
});
