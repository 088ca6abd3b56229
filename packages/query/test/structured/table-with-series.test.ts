// Table and series in one text hold the same rows as in two, whatever is grouped by, and are left apart where they calculate differently.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Calculation, StructuredQuery } from '../../src/structured/structured-query.ts';
import { COLUMNS_BEFORE } from '../../src/structured/table-with-series.ts';
import { field } from '../plan/field-documents.ts';
import { StructuredLake, span } from './structured-lake.ts';

const MS = 1_000_000n;
const PLANS = ['pro', 'free', '', 'Zoë', 'bucket', undefined];
const ROWS = Array.from({ length: 60 }, (_, at) =>
  span(at / 7, {
    span_id: `s${at}`,
    name: `step ${at % 3}`,
    ...(at % 5 === 0 ? {} : { service_name: `service ${at % 2}` }),
    duration_nano: BigInt(1 + ((at * 37) % 900)) * MS,
    status_code: at % 4 === 0 ? 'ERROR' : 'OK',
    ...(at % 2 === 0 ? { sample_rate: 3 } : {}),
    attributes_string: PLANS[at % PLANS.length] === undefined ? {} : { bucket: PLANS[at % PLANS.length]! },
    attributes_number: { 'cart.total': [1.5, -0, 0, Number.NaN, 7][at % 5] },
    attributes_boolean: { cached: at % 3 === 0 },
  }),
);

let lake: StructuredLake;

beforeAll(async () => {
  lake = await StructuredLake.open();
  await lake.write(ROWS, [
    field('bucket', 'span', 'string'),
    field('cart.total', 'span', 'number'),
    field('cached', 'span', 'boolean'),
  ]);
});
afterAll(() => lake.close());

const CALCULATIONS: readonly Calculation[] = [
  { op: 'COUNT' },
  { op: 'ERROR_RATE' },
  { op: 'P95', column: 'duration_ms' },
  { op: 'MAX', column: 'cart.total' },
  { op: 'SUM', column: 'slow' },
  { op: 'COUNT_DISTINCT', column: 'bucket' },
  { op: 'MIN', column: 'name' },
];
const CALCULATED = [{ name: 'slow', expression: 'IF(duration_ms > 500, 1, 0)' }];

it.each<[string, StructuredQuery]>([
  ['of all spans', {}],
  ['of no span', { filters: [{ column: 'name', op: '=', value: 'none' }] }],
  ['of no group', { breakdowns: ['name'], filters: [{ column: 'name', op: '=', value: 'none' }] }],
  ['by columns', { breakdowns: ['name', 'service_name'] }],
  ['by an attribute called as a column of the text', { breakdowns: ['bucket'] }],
  ['by numbers, two zeros and a NaN among them', { breakdowns: ['cart.total'] }],
  ['by a truth value and what is calculated', { breakdowns: ['cached', 'slow'] }],
  ['of spans that others are related to', { filters: [{ column: 'any.cached', op: '=', value: true }] }],
  ['in an order of its own', { breakdowns: ['bucket'], orders: [{ column: 'bucket', order: 'descending' }] }],
  [
    'in the order of a calculation',
    { breakdowns: ['bucket'], orders: [{ op: 'MAX', column: 'cart.total', order: 'ascending' }] },
  ],
])('%s', (_, rest) => expectSameRows({ calculations: CALCULATIONS, granularity: 120, ...rest }, false));

it('of sampled spans, which are weighed', async () => {
  const calculations = CALCULATIONS.filter(({ op }) => op !== 'COUNT');
  await expectSameRows({ calculations, breakdowns: ['name'], granularity: 120 }, true);
});

async function expectSameRows(rest: StructuredQuery, sampled: boolean): Promise<void> {
  const { sql, series, tableWithSeries, breakdowns } = lake.compile(
    { calculatedFields: CALCULATED, ...rest },
    { sampled },
  );
  const [table, alone, both] = await Promise.all(
    [sql, series!.ofAllSql, tableWithSeries!.sql].map((text) => lake.rows(text)),
  );
  const ofTable = both.filter(([isTable]) => Number(isTable) === 1);
  expect(ofTable.map((row) => row.slice(COLUMNS_BEFORE))).toEqual(table);
  const mark = breakdowns.length === 0 ? [] : [true];
  const ofSeries = both.slice(ofTable.length).map(([, bucket, ...row]) => [bucket, ...mark, ...row]);
  const inOrder = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(inOrder(ofSeries)).toEqual(inOrder(alone));
  expect(tableWithSeries!.mostRows).toBeGreaterThanOrEqual(both.length);
}

it('reads the spans once', () => {
  const { sql, tableWithSeries } = lake.compile({ breakdowns: ['name'], granularity: 120 });
  const scans = (text: string): number => lake.plan(text).duckdb.sql.split('read_parquet(').length;
  expect(scans(tableWithSeries!.sql)).toBe(scans(sql));
});

it.each<[string, StructuredQuery, boolean]>([
  ['a rate, which is over other seconds', { calculations: [{ op: 'RATE' }] }, false],
  ['calls under way', { calculations: [{ op: 'CONCURRENCY' }] }, false],
  ['counts of sampled spans, which are rounded as a whole', {}, true],
  [
    'a table that HAVING thins out',
    { breakdowns: ['name'], havings: [{ calculateOp: 'COUNT', op: '>', value: 1 }] },
    false,
  ],
])('not for %s', (_, rest, sampled) => {
  const query = { calculations: [{ op: 'COUNT' as const }], granularity: 120, ...rest };
  expect(lake.compile(query, { sampled }).tableWithSeries).toBeUndefined();
});
