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

/** Whether a value is a real or double, or has one inside. */
export function holdsFloating(type: TrinoType): boolean {
  switch (type.kind) {
    case 'array':
      return holdsFloating(type.element);
    case 'map':
      return holdsFloating(type.key) || holdsFloating(type.value);
    case 'row':
      return type.fields.some((field) => holdsFloating(field.type));
    default:
      return isFloating(type);
  }
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
