// What Trino's optimizer makes of a list of whole numbers or days without a gap: a range, in which a NULL of the list is lost, and lets NULL in.
import { coerce } from '../types/coercion.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { isInteger } from '../types/type-predicates.ts';
import type { TypedExpression } from './typed-expression.ts';

const DAY_MS = 86_400_000;

/** The bounds as DuckDB text; `undefined` where the list stays one, or has no NULL in it. */
export function rangeOfList(
  items: readonly TypedExpression[],
  type: TrinoType,
): { readonly least: string; readonly greatest: string } | undefined {
  if (!isInteger(type) && type.kind !== 'date') return undefined;
  const known = items.filter((item) => !isNull(item));
  if (known.length === items.length) return undefined;
  const byPlace = new Map(known.map((item) => [placeOf(item), coerce(item, type).sql]));
  const places = [...byPlace.keys()].filter((place) => place !== undefined).sort((a, b) => a - b);
  const [first] = places;
  const last = places.at(-1);
  if (places.length < 2 || byPlace.has(undefined) || last! - first !== places.length - 1) return undefined;
  return { least: byPlace.get(first)!, greatest: byPlace.get(last)! };
}

function isNull({ constant, sql }: TypedExpression): boolean {
  return constant === null || /^CAST\(NULL AS \w+\)$/.test(sql);
}

/** Beyond 53 bits neighbours cannot be told. */
function placeOf({ constant, type }: TypedExpression): number | undefined {
  const place = type.kind === 'date' ? Date.parse(`${constant}T00:00:00Z`) / DAY_MS : Number(constant ?? Number.NaN);
  return Number.isSafeInteger(place) ? place : undefined;
}
