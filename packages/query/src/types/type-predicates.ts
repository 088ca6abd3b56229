// Families of types, and equality.
import type { TrinoType } from './trino-type.ts';
import { typeText } from './type-text.ts';

type OfKind<K extends TrinoType['kind']> = Extract<TrinoType, { readonly kind: K }>;

/** Narrowest first: the place in the list is the cost of widening. */
export const NUMERIC_KINDS = ['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'real', 'double'] as const;

export function isNumeric(type: TrinoType): boolean {
  return (NUMERIC_KINDS as readonly string[]).includes(type.kind);
}

export function isInteger(type: TrinoType): boolean {
  return type.kind === 'tinyint' || type.kind === 'smallint' || type.kind === 'integer' || type.kind === 'bigint';
}

export function isFloating(type: TrinoType): boolean {
  return type.kind === 'real' || type.kind === 'double';
}

export function isText(type: TrinoType): type is OfKind<'varchar'> {
  return type.kind === 'varchar';
}

export function isInterval(type: TrinoType): boolean {
  return type.kind === 'interval day to second' || type.kind === 'interval year to month';
}

/** Whether a value marks a point in time: date, timestamp, timestamp with time zone. */
export function isTemporal(type: TrinoType): boolean {
  return type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp with time zone';
}

/** Equal as Trino prints them; the zone of a timestamp belongs to its values and is not compared. */
export function sameType(a: TrinoType, b: TrinoType): boolean {
  return a === b || (a.kind === b.kind && typeText(a) === typeText(b));
}
