// A type as Trino's `typeof` prints it: `decimal(12,1)`, `row(x bigint, y varchar)`.
import { quoteIdentifier } from './quoting.ts';
import type { RowField, TrinoType } from './trino-type.ts';

const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/i;

export function typeText(type: TrinoType): string {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'time':
    case 'timestamp':
      return `${type.kind}(${type.precision})`;
    case 'timestamp with time zone':
      return `timestamp(${type.precision}) with time zone`;
    case 'array':
      return `array(${typeText(type.element)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'row':
      return `row(${type.fields.map(fieldText).join(', ')})`;
    default:
      return type.kind;
  }
}

function fieldText(field: RowField): string {
  if (field.name === undefined) return typeText(field.type);
  const name = PLAIN_NAME.test(field.name) ? field.name : quoteIdentifier(field.name);
  return `${name} ${typeText(field.type)}`;
}
