// What the projection needs said differently in DuckDB and in Trino. Everything else in it (CASE, coalesce, strpos …) both read alike.
import type { ScalarType } from '@tracelake/schema';

export type TextEntry = readonly [key: string, value: string];
export type MapColumn = readonly [name: string, valueType: ScalarType];

export interface SqlDialect {
  /** A text constant; any text, hostile ones too, stays one constant. */
  literal(text: string): string;
  /** The value of a constant key in a map column, NULL where it is missing. */
  element(map: string, key: string): string;
  /** A double as a person writes it: `200`, `12.5`. */
  numberText(number: string): string;
  /** A text as a value of the type, NULL where it is none. Never NaN. */
  parse(text: string, type: ScalarType): string;
  nullOf(type: ScalarType): string;
  /** timestamp(6) of nanoseconds, cut, not rounded. */
  timestamp(nanoseconds: string): string;
  /** `2026-11-22` and `17` of a timestamp. */
  dayText(timestamp: string): string;
  hourText(timestamp: string): string;
  /** One map of text: entries whose value (a text) is not NULL, and all of the map columns. Of equal keys the later wins. */
  textMap(entries: readonly TextEntry[], maps: readonly MapColumn[]): string;
  /** Of any element type. */
  readonly empty: Readonly<Record<'array' | 'map', string>>;
  /** A map or list as text, for an order among otherwise equal rows. */
  orderText(value: string): string;
}

/** 2^53: the decoder keeps integers up to here as numbers, so up to here they are written as integers. */
export const MAX_EXACT_INTEGER = '9007199254740992';

/** A whole number as text of digits and nothing else. */
export const INTEGER_PATTERN = '^[+-]?[0-9]+$';
/** A decimal or exponential number; neither NaN nor Infinity. */
export const NUMBER_PATTERN = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$';
