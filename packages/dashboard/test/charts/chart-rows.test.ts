// A chart's numbers as rows: every bucket, gaps as nothing.
import { expect, it } from 'vitest';
import { heatmapRows, seriesRows } from '../../src/charts/chart-rows.ts';

it('of lines: a row a bucket', () => {
  const series = [
    { label: 'pro', values: [1, null] },
    { label: 'free', values: [2] },
  ];
  expect(seriesRows(['T1', 'T2'], series, 'count')).toEqual({
    heads: ['time', 'pro', 'free'],
    kinds: ['count', 'count'],
    rows: [
      ['T1', 1, 2],
      ['T2', null, null],
    ],
  });
});

it('of a heatmap: a row a cell that is not empty', () => {
  const heatmap = {
    column: 'duration_ms',
    scale: 'log',
    granularitySeconds: 60,
    times: ['T1', 'T2'],
    cells: [null, { low: 1, high: 10 }],
    counts: [
      [1, 1, 7],
      [0, 0, 3],
    ],
    sql: '',
  } as const;
  expect(heatmapRows(heatmap).rows).toEqual([
    ['T2', 1, 10, 7],
    ['T1', null, null, 3],
  ]);
});
