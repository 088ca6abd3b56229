// Whether an answer found nothing at all, which is said in words in place of charts. Apart from those words, which come when they are needed. Pure.
import type { AskedAnswer } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { calculationsOf } from './query-steps.ts';

/** No group, or no span: a number that is zero was measured, of spans that match. */
export function isNothing({
  rows,
  heatmaps,
  asked: { query },
}: Pick<AskedAnswer, 'rows' | 'heatmaps' | 'asked'>): boolean {
  if (rows.length === 0) return true;
  if ((query.breakdowns ?? []).length > 0 || heatmaps.some(({ counts }) => counts.length > 0)) return false;
  const count = calculationsOf(query)
    .filter(({ op }) => op !== 'HEATMAP')
    .findIndex(({ op }) => op === 'COUNT');
  return count < 0 ? rows[0].every((value) => value === null) : numberOf(rows[0][count]) === 0;
}
