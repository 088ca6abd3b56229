// Older names that attributes are sent under, derived from the schema. The layer has them as text instead (column-text.ts).
import { WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';

export interface AttributeAlias {
  readonly alias: string;
  readonly key: string;
  /** The alias's numbers times this are in the current unit. */
  readonly scale: number;
}

export const ATTRIBUTE_ALIASES: readonly AttributeAlias[] = [
  ...WELL_KNOWN_ATTRIBUTES.flatMap(({ key, aliases }) =>
    aliases.map(({ key: alias, scale = 1 }) => ({ alias, key, scale })),
  ),
  { alias: 'SampleRate', key: 'sample_rate', scale: 1 },
];
