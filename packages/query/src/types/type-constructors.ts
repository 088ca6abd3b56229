// The values of TrinoType, by name: `BIGINT`, `varchar(3)`, `array(DOUBLE)`.
import type { RowField, TrinoType } from './trino-type.ts';

type TypeOf<K extends TrinoType['kind']> = Extract<TrinoType, { readonly kind: K }>;

export const BOOLEAN: TrinoType = { kind: 'boolean' };
export const TINYINT: TrinoType = { kind: 'tinyint' };
export const SMALLINT: TrinoType = { kind: 'smallint' };
export const INTEGER: TrinoType = { kind: 'integer' };
export const BIGINT: TrinoType = { kind: 'bigint' };
export const REAL: TrinoType = { kind: 'real' };
export const DOUBLE: TrinoType = { kind: 'double' };
export const VARBINARY: TrinoType = { kind: 'varbinary' };
export const DATE: TrinoType = { kind: 'date' };
export const JSON_TYPE: TrinoType = { kind: 'json' };
export const UUID: TrinoType = { kind: 'uuid' };
/** The type of a bare NULL: it takes any other. */
export const UNKNOWN: TrinoType = { kind: 'unknown' };
export const FUNCTION: TrinoType = { kind: 'function' };
export const INTERVAL_DAY_TO_SECOND: TrinoType = { kind: 'interval day to second' };
export const INTERVAL_YEAR_TO_MONTH: TrinoType = { kind: 'interval year to month' };
export const VARCHAR: TypeOf<'varchar'> = { kind: 'varchar', length: undefined };

export const MAX_DECIMAL_PRECISION = 38;

export function varchar(length?: number): TypeOf<'varchar'> {
  return length === undefined ? VARCHAR : { kind: 'varchar', length };
}

export function char(length: number): TypeOf<'char'> {
  return { kind: 'char', length };
}

/** Precision beyond 38 is cut to 38, as Trino derives it. */
export function decimal(precision: number, scale: number): TypeOf<'decimal'> {
  return { kind: 'decimal', precision: Math.min(MAX_DECIMAL_PRECISION, precision), scale };
}

export function time(precision: number): TypeOf<'time' | 'timestamp'> {
  return { kind: 'time', precision };
}

export function timestamp(precision: number): TypeOf<'time' | 'timestamp'> {
  return { kind: 'timestamp', precision };
}

/** `zone` null: known only at run time. */
export function timestampWithTimeZone(
  precision: number,
  zone: string | null = 'UTC',
): TypeOf<'timestamp with time zone'> {
  return { kind: 'timestamp with time zone', precision, zone };
}

export function array(element: TrinoType): TypeOf<'array'> {
  return { kind: 'array', element };
}

export function map(key: TrinoType, value: TrinoType): TypeOf<'map'> {
  return { kind: 'map', key, value };
}

export function row(fields: readonly RowField[]): TypeOf<'row'> {
  return { kind: 'row', fields };
}

/** A row without field names, as `ROW(1, 'a')` has. */
export function anonymousRow(types: readonly TrinoType[]): TypeOf<'row'> {
  return row(types.map((type) => ({ name: undefined, type })));
}
