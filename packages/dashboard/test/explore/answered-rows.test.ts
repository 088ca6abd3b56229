// The cost line of an answer speaks of spans, where they were counted.
import { expect, it } from 'vitest';
import { answeredRows } from '../../src/explore/answered-rows.ts';

const column = (name: string) => ({ name, type: 'bigint' });
const answer = { other: null, heatmaps: [], stats: { rows: 2 } } as never as Parameters<typeof answeredRows>[0];

it('counts those of all groups and of the others', () => {
  const columns = ['service_name', 'P95(duration_ms)', 'COUNT'].map(column);
  const rows = [
    ['a', 12, '30'],
    ['b', 14, '12'],
  ];
  expect(answeredRows({ ...answer, columns, rows })).toBe(42);
  expect(answeredRows({ ...answer, columns, rows, other: [11, '8'] })).toBe(50);
});

it('takes those of a heatmap, else the rows of the answer', () => {
  const columns = [column('P95(duration_ms)')];
  const rows = [[12]];
  const heatmap = { counts: [[0, 3, 40] as const, [1, 3, 4] as const] } as never as (typeof answer.heatmaps)[number];
  expect(answeredRows({ ...answer, columns, rows, heatmaps: [heatmap] })).toBe(44);
  expect(answeredRows({ ...answer, columns, rows })).toBe(2);
});
