// Which numbers of an answer are estimates: they have ≈ before them. Pure.
import type { Calculation } from '@tracelake/query/structured';

/** They are of the spans that were kept, as they are. */
const AS_KEPT: readonly string[] = ['MIN', 'MAX'];

/** @param notes of the answer: they say whether spans stand for others that were not kept */
export function isApproximate({ op }: Pick<Calculation, 'op'>, notes: readonly string[]): boolean {
  if (op === 'COUNT_DISTINCT') return true;
  return !AS_KEPT.includes(op) && notes.some((note) => note.includes('sample_rate'));
}
