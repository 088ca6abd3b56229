// The greatest or least of a list of arrays or rows. As in Trino each is compared with the best before it, so that only a NULL that leaves
// one of these comparisons open is a failure.
import type { TrinoType } from '../types/trino-type.ts';
import { holdsFloating } from '../types/type-predicates.ts';
import { compare } from './comparison.ts';

/** Where NaN may be inside, it has a place of its own: not by comparisons. */
export function isComparedInTurn(element: TrinoType, mayBeNaN: boolean): boolean {
  return (element.kind === 'array' || element.kind === 'row') && !(mayBeNaN && holdsFloating(element));
}

/** @param list without NULLs as elements; NULL where it is empty */
export function extremeContainer(list: string, element: TrinoType, which: 'greatest' | 'least'): string {
  const [best, next] = ['best', 'other'].map((sql) => ({ sql, type: element, mayBeNaN: false }));
  const isBetter = compare(which === 'greatest' ? '>' : '<', next, best).sql;
  const better = `CASE WHEN ${isBetter} THEN ${next.sql} ELSE ${best.sql} END`;
  return `list_transform([${list}], lambda all_of: list_reduce(all_of[2:], lambda ${best.sql}, ${next.sql}: ${better}, list_extract(all_of, 1)))[1]`;
}
