// What of a result is drawn, and when nothing is.
import { expect, test } from 'vitest';
import type { QueryResult } from '../../src/api/api-types.ts';
import { resultChartData } from '../../src/sql/result-chart-data.ts';

function result(columns: readonly string[], rows: readonly (readonly unknown[])[]): QueryResult {
  return {
    columns: columns.map((column) => {
      const [name, type] = column.split(' ');
      return { name, type };
    }),
    rows,
    stats: { elapsedMs: 1, rows: 1, bytesScanned: 1, files: 1, costUsd: 0, engine: 'duckdb', notes: [] },
  };
}

const BY_NAME = result(
  ['provider varchar', 'version varchar', 'n bigint', 'p95 double'],
  [
    ['paylane', '2.4.1', '3', 900],
    [null, '2.4.0', '7', 20.5],
  ],
);

test('names before numbers are bars, of the number that the rows are sorted by', () => {
  expect(resultChartData(BY_NAME)).toMatchObject({
    form: 'bars',
    measure: 'p95',
    bars: [
      { label: 'paylane 2.4.1', value: 900 },
      { label: 'NULL 2.4.0', value: 20.5 },
    ],
  });
  expect(resultChartData(BY_NAME, 'n')).toMatchObject({ measure: 'n', bars: [{ value: 3 }, { value: 7 }] });
});

test('an empty text is named as in the table', () => {
  const rows = [
    ['', '3'],
    [null, '7'],
  ];
  const data = resultChartData(result(['plan varchar', 'n bigint'], rows));
  expect(data).toMatchObject({ bars: [{ label: '(empty)' }, { label: 'NULL' }] });
});

test('a time first is lines, one a name; what is missing is a gap', () => {
  const data = resultChartData(
    result(
      ['minute timestamp(6)', 'service varchar', 'n bigint'],
      [
        ['2026-11-28 18:40:00.000000', 'cart', '1'],
        ['2026-11-28 18:41:00.000000', 'cart', '2'],
        ['2026-11-28 18:41:00.000000', 'mail', '5'],
      ],
    ),
  );
  expect(data).toMatchObject({
    form: 'lines',
    granularitySeconds: 60,
    times: ['2026-11-28T18:40:00.000Z', '2026-11-28T18:41:00.000Z'],
    series: [
      { label: 'cart', values: [1, 2] },
      { label: 'mail', values: [null, 5] },
    ],
  });
});

test('a time behind the names is lines, too, where a name has several; what first happened when is bars', () => {
  const columns = ['service varchar', 'minute timestamp(6)', 'n bigint'];
  const first = ['cart', '2026-11-28 18:40:00.000000', '1'];
  const other = ['mail', '2026-11-28 18:41:00.000000', '5'];
  const again = ['cart', '2026-11-28 18:41:00.000000', '2'];
  expect(resultChartData(result(columns, [first, again, other]))).toMatchObject({
    form: 'lines',
    series: [
      { label: 'cart', values: [1, 2] },
      { label: 'mail', values: [null, 5] },
    ],
  });
  expect(resultChartData(result(columns, [first, other]))).toMatchObject({ form: 'bars' });
  expect(resultChartData(result(columns, [first, first, other]))).toMatchObject({ form: 'bars' });
});

test('one row, or no number, is only a table', () => {
  expect(resultChartData(result(['n bigint'], [['1']]))).toBe(null);
  expect(resultChartData(result(['name varchar'], [['a'], ['b']]))).toBe(null);
});

test('a moment with several rows of one name is only a table: it was grouped by a number as well', () => {
  const rows = [0, 1].flatMap((minute) => [
    [`2026-11-22 13:4${minute}:00`, 200, 950],
    [`2026-11-22 13:4${minute}:00`, 500, 50],
  ]);
  expect(resultChartData(result(['minute timestamp(3)', 'status bigint', 'n bigint'], rows))).toBeNull();
});
