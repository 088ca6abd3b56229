// Looks attributes up by the key they were sent under: current names and aliases alike.
import { SPANS_TABLE } from './spans-table.ts';
import type { ColumnDefinition } from './table-definition.ts';
import { WELL_KNOWN_ATTRIBUTES, type WellKnownAttribute } from './well-known-attributes.ts';

export interface ResolvedAttribute {
  readonly attribute: WellKnownAttribute;
  /** The alias's factor to the current unit; 1 for the current name. */
  readonly scale: number;
}

const BY_KEY: ReadonlyMap<string, ResolvedAttribute> = new Map(
  WELL_KNOWN_ATTRIBUTES.flatMap((attribute) => [
    [attribute.key, { attribute, scale: 1 }] as const,
    ...attribute.aliases.map((alias) => [alias.key, { attribute, scale: alias.scale ?? 1 }] as const),
  ]),
);

const COLUMN_BY_KEY: ReadonlyMap<string, ColumnDefinition> = new Map(
  SPANS_TABLE.columns.flatMap((column) =>
    column.attributeKey === null ? [] : [[column.attributeKey, column] as const],
  ),
);

/** The well-known attribute that `key` (a current name or an alias) stands for. */
export function resolveAttributeKey(key: string): ResolvedAttribute | undefined {
  return BY_KEY.get(key);
}

/** The typed column that holds `key` (a current name); `service.name` and `sample_rate` have one too. */
export function columnOfAttribute(key: string): ColumnDefinition | undefined {
  return COLUMN_BY_KEY.get(key);
}
