// Untyped data to a structured query: strict, so that a slip of the pen is an error and never a question nobody asked.
import { OWN_COLUMNS } from './events-source.ts';
import { fieldReference } from './field-reference.ts';
import {
  type Fields,
  invalidField,
  readChoice,
  readInteger,
  readList,
  readName,
  readNumber,
  readObject,
  readText,
} from './request-field.ts';
import {
  CALCULATION_OPS,
  type CalculatedField,
  type Calculation,
  type CalculationOp,
  COMPARISON_OPS,
  calculationName,
  FILTER_OPS,
  type Filter,
  type FilterNode,
  type FilterOp,
  type FilterValue,
  type Having,
  STRUCTURED_LIMITS as LIMITS,
  type Order,
  SPAN_OPS,
  type StructuredQuery,
  TEXT_OPS,
} from './structured-query.ts';

const QUERY_MEMBERS = [
  'calculations',
  'filters',
  'filterCombination',
  'breakdowns',
  'orders',
  'havings',
  'limit',
  'start',
  'end',
  'granularity',
  'calculatedFields',
] as const satisfies readonly (keyof StructuredQuery)[];

const COMBINATIONS = ['AND', 'OR'] as const;

/** Throws `invalid_request`. What was not given stays away. */
export function readStructuredQuery(value: unknown): StructuredQuery {
  const given = readObject(value, 'query', QUERY_MEMBERS);
  const query: StructuredQuery = {
    ...optional(given, 'calculations', (list, field) => readList(list, field, LIMITS.calculations, readCalculation)),
    ...optional(given, 'filters', (list, field) => readFilters(list, field)),
    ...optional(given, 'filterCombination', (word, field) => readChoice(word, field, COMBINATIONS)),
    ...optional(given, 'breakdowns', (list, field) => readList(list, field, LIMITS.breakdowns, readBreakdown)),
    ...optional(given, 'orders', (list, field) => readList(list, field, LIMITS.orders, readOrder)),
    ...optional(given, 'havings', (list, field) => readList(list, field, LIMITS.havings, readHaving)),
    ...optional(given, 'limit', (number, field) => readInteger(number, field, 1, LIMITS.groups)),
    ...optional(given, 'start', (text, field) => readText(text, field, LIMITS.nameLength)),
    ...optional(given, 'end', (text, field) => readText(text, field, LIMITS.nameLength)),
    ...optional(given, 'granularity', readGranularity),
    ...optional(given, 'calculatedFields', (list, field) =>
      readList(list, field, LIMITS.calculatedFields, readCalculatedField),
    ),
  };
  checkUnique(query);
  checkReferences(query);
  checkRelations(query);
  return query;
}

/** A list of filters and of groups of them. Throws `invalid_request`. */
export function readFilters(value: unknown, field: string, depth = 0): FilterNode[] {
  if (depth > LIMITS.filterDepth) {
    invalidField(field, `is nested more than ${LIMITS.filterDepth} groups deep`, value);
  }
  return readList(value, field, LIMITS.filters, (item, itemField) => readFilterNode(item, itemField, depth));
}

function optional<Name extends string, T>(
  given: Fields,
  name: Name,
  read: (value: unknown, field: string) => T,
): { [K in Name]?: T } {
  return given[name] === undefined ? {} : ({ [name]: read(given[name], name) } as { [K in Name]: T });
}

function readCalculation(value: unknown, field: string): Calculation {
  const given = readObject(value, field, ['op', 'column', 'scale', 'buckets']);
  const op = readChoice(given['op'], `${field}.op`, CALCULATION_OPS);
  const column = readOperand(op, given['column'], field);
  if (op !== 'HEATMAP') {
    for (const name of ['scale', 'buckets']) {
      if (given[name] !== undefined) invalidField(`${field}.${name}`, 'belongs to HEATMAP', given[name]);
    }
    return { op, ...column };
  }
  const scale = optional(given, 'scale', (word) => readChoice(word, `${field}.scale`, ['log', 'linear'] as const));
  const buckets = optional(given, 'buckets', (count) =>
    readInteger(count, `${field}.buckets`, 2, LIMITS.heatmapBuckets),
  );
  if (buckets.buckets !== undefined && scale.scale !== 'linear') {
    invalidField(
      `${field}.buckets`,
      'belongs to scale linear; logarithmic buckets have a fixed width',
      buckets.buckets,
    );
  }
  return { op, ...column, ...scale, ...buckets };
}

/** The field a calculation is of, where its kind has one. */
function readOperand(op: CalculationOp, column: unknown, field: string): { column?: string } {
  if ((SPAN_OPS as readonly string[]).includes(op)) {
    if (column === undefined) return {};
    return invalidField(`${field}.column`, `does not go with ${op}, which is of spans`, column, {
      hint: 'To count only spans that have the field, filter by "exists".',
    });
  }
  if (column === undefined) {
    const example = `${op.toLowerCase()}(duration_ms)`;
    const words = { hint: `Give the field it is of, such as duration_ms; in a command: ${example}.` };
    return invalidField(`${field}.column`, `is missing: ${op} is of a field`, op, words);
  }
  return { column: readField(column, `${field}.column`) };
}

/** A field of the span itself, of the root or the parent. */
function readField(value: unknown, field: string): string {
  const name = readName(value, field, LIMITS.nameLength);
  const { relation } = fieldReference(name);
  if (relation === 'any' || relation === 'none') {
    invalidField(field, `can be ${relation} span of the trace only in a filter`, value);
  }
  return name;
}

function readBreakdown(value: unknown, field: string): string {
  return readField(value, field);
}

function readFilterNode(value: unknown, field: string, depth: number): FilterNode {
  const isGroup = typeof value === 'object' && value !== null && 'filters' in value;
  if (!isGroup) return readFilter(value, field);
  const given = readObject(value, field, ['filters', 'filterCombination']);
  const filters = readFilters(given['filters'], `${field}.filters`, depth + 1);
  // An OR of nothing holds for no span, an AND of nothing for all: whoever sends it means neither.
  if (filters.length === 0) invalidField(`${field}.filters`, 'must have at least one filter', given['filters']);
  return {
    filters,
    filterCombination: readChoice(given['filterCombination'], `${field}.filterCombination`, COMBINATIONS),
  };
}

function readFilter(value: unknown, field: string): Filter {
  const given = readObject(value, field, ['column', 'op', 'value']);
  const column = readName(given['column'], `${field}.column`, LIMITS.nameLength);
  const op = readChoice(given['op'], `${field}.op`, FILTER_OPS);
  const valueField = `${field}.value`;
  if (op === 'exists' || op === 'does-not-exist') {
    if (given['value'] !== undefined) invalidField(valueField, `does not go with ${op}`, given['value']);
    return { column, op };
  }
  if (op === 'in' || op === 'not-in') {
    const values = readList(given['value'], valueField, LIMITS.values, readFilterValue);
    if (values.length === 0) invalidField(valueField, 'must have at least one value', given['value']);
    return { column, op, value: values };
  }
  return { column, op, value: readOperandValue(op, given['value'], valueField) };
}

function readOperandValue(op: FilterOp, value: unknown, field: string): FilterValue {
  const isTextOp = (TEXT_OPS as readonly string[]).includes(op);
  return isTextOp ? readText(value, field, LIMITS.valueLength) : readFilterValue(value, field);
}

function readFilterValue(value: unknown, field: string): FilterValue {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return readNumber(value, field);
  if (typeof value === 'string') return readText(value, field, LIMITS.valueLength);
  return invalidField(field, 'must be text, a number, true or false', value);
}

function readOrder(value: unknown, field: string): Order {
  const given = readObject(value, field, ['op', 'column', 'order']);
  if (given['op'] === undefined && given['column'] === undefined) {
    invalidField(field, 'needs an op (a calculation) or a column (a breakdown)', value);
  }
  const direction = optional(given, 'order', (word) =>
    readChoice(word, `${field}.order`, ['ascending', 'descending'] as const),
  );
  if (given['op'] === undefined) return { column: readField(given['column'], `${field}.column`), ...direction };
  const op = readChoice(given['op'], `${field}.op`, CALCULATION_OPS);
  return { op, ...readOperand(op, given['column'], field), ...direction };
}

function readHaving(value: unknown, field: string): Having {
  const given = readObject(value, field, ['calculateOp', 'column', 'op', 'value']);
  const calculateOp = readChoice(given['calculateOp'], `${field}.calculateOp`, CALCULATION_OPS);
  return {
    calculateOp,
    ...readOperand(calculateOp, given['column'], field),
    op: readChoice(given['op'], `${field}.op`, COMPARISON_OPS),
    value: readNumber(given['value'], `${field}.value`),
  };
}

function readGranularity(value: unknown, field: string): 'auto' | number {
  if (value === 'auto') return value;
  if (typeof value === 'number') return readInteger(value, field, 1, 31_536_000);
  return invalidField(field, 'must be "auto" or a number of seconds', value);
}

function readCalculatedField(value: unknown, field: string): CalculatedField {
  const given = readObject(value, field, ['name', 'expression']);
  const name = readName(given['name'], `${field}.name`, LIMITS.nameLength);
  if (fieldReference(name).relation !== 'span') {
    invalidField(`${field}.name`, 'must not begin with root., parent., any. or none.', name);
  }
  if (OWN_COLUMNS.includes(name.toLowerCase())) {
    invalidField(`${field}.name`, 'is a column that every question uses itself', name, { hint: `Call it my_${name}.` });
  }
  const expression = readName(given['expression'], `${field}.expression`, LIMITS.expressionLength);
  return { name, expression };
}

function checkUnique(query: StructuredQuery): void {
  refuseRepeated('calculations', (query.calculations ?? []).map(calculationName));
  refuseRepeated('breakdowns', query.breakdowns ?? []);
  refuseRepeated(
    'calculatedFields',
    (query.calculatedFields ?? []).map(({ name }) => name),
  );
}

/** SQL's names have no case. */
function refuseRepeated(field: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) invalidField(field, 'names the same thing twice', name);
    seen.add(name.toLowerCase());
  }
}

/** Orders and havings are by what the query calculates. */
function checkReferences(query: StructuredQuery): void {
  const calculations = query.calculations ?? [{ op: 'COUNT' }];
  const names = calculations.filter(({ op }) => op !== 'HEATMAP').map(calculationName);
  const breakdowns = query.breakdowns ?? [];
  for (const [index, order] of (query.orders ?? []).entries()) {
    const name = order.op === undefined ? order.column! : calculationName({ op: order.op, column: order.column });
    const known = order.op === undefined ? breakdowns : names;
    if (!known.includes(name)) refuseUnknown(`orders[${index}]`, name, known);
  }
  for (const [index, having] of (query.havings ?? []).entries()) {
    const name = calculationName({ op: having.calculateOp, column: having.column });
    if (!names.includes(name)) refuseUnknown(`havings[${index}]`, name, names);
  }
}

/** A calculated field is computed of each span that is asked for, not of those around it. */
function checkRelations(query: StructuredQuery): void {
  const calculated = new Set((query.calculatedFields ?? []).map(({ name }) => name));
  const check = (column: string | undefined, field: string): void => {
    const { relation, name } = fieldReference(column ?? '');
    if (relation === 'span' || !calculated.has(name)) return;
    const hint = `Name ${name} alone, or an attribute of the ${relation} span.`;
    invalidField(field, 'is a calculated field, which other spans do not have', column, { hint });
  };
  const checkAll = (nodes: readonly FilterNode[], field: string): void => {
    for (const [index, node] of nodes.entries()) {
      if ('filters' in node) checkAll(node.filters, `${field}[${index}].filters`);
      else check(node.column, `${field}[${index}].column`);
    }
  };
  checkAll(query.filters ?? [], 'filters');
  for (const [index, name] of (query.breakdowns ?? []).entries()) check(name, `breakdowns[${index}]`);
  for (const [index, { column }] of (query.calculations ?? []).entries())
    check(column, `calculations[${index}].column`);
}

function refuseUnknown(field: string, name: string, known: readonly string[]): never {
  return invalidField(field, 'names nothing that the query has', name, {
    hint: known.length === 0 ? 'Add it to the query first.' : `The query has ${known.join(', ')}.`,
  });
}
