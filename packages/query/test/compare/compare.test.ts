// A generated incident, as in the demo: one version with one provider fails and is slow. Both attributes must come first, each by itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable, comparedFields, type KnownField, selectionFields } from '../../src/compare/compare-fields.ts';
import type { CompareQuery } from '../../src/compare/compare-query.ts';
import { compareSample, totalOf } from '../../src/compare/compare-sample.ts';
import {
  compareSides,
  operationsSql,
  sameOperations,
  sharedOperations,
  slowestSql,
} from '../../src/compare/compare-sides.ts';
import { compareSql } from '../../src/compare/compare-sql.ts';
import { type ComparedField, rankFields } from '../../src/compare/rank-fields.ts';
import { fieldTypes, fieldTypesSql } from '../../src/structured/field-types.ts';
import { field } from '../plan/field-documents.ts';
import type { Row } from '../plan/span-files.ts';
import { MINUTE, START, StructuredLake } from '../structured/structured-lake.ts';

const VERSIONS = ['2.4.0', '2.4.1'];
const PROVIDERS = ['brindlepay', 'ottercard', 'ottercard', 'pennyhawk'];
const PLANS = ['free', 'free', 'pro'];
const STRING_FIELDS = ['payment.provider', 'payment.endpoint', 'user.plan', 'request.token'];

/** Numbers that look random and are the same in every run. */
function dice(n: number): number {
  return ((Math.imul(n, 2654435761) >>> 0) % 1000) / 1000;
}

const ROWS: Row[] = Array.from({ length: 240 }, (_, n) => {
  const version = VERSIONS[n % 2];
  const provider = PROVIDERS[Math.floor(n / 2) % 4];
  const isGuilty = version === '2.4.1' && provider === 'ottercard';
  const isPayment = n % 12 !== 0;
  const failed = isPayment && (isGuilty ? dice(n) < 0.7 : dice(n) < 0.01);
  return {
    trace_id: n.toString(16).padStart(32, '0'),
    span_id: n.toString(16).padStart(16, '0'),
    kind: 'SERVER',
    name: isPayment ? 'POST /pay' : 'GET /catalog',
    service_name: isPayment ? 'shop-payment' : 'shop-catalog',
    service_version: isPayment ? version : '5.0.2',
    status_code: failed ? 'ERROR' : 'UNSET',
    start_time_unix_nano: START + (BigInt(n) * MINUTE) / 30n,
    duration_nano: BigInt(Math.round((isGuilty ? 900 : 100) + dice(n + 7) * 80)) * 1_000_000n,
    attributes_string: {
      'payment.provider': provider,
      // What only the guilty pair uses: it tells the errors better than either does.
      'payment.endpoint':
        version === '2.4.1' && provider === 'ottercard' ? 'v2' : provider === 'pennyhawk' ? 'v3' : 'v1',
      'user.plan': PLANS[Math.floor(dice(n + 3) * 3)],
      'request.token': `token-${n}`,
    },
    attributes_number: { 'cart.total': Math.round(dice(n + 11) * 10_000) / 100, 'retry.count': failed ? 1 : 0 },
  };
});

const KNOWN: KnownField[] = [
  ...STRING_FIELDS.map((key) => ({ key, rows: 240, levels: ['span'] })),
  { key: 'cart.total', rows: 240, levels: ['span'] },
  { key: 'retry.count', rows: 240, levels: ['span'] },
  { key: 'service.name', rows: 240, levels: ['resource'] },
  { key: 'service.version', rows: 240, levels: ['resource'] },
];

let lake: StructuredLake;
beforeAll(async () => {
  lake = await StructuredLake.open();
  await lake.write(ROWS, [
    ...STRING_FIELDS.map((key) => field(key, 'span', 'string')),
    field('cart.total', 'span', 'number'),
    field('retry.count', 'span', 'number'),
  ]);
}, 120_000);
afterAll(() => lake.close());

async function compare(query: CompareQuery): Promise<ComparedField[]> {
  const { names } = comparedFields(query, KNOWN);
  const types = fieldTypes(names, [], lake.plan(fieldTypesSql(names)!).columns);
  const slowest = slowestSql(query, types);
  const slowestMs = slowest === undefined ? undefined : Number((await lake.rows(slowest))[0][0]);
  const sides = compareSides(query, types, slowestMs);
  const counts = (await lake.rows(operationsSql(sides))).map(([service, name, selected, baseline, both]) => ({
    service: service as string,
    name: name as string,
    selected: Number(selected),
    baseline: Number(baseline),
    both: Number(both),
  }));
  const operations = sides.isRestOfOperations ? sharedOperations(counts) : counts;
  const narrowed = sides.isRestOfOperations ? sameOperations(sides, operations) : sides;
  const sample = compareSample(totalOf(operations, 'selected'), totalOf(operations, 'baseline'));
  const fields = comparable(query, names, types);
  const rows = await lake.rows(compareSql({ sides: narrowed, fields, types, sample, sampled: false }));
  return rankFields(rows, fields, selectionFields(query), sample);
}

const errorsOf = (rows: readonly Row[]) => rows.filter((row) => row['status_code'] === 'ERROR');

describe('compare', () => {
  it.each<[string, CompareQuery]>([
    ['errors', { selection: { preset: 'errors' } }],
    ['a filter', { selection: { filters: [{ column: 'status_code', op: '=', value: 'ERROR' }] } }],
    ['the slowest', { selection: { filters: [{ column: 'duration_ms', op: '>', value: 500 }] } }],
    [
      'a box',
      {
        selection: {
          box: {
            start: '2026-11-22T10:00:00Z',
            end: '2026-11-22T11:00:00Z',
            column: 'duration_ms',
            low: 800,
            high: 2000,
          },
        },
      },
    ],
  ])('names the two guilty attributes first: %s', async (_, query) => {
    const [first, second, combined, ...others] = await compare(query);
    expect([first.field, second.field].sort()).toEqual(['payment.provider', 'service.version']);
    // It says of the two that they met: it differs more, and comes behind them.
    expect(combined.field).toBe('payment.endpoint');
    expect(combined.difference).toBeGreaterThan(second.difference);
    expect(second.difference).toBeGreaterThan(2 * others[0].difference);
    expect(others.at(-1)).toMatchObject({ field: 'request.token', role: 'identifier' });
  });

  it('looks at what only events say, beside spans and resources', () => {
    const ofEvents = { key: 'cache.tier', rows: 3, levels: ['event'] };
    const ofBoth = { key: 'exception.type', rows: 3, levels: ['span', 'event'] };
    const { names } = comparedFields({ selection: { preset: 'errors' } }, [...KNOWN, ofEvents, ofBoth]);
    expect(names).toEqual(expect.arrayContaining(['events.cache.tier', 'exception.type', 'service.version']));
    expect(names).not.toContain('events.exception.type');
  });

  it('looks at one of the keys that differ in nothing but case: the one that is filtered, else the most frequent', () => {
    const twins = [
      { key: 'tenantid', rows: 2, levels: ['span'] },
      { key: 'tenantId', rows: 9, levels: ['span'] },
      { key: 'TENANTID', rows: 1, levels: ['span'] },
    ];
    const looked = (query: CompareQuery): readonly [string[], readonly string[]] => {
      const { names, caseTwins } = comparedFields(query, [...KNOWN, ...twins]);
      return [names.filter((name) => name.toLowerCase() === 'tenantid'), caseTwins];
    };
    expect(looked({ selection: { preset: 'errors' } })).toEqual([['tenantId'], ['tenantid', 'TENANTID']]);
    const rare = [{ column: 'any.tenantid', op: 'exists' as const }];
    expect(looked({ selection: { filters: rare } })[0]).toEqual(['tenantid']);
    expect(looked({ selection: { preset: 'errors' }, filters: rare })[0]).toEqual(['tenantid']);
    expect(looked({ selection: { preset: 'errors' }, baseline: { filters: rare } })[0]).toEqual(['tenantid']);
  });

  it('counts every span of both sides in every field', async () => {
    const errors = errorsOf(ROWS);
    const compared = await compare({ selection: { preset: 'errors' } });
    const payments = ROWS.filter((row) => row['service_name'] === 'shop-payment');
    for (const { field: name, values } of compared) {
      const sum = (side: 'selected' | 'baseline') => values.reduce((total, value) => total + value[side], 0);
      expect([name, sum('selected'), sum('baseline')]).toEqual([name, errors.length, payments.length - errors.length]);
    }
    const provider = compared.find((each) => each.field === 'payment.provider')!;
    const ottercard = provider.values.find(({ value }) => value === 'ottercard')!;
    const expected = errors.filter(
      (row) => (row['attributes_string'] as Record<string, string>)['payment.provider'] === 'ottercard',
    );
    expect(ottercard.selected).toBe(expected.length);
  });

  it('holds against all others where asked, and tells outcomes from causes', async () => {
    const compared = await compare({ selection: { preset: 'errors' }, baseline: 'rest-of-all' });
    const total = compared[0].values.reduce((sum, value) => sum + value.selected + value.baseline, 0);
    expect(total).toBe(ROWS.length);
    expect(compared.find((each) => each.field === 'duration_ms')?.role).toBe('outcome');
    expect(compared.find((each) => each.field === 'status_code')?.role).toBe('selection');
  });

  it('takes the slowest tenth', async () => {
    const compared = await compare({ selection: { preset: 'slowest' }, baseline: 'rest-of-all' });
    const selected = compared[0].values.reduce((sum, value) => sum + value.selected, 0);
    expect(selected).toBeGreaterThanOrEqual(24);
    expect(selected).toBeLessThanOrEqual(26);
  });

  it('shows numbers in buckets that ascend', async () => {
    const compared = await compare({ selection: { preset: 'errors' } });
    const { values } = compared.find((each) => each.field === 'cart.total')!;
    const ranges = values.filter(({ kind }) => kind === 'range');
    expect(ranges.length).toBeGreaterThan(4);
    for (let i = 1; i < ranges.length; i++) expect(ranges[i].low!).toBeGreaterThan(ranges[i - 1].high!);
  });

  it('says what a baseline has in common with the selection, which counts as selected alone', async () => {
    const payments: CompareQuery['selection'] = {
      filters: [{ column: 'service.name', op: '=', value: 'shop-payment' }],
    };
    const sides = compareSides({ selection: { preset: 'errors' }, baseline: payments }, new Map(), undefined);
    const sums = (await lake.rows(operationsSql(sides))).map((row) => row.slice(2).map(Number));
    const sum = (place: number) => sums.reduce((total, row) => total + row[place], 0);
    const ofPayment = ROWS.filter((row) => row['service_name'] === 'shop-payment');
    const both = errorsOf(ofPayment).length;
    expect([sum(0), sum(1), sum(2)]).toEqual([errorsOf(ROWS).length, ofPayment.length - both, both]);
  });

  it('finds no difference from nothing', async () => {
    const nothing = { filters: [{ column: 'service.name', op: '=', value: 'no such' }] } as const;
    const payment = { filters: [{ column: 'service.name', op: '=', value: 'shop-payment' }] } as const;
    for (const query of [
      { selection: nothing, baseline: 'rest-of-all' },
      { selection: payment, baseline: payment },
    ] satisfies CompareQuery[]) {
      const compared = await compare(query);
      expect(compared.length).toBeGreaterThan(3);
      expect(compared.filter(({ difference }) => difference !== 0)).toEqual([]);
    }
  });
});
