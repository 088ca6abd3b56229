// The common super type of two types, and which types widen into which without a CAST, as Trino's TypeCoercion has it.
import type { TrinoType } from './trino-type.ts';
import * as types from './type-constructors.ts';
import { isFloating, isNumeric, isTemporal, NUMERIC_KINDS, sameType } from './type-predicates.ts';

type OfKind<K extends TrinoType['kind']> = Extract<TrinoType, { readonly kind: K }>;

/** Digits of an integer type as a decimal of scale 0. */
const INTEGER_DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };
const TEMPORAL_ORDER = ['date', 'timestamp', 'timestamp with time zone'];

/** `null` where there is none. */
export function commonType(a: TrinoType, b: TrinoType): TrinoType | null {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b);
  if (isTemporal(a) && isTemporal(b)) return commonTemporal(a, b);
  if (a.kind === 'varchar' && b.kind === 'varchar') {
    return a.length === undefined || b.length === undefined
      ? types.VARCHAR
      : types.varchar(Math.max(a.length, b.length));
  }
  if (a.kind === 'char' && b.kind === 'char') return a.length >= b.length ? a : b;
  if (a.kind === 'time' && b.kind === 'time') return a.precision >= b.precision ? a : b;
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element);
    return element && types.array(element);
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && types.map(key, value);
  }
  if (a.kind === 'row' && b.kind === 'row') return commonRow(a, b);
  return sameType(a, b) ? a : null;
}

/** Whether a value of `from` stands where `to` is wanted, without a CAST. */
export function canCoerce(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'varchar' && to.kind === 'varchar') return to.length === undefined || from.length! <= to.length;
  if (from.kind === 'decimal' && to.kind === 'decimal') {
    return from.scale <= to.scale && from.precision - from.scale <= to.precision - to.scale;
  }
  const common = commonType(from, to);
  return common !== null && sameType(common, to);
}

/** An integer type as the decimal that holds it. */
export function asDecimal(type: TrinoType): OfKind<'decimal'> {
  return type.kind === 'decimal' ? type : types.decimal(INTEGER_DIGITS[type.kind], 0);
}

function commonNumeric(a: TrinoType, b: TrinoType): TrinoType {
  const wider = numericRank(a) >= numericRank(b) ? a : b;
  if (isFloating(wider) || (a.kind !== 'decimal' && b.kind !== 'decimal')) return wider;
  const left = asDecimal(a);
  const right = asDecimal(b);
  const scale = Math.max(left.scale, right.scale);
  return types.decimal(Math.max(left.precision - left.scale, right.precision - right.scale) + scale, scale);
}

function numericRank(type: TrinoType): number {
  return (NUMERIC_KINDS as readonly string[]).indexOf(type.kind);
}

function commonTemporal(a: TrinoType, b: TrinoType): TrinoType {
  const precision = Math.max(temporalPrecision(a), temporalPrecision(b));
  const rank = Math.max(TEMPORAL_ORDER.indexOf(a.kind), TEMPORAL_ORDER.indexOf(b.kind));
  if (rank === 0) return types.DATE;
  if (rank === 1) return types.timestamp(precision);
  return types.timestampWithTimeZone(precision, commonZone(a, b));
}

function temporalPrecision(type: TrinoType): number {
  return type.kind === 'timestamp' || type.kind === 'timestamp with time zone' ? type.precision : 0;
}

/** A value without a zone takes the session's, which is UTC. */
function commonZone(a: TrinoType, b: TrinoType): string | null {
  const left = a.kind === 'timestamp with time zone' ? a.zone : 'UTC';
  const right = b.kind === 'timestamp with time zone' ? b.zone : 'UTC';
  return left === right ? left : null;
}

function commonRow(a: OfKind<'row'>, b: OfKind<'row'>): TrinoType | null {
  if (a.fields.length !== b.fields.length) return null;
  const fields = [];
  for (const [i, field] of a.fields.entries()) {
    const type = commonType(field.type, b.fields[i].type);
    if (type === null) return null;
    fields.push({ name: field.name === b.fields[i].name ? field.name : undefined, type });
  }
  return types.row(fields);
}
