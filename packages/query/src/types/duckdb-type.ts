// Which DuckDB type carries the values of a Trino type.
import { TracelakeError } from '@tracelake/schema';
import { quoteIdentifier } from './quoting.ts';
import type { RowField, TrinoType } from './trino-type.ts';
import { typeText } from './type-text.ts';

/** DuckDB's TIMESTAMP has microseconds, TIMESTAMP_NS nanoseconds. */
export const MICROSECOND_PRECISION = 6;
const NANOSECOND_PRECISION = 9;

/** DuckDB type text. Throws NOT_SUPPORTED for what DuckDB cannot carry: char(n), picoseconds. */
export function duckdbType(type: TrinoType): string {
  switch (type.kind) {
    case 'real':
      return 'FLOAT';
    case 'varchar':
      return 'VARCHAR';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'varbinary':
      return 'BLOB';
    case 'unknown':
      return 'INTEGER';
    case 'time':
      return type.precision <= MICROSECOND_PRECISION ? 'TIME' : notSupported(type);
    case 'timestamp':
      return timestampType(type, 'TIMESTAMP');
    case 'timestamp with time zone':
      return zonedTimestampType(type);
    case 'interval day to second':
    case 'interval year to month':
      return 'INTERVAL';
    case 'array':
      return `${duckdbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case 'row':
      refuseEqualNames(type);
      return `STRUCT(${type.fields.map((field, i) => `${quoteIdentifier(structField(field, i))} ${duckdbType(field.type)}`).join(', ')})`;
    case 'char':
    case 'function':
      return notSupported(type);
    default:
      return type.kind.toUpperCase();
  }
}

/** Name of a row's field in DuckDB's STRUCT; anonymous ones are `f0`, `f1` … */
export function structField(field: RowField, index: number): string {
  // The driver sets each value on an object by its name: this one would set what the object is made from.
  if (field.name === '__proto__') return '__proto__ ';
  return field.name ?? `f${index}`;
}

function refuseEqualNames(type: Extract<TrinoType, { readonly kind: 'row' }>): void {
  const names = type.fields.map((field, i) => structField(field, i).toLowerCase());
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again === undefined) return;
  throw new TracelakeError(
    'NOT_SUPPORTED',
    `Two fields called ${again} in ${typeText(type)} are not supported locally`,
    {
      hint: 'Give each field a name of its own.',
    },
  );
}

/** With a zone that only the run knows: the instant and the zone's name. */
function zonedTimestampType(type: Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>): string {
  const instant = timestampType(type, 'TIMESTAMPTZ');
  return type.zone === null ? `STRUCT(t ${instant}, z VARCHAR)` : instant;
}

/** Zoned nanoseconds are a TIMESTAMP_NS in UTC: DuckDB has no zoned type of that precision. */
function timestampType(type: TrinoType & { readonly precision: number }, upToMicroseconds: string): string {
  if (type.precision <= MICROSECOND_PRECISION) return upToMicroseconds;
  return type.precision <= NANOSECOND_PRECISION ? 'TIMESTAMP_NS' : notSupported(type);
}

function notSupported(type: TrinoType): never {
  const hint = type.kind === 'char' ? 'Use varchar.' : undefined;
  throw new TracelakeError('NOT_SUPPORTED', `Type ${typeText(type)} is not supported locally`, { hint });
}
