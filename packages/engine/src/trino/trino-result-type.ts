// Trino's type signatures as TrinoType.
import type { RowField, TrinoType } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import type { TypeArgument, TypeSignature } from './trino-page.ts';

const SIMPLE_TYPES = [
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'varbinary',
  'date',
  'json',
  'uuid',
  'unknown',
  'interval day to second',
  'interval year to month',
] as const;

/** Trino says varchar(2147483647) where no length is meant. */
const UNBOUNDED_LENGTH = 2_147_483_647;
const DEFAULT_PRECISION = 3;

/** Throws NOT_SUPPORTED for types that have no form in the API: HyperLogLog, geometries … */
export function trinoResultType(signature: TypeSignature): TrinoType {
  const { rawType, arguments: given = [] } = signature;
  const simple = SIMPLE_TYPES.find((kind) => kind === rawType);
  if (simple !== undefined) return { kind: simple };
  switch (rawType) {
    case 'varchar': {
      const length = numberAt(given, 0);
      return { kind: 'varchar', length: length === UNBOUNDED_LENGTH ? undefined : length };
    }
    case 'char':
      return { kind: 'char', length: numberAt(given, 0) ?? 1 };
    case 'decimal':
      return { kind: 'decimal', precision: numberAt(given, 0) ?? 38, scale: numberAt(given, 1) ?? 0 };
    case 'time':
    case 'timestamp':
      return { kind: rawType, precision: numberAt(given, 0) ?? DEFAULT_PRECISION };
    case 'timestamp with time zone':
      return { kind: rawType, precision: numberAt(given, 0) ?? DEFAULT_PRECISION, zone: null };
    case 'array':
      return { kind: 'array', element: typeAt(given, 0) };
    case 'map':
      return { kind: 'map', key: typeAt(given, 0), value: typeAt(given, 1) };
    case 'row':
      return { kind: 'row', fields: given.map(rowField) };
    default:
      throw new TracelakeError('NOT_SUPPORTED', `A result of type ${rawType} cannot be shown`, {
        hint: 'Cast it to varchar.',
        details: { type: rawType },
      });
  }
}

function numberAt(given: readonly TypeArgument[], index: number): number | undefined {
  return given[index] === undefined ? undefined : Number(given[index].value);
}

function typeAt(given: readonly TypeArgument[], index: number): TrinoType {
  return trinoResultType(given[index].value as TypeSignature);
}

function rowField(argument: TypeArgument): RowField {
  if (argument.kind === 'TYPE') return { name: undefined, type: trinoResultType(argument.value as TypeSignature) };
  const named = argument.value as {
    readonly fieldName?: { readonly name: string } | null;
    readonly typeSignature: TypeSignature;
  };
  return { name: named.fieldName?.name, type: trinoResultType(named.typeSignature) };
}
