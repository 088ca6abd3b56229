// CAST and TRY_CAST: which pairs of types Trino can cast, and where each is printed.
import { TracelakeError } from '@tracelake/schema';
import { caught } from '../duckdb/caught.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType, structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, map, row } from '../types/type-constructors.ts';
import { isFloating, isNumeric, isTemporal, sameType } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { holdsZone } from '../types/zones.ts';
import { castFromJson } from './cast-from-json.ts';
import { castFromVarchar } from './cast-from-varchar.ts';
import { castNumber } from './cast-number.ts';
import { castTemporal } from './cast-temporal.ts';
import { castToJson } from './cast-to-json.ts';
import { castToVarchar } from './cast-to-varchar.ts';
import { besideQueries } from './query-arguments.ts';

type OfKind<K extends TrinoType['kind']> = Extract<TrinoType, { readonly kind: K }>;

export interface CastMode {
  /** TRY_CAST: NULL where the cast fails. */
  readonly safe: boolean;
  /** Casts of elements stand in lambdas: how many, for the names. */
  readonly depth: number;
}

/** DuckDB's own cast in the mode. */
export function duckdbCast(sql: string, type: TrinoType, { safe }: CastMode): string {
  return `${safe ? 'TRY_CAST' : 'CAST'}(${sql} AS ${duckdbType(type)})`;
}

/** Throws TYPE_MISMATCH where Trino has no such cast, NOT_SUPPORTED where DuckDB cannot carry the type. */
export function castExpression(expression: TypedExpression, type: TrinoType, safe: boolean): TypedExpression {
  return besideQueries([expression], ([operand]) => castIn(operand as TypedExpression, type, { safe, depth: 0 }));
}

export function castIn(expression: TypedExpression, to: TrinoType, mode: CastMode): TypedExpression {
  const from = expression.type;
  if (from.kind === 'unknown') {
    return { sql: `CAST(NULL AS ${duckdbType(to)})`, type: to, constant: null, mayBeNaN: false };
  }
  duckdbType(to);
  if (sameType(from, to)) return expression;
  const type = castType(from, to, expression.constant);
  const mayBeNaN = holdsFloating(to) && (expression.mayBeNaN || holdsText(from));
  // Whole containers are NULL where one element fails, and what fails by itself is caught here, not by TRY_CAST.
  if (mode.safe && !hasTryCast(from, to)) return { sql: tried(expression, to, type, mode.depth), type, mayBeNaN };
  const sql = castSql(expression, to, mode);
  const constant =
    from.kind === 'varchar' && to.kind === 'varchar' && to.length === undefined ? expression.constant : undefined;
  return { sql, type, constant, mayBeNaN };
}

/** Whether DuckDB's TRY_CAST at the outside catches all that can fail. */
function hasTryCast(from: TrinoType, to: TrinoType): boolean {
  if (to.kind === 'varchar') return to.length === undefined && from.kind !== 'json';
  if (from.kind === 'varchar') return to.kind !== 'timestamp with time zone';
  return (isNumeric(from) || from.kind === 'boolean') && (isNumeric(to) || to.kind === 'boolean');
}

/**
 * The value goes in by a lambda's parameter, so that only the cast's failure is caught, not the value's own; and because DuckDB takes
 * what occurs twice out of its TRY.
 */
function tried(expression: TypedExpression, to: TrinoType, result: TrinoType, depth: number): string {
  const mode = { safe: false, depth: depth + 1 };
  const name = `v${depth}`;
  const inner = castSql({ ...expression, sql: name, rowParts: undefined }, to, mode);
  return `list_transform([${expression.sql}], lambda ${name}: ${caught(inner, result)})[1]`;
}

/** The zone of the value stays; a text's is known only where it is a constant. */
function castType(from: TrinoType, to: TrinoType, constant?: TypedExpression['constant']): TrinoType {
  if (to.kind === 'timestamp with time zone') {
    if (from.kind === 'varchar') return { ...to, zone: castFromVarchar.zone(constant, to.precision) };
    return { ...to, zone: from.kind === 'timestamp with time zone' ? from.zone : 'UTC' };
  }
  if (!holdsZone(to)) return to;
  if (to.kind === 'array' && from.kind === 'array') return array(castType(from.element, to.element));
  if (to.kind === 'map' && from.kind === 'map') return map(castType(from.key, to.key), castType(from.value, to.value));
  if (to.kind !== 'row' || from.kind !== 'row' || from.fields.length !== to.fields.length) return to;
  return row(to.fields.map((field, i) => ({ ...field, type: castType(from.fields[i].type, field.type) })));
}

function castSql(expression: TypedExpression, to: TrinoType, mode: CastMode): string {
  const from = expression.type;
  if (to.kind === 'varchar') return castToVarchar(expression, to, mode);
  if (from.kind === 'json') return castFromJson(expression, to, mode);
  if (to.kind === 'json') return castToJson(expression, mode.depth);
  if (from.kind === 'varchar') return castFromVarchar.print(expression, to, mode);
  if (isNumeric(from) || from.kind === 'boolean') return castNumber(expression, to, mode);
  if (isTemporal(from) || from.kind === 'time') return castTemporal(expression, to);
  if (from.kind === 'array' && to.kind === 'array') return castArray(expression.sql, from, to, mode);
  if (from.kind === 'map' && to.kind === 'map') return castMap(expression.sql, from, to, mode);
  if (from.kind === 'row' && to.kind === 'row') return castRow(expression, from, to, mode);
  return refuseCast(from, to);
}

export function refuseCast(from: TrinoType, to: TrinoType): never {
  throw new TracelakeError('TYPE_MISMATCH', `Cannot cast ${typeText(from)} to ${typeText(to)}`);
}

/** An element inside a lambda, cast. */
function castPart(sql: string, from: TrinoType, to: TrinoType, mode: CastMode): string {
  return castIn({ sql, type: from, mayBeNaN: false }, to, { ...mode, depth: mode.depth + 1 }).sql;
}

function castArray(sql: string, from: OfKind<'array'>, to: OfKind<'array'>, mode: CastMode): string {
  const name = `e${mode.depth}`;
  return `list_transform(${sql}, lambda ${name}: ${castPart(name, from.element, to.element, mode)})`;
}

function castMap(sql: string, from: OfKind<'map'>, to: OfKind<'map'>, mode: CastMode): string {
  const name = `e${mode.depth}`;
  const key = castPart(`${name}.key`, from.key, to.key, mode);
  const value = castPart(`${name}.value`, from.value, to.value, mode);
  const entries = `list_transform(map_entries(${sql}), lambda ${name}: {'k': ${key}, 'v': ${value}})`;
  return sameType(from.key, to.key) ? `map_from_entries(${entries})` : `t_map_of_cast(${entries})`;
}

function castRow(expression: TypedExpression, from: OfKind<'row'>, to: OfKind<'row'>, mode: CastMode): string {
  if (from.fields.length !== to.fields.length) return refuseCast(from, to);
  const { sql, rowParts } = expression;
  const fields = to.fields.map((field, i) => {
    const source = rowParts?.[i]?.sql ?? `struct_extract(${sql}, ${quoteLiteral(structField(from.fields[i], i))})`;
    return `${quoteLiteral(structField(field, i))}: ${castPart(source, from.fields[i].type, field.type, mode)}`;
  });
  if (rowParts !== undefined) return `{${fields.join(', ')}}`;
  return `(CASE WHEN ${sql} IS NOT NULL THEN {${fields.join(', ')}} END)`;
}

function holdsFloating(type: TrinoType): boolean {
  return someType(type, isFloating);
}

function holdsText(type: TrinoType): boolean {
  return someType(type, ({ kind }) => kind === 'varchar' || kind === 'json');
}

function someType(type: TrinoType, test: (type: TrinoType) => boolean): boolean {
  switch (type.kind) {
    case 'array':
      return someType(type.element, test);
    case 'map':
      return someType(type.key, test) || someType(type.value, test);
    case 'row':
      return type.fields.some((field) => someType(field.type, test));
    default:
      return test(type);
  }
}
