// How many invocations used how much memory, in bins of equal width up to the size that is set. Pure.
import type { Filter, StructuredQuery } from '@tracelake/query/structured';
import { numberOf } from '../format/attribute-value.ts';

export const MEMORY_BINS = 46;
const USED = 'aws.lambda.memory_used_mb';

/** Grouped by the bin, so that the answer is as small as the picture. */
export function memoryQuery(units: readonly Filter[], sizeMb: number): StructuredQuery {
  return {
    calculations: [{ op: 'COUNT' }],
    calculatedFields: [{ name: 'bin', expression: `floor("${USED}" / ${sizeMb}e0 * ${MEMORY_BINS}e0)` }],
    breakdowns: ['bin'],
    filters: [...units, { column: USED, op: 'exists' }],
    orders: [{ op: 'COUNT', order: 'descending' }],
    limit: 4 * MEMORY_BINS,
  };
}

/** Invocations a bin; of rows that were set to less than they use now, what lies above is in the last. */
export function memoryBins(rows: readonly (readonly unknown[])[]): number[] {
  const bins = Array.from({ length: MEMORY_BINS }, () => 0);
  for (const [bin, count] of rows) {
    const at = numberOf(bin);
    if (at !== null) bins[Math.max(0, Math.min(MEMORY_BINS - 1, at))] += numberOf(count) ?? 0;
  }
  return bins;
}
