// How many spans an answer is about: what its cost line says. Pure.
import type { StructuredAnswer } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';

type Counted = Pick<StructuredAnswer, 'columns' | 'rows' | 'other' | 'heatmaps' | 'stats'>;

/** Where none were counted, the rows of the answer. */
export function answeredRows({ columns, rows, other, heatmaps, stats }: Counted): number {
  const drawn = Math.max(0, ...heatmaps.map(({ counts }) => counts.reduce((sum, [, , spans]) => sum + spans, 0)));
  const at = columns.findIndex(({ name }) => name === 'COUNT');
  if (at < 0) return drawn > 0 ? drawn : stats.rows;
  const inGroups = rows.reduce((sum, row) => sum + (numberOf(row[at]) ?? 0), 0);
  // The others have no name in front of their numbers.
  return inGroups + (numberOf(other?.[at - (columns.length - (other?.length ?? 0))]) ?? 0);
}
