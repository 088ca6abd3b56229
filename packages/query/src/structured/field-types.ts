// What types the query's fields have: one narrow SELECT is planned, not run, so that a structured query and SQL mean the same by a name.
import { columnByName, isScalarType, SPANS_TABLE } from '@tracelake/schema';
import type { ResultColumn, TrinoType } from '../types/trino-type.ts';
import { typeText } from '../types/type-text.ts';
import { checkExpressions } from './expression-check.ts';
import { fieldReference, fieldSql } from './field-reference.ts';
import { allFilters, type CalculatedField, type FilterNode, type StructuredQuery } from './structured-query.ts';

/** How a field's values are compared. `unknown` is compared by casts, which is right for every type. */
export type FieldKind = 'text' | 'number' | 'integer' | 'boolean' | 'other' | 'unknown';

/** By the field's own name, without a relation's prefix. */
export type FieldTypes = ReadonlyMap<string, FieldKind>;

export const NO_FIELD_TYPES: FieldTypes = new Map();

/** Fields by their own name, each once: of the spans themselves and of related ones. */
export function fieldNames(query: StructuredQuery): string[] {
  return [...new Set(queryFields(query).map((field) => fieldReference(field).name))];
}

/** Every field as written, each once. */
export function queryFields(query: StructuredQuery): string[] {
  const calculated = new Set((query.calculatedFields ?? []).map(({ name }) => name));
  const named = [
    ...(query.calculations ?? []).flatMap(({ column }) => column ?? []),
    ...filterFields(query.filters ?? []),
    ...(query.breakdowns ?? []),
  ];
  return [...new Set(named)].filter((name) => !calculated.has(name));
}

export function filterFields(filters: readonly FilterNode[]): string[] {
  return allFilters(filters).map(({ column }) => column);
}

/**
 * SQL whose result columns are the fields, then the calculated fields; `undefined` where there are none. To be explained only.
 * Throws `invalid_request` for an expression that is none.
 */
export function fieldTypesSql(
  names: readonly string[],
  calculated: readonly CalculatedField[] = [],
): string | undefined {
  checkExpressions(calculated);
  const items = [...names.map(fieldSql), ...calculated.map(expressionSql)];
  if (items.length === 0) return undefined;
  // An aggregate is refused in WHERE: a calculated field is of one span.
  const scalar = calculated.map((field) => `${expressionSql(field)} IS NULL`);
  return `SELECT ${items.join(', ')} FROM spans${scalar.length === 0 ? '' : ` WHERE ${scalar.join(' OR ')}`}`;
}

/** @param columns of the plan of `fieldTypesSql` for the same names */
export function fieldTypes(
  names: readonly string[],
  calculated: readonly CalculatedField[],
  columns: readonly ResultColumn[],
): FieldTypes {
  const all = [...names, ...calculated.map(({ name }) => name)];
  return new Map(all.map((name, index) => [name, kindOf(columns[index].type)]));
}

/** Line ends keep a comment at the expression's end inside it. */
export function expressionSql({ expression }: CalculatedField): string {
  return expression.includes('--') ? `(${expression}\n)` : `(${expression})`;
}

export function kindOfField(types: FieldTypes, field: string): FieldKind {
  const { name } = fieldReference(field);
  return types.get(field) ?? types.get(name) ?? schemaKind(name);
}

function schemaKind(name: string): FieldKind {
  if (name === 'duration_ms') return 'number';
  if (name === 'dt' || name === 'hour' || name.startsWith('events.')) return 'text';
  const column =
    columnByName(SPANS_TABLE, name) ?? SPANS_TABLE.columns.find(({ attributeKey }) => attributeKey === name);
  if (column === undefined) return 'unknown';
  if (!isScalarType(column.type)) return 'other';
  return { varchar: 'text', bigint: 'integer', double: 'number', boolean: 'boolean' }[column.type] as FieldKind;
}

function kindOf(type: TrinoType): FieldKind {
  const text = typeText(type);
  if (/^varchar|^char/.test(text)) return 'text';
  if (/^(bigint|integer|smallint|tinyint)$/.test(text)) return 'integer';
  if (/^(double|real|decimal)/.test(text)) return 'number';
  return text === 'boolean' ? 'boolean' : 'other';
}
