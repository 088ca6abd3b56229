// Which attribute a name stands for: current names, column names and older names of the well-known ones, then what was sent.
import {
  type ColumnDefinition,
  columnOfAttribute,
  HTTP_TARGET_ALIAS,
  resolveAttributeKey,
  SPANS_TABLE,
  TracelakeError,
  WELL_KNOWN_ATTRIBUTES,
} from '@tracelake/schema';
import type { AttributeKnowledge, MapAttribute } from './attribute-knowledge.ts';

export type ResolvedName =
  | { readonly kind: 'column'; readonly column: ColumnDefinition; readonly scale: number }
  | { readonly kind: 'http.target' }
  | { readonly kind: 'map'; readonly attribute: MapAttribute };

const ATTRIBUTE_COLUMNS = SPANS_TABLE.columns.filter((column) => column.attributeKey !== null);
const COLUMN_BY_NAME = new Map(ATTRIBUTE_COLUMNS.map((column) => [column.name, column]));

/** All names that stand for a well-known attribute, by lower case. */
const NAME_BY_LOWER_CASE = new Map<string, string>(
  [
    ...WELL_KNOWN_ATTRIBUTES.flatMap((attribute) => attribute.aliases.map((alias) => alias.key)),
    HTTP_TARGET_ALIAS.key,
    ...ATTRIBUTE_COLUMNS.map((column) => column.name),
    ...ATTRIBUTE_COLUMNS.map((column) => column.attributeKey ?? column.name),
  ].map((name) => [name.toLowerCase(), name]),
);

export const WELL_KNOWN_NAMES: readonly string[] = ATTRIBUTE_COLUMNS.map(
  (column) => column.attributeKey ?? column.name,
);

/** The well-known attribute of exactly this key, current or older. */
export function wellKnownByKey(key: string): ResolvedName | undefined {
  if (key === HTTP_TARGET_ALIAS.key) return { kind: 'http.target' };
  const own = columnOfAttribute(key);
  if (own !== undefined) return { kind: 'column', column: own, scale: 1 };
  const resolved = resolveAttributeKey(key);
  const column = resolved && columnOfAttribute(resolved.attribute.key);
  return column && { kind: 'column', column, scale: resolved.scale };
}

/** The same by a column's name too (`http_route`). */
function wellKnownByName(name: string): ResolvedName | undefined {
  const column = COLUMN_BY_NAME.get(name);
  return wellKnownByKey(name) ?? (column && { kind: 'column', column, scale: 1 });
}

/** In exactly this case. */
export function isWellKnownName(name: string): boolean {
  return wellKnownByName(name) !== undefined;
}

/**
 * Exact case first, then the only one that fits but for case.
 * Throws `ambiguous_attribute` where two fit and none exactly.
 */
export function resolveName(name: string, knowledge: AttributeKnowledge): ResolvedName | undefined {
  const exact = wellKnownByName(name);
  if (exact !== undefined) return exact;
  const sent = knowledge.attribute(name);
  if (sent !== undefined) return { kind: 'map', attribute: sent };
  const wellKnown = NAME_BY_LOWER_CASE.get(name.toLowerCase());
  const candidates = [...(wellKnown === undefined ? [] : [wellKnown]), ...knowledge.keysLike(name)];
  if (candidates.length > 1) throw ambiguousAttribute(name, candidates);
  if (candidates.length === 0) return undefined;
  return resolveName(candidates[0], knowledge);
}

export function ambiguousAttribute(name: string, keys: readonly string[]): TracelakeError {
  const [first, second] = keys;
  const message = `${JSON.stringify(name)} fits ${JSON.stringify(first)} and ${JSON.stringify(second)}, which differ only in case`;
  const written = `attributes['${(keys.includes(name) ? name : first).replaceAll("'", "''")}']`;
  return new TracelakeError('ambiguous_attribute', message, {
    details: { name, keys: keys.slice(0, 10) },
    hint: `Write ${written} with the exact key.`,
  });
}
