// Filters as SQL conditions. Values become literals here and nowhere else.
import { TracelakeError } from '@tracelake/schema';
import { joniPattern } from '../duckdb/scalar/joni-pattern.ts';
import { InvalidPatternError } from '../duckdb/scalar/joni-pattern-text.ts';
import { TRINO_DIALECT } from '../plan/trino-dialect.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { fieldReference } from './field-reference.ts';
import { type FieldTypes, kindOfField } from './field-types.ts';
import {
  type Filter,
  type FilterCombination,
  type FilterNode,
  type FilterOp,
  type FilterValue,
  isFilterGroup,
} from './structured-query.ts';

export interface ConditionContext {
  readonly types: FieldTypes;
  /** The field as an expression of the surrounding SQL. */
  readonly fieldSql: (field: string) => string;
  /** Filters on any span of the trace, together: they hold for one and the same span. */
  readonly anySpan: (filters: readonly Filter[], context: ConditionContext) => string;
}

type PlainOp = Exclude<FilterOp, '!=' | 'not-in' | 'does-not-exist' | `does-not-${string}`>;

/** A negated form is exactly NOT of the plain one, missing values included. */
const NEGATED: Readonly<Partial<Record<FilterOp, PlainOp>>> = {
  '!=': '=',
  'not-in': 'in',
  'does-not-exist': 'exists',
  'does-not-contain': 'contains',
  'does-not-start-with': 'starts-with',
  'does-not-end-with': 'ends-with',
  'does-not-match': 'matches',
};

/** `undefined` where there is nothing to filter by. */
export function filtersCondition(
  nodes: readonly FilterNode[],
  combination: FilterCombination,
  context: ConditionContext,
): string | undefined {
  const isOf = (relation: string, node: FilterNode): node is Filter =>
    !isFilterGroup(node) && fieldReference(node.column).relation === relation;
  const any = nodes.filter((node) => isOf('any', node)) as Filter[];
  const none = nodes.filter((node) => isOf('none', node)) as Filter[];
  const own = nodes.filter((node) => !isOf('any', node) && !isOf('none', node));
  const anyGroups = combination === 'AND' && any.length > 0 ? [any] : any.map((filter) => [filter]);
  const conditions = [
    ...own.flatMap((node) => nodeCondition(node, context) ?? []),
    ...anyGroups.map((filters) => context.anySpan(filters, context)),
    ...none.map((filter) => `NOT ${context.anySpan([filter], context)}`),
  ];
  if (conditions.length === 0) return undefined;
  return conditions.length === 1 ? conditions[0] : conditions.map(bracketed).join(` ${combination} `);
}

/** Throws `invalid_request` for a value that does not fit its field: here the filter still has its place in the request. */
export function checkFilters(nodes: readonly FilterNode[], place: string, context: ConditionContext): void {
  for (const [index, node] of nodes.entries()) {
    const at = `${place}[${index}]`;
    if (isFilterGroup(node)) checkFilters(node.filters, `${at}.filters`, context);
    else filterCondition(node, context, at);
  }
}

/** Brackets where an OR, an AND or a NOT inside could be read otherwise. */
export function bracketed(condition: string): string {
  return /\b(OR|AND|NOT)\b/.test(condition) ? `(${condition})` : condition;
}

function nodeCondition(node: FilterNode, context: ConditionContext): string | undefined {
  if (isFilterGroup(node)) return filtersCondition(node.filters, node.filterCombination, context);
  return filterCondition(node, context);
}

/** @param at the filter's place in the request, where it is known: errors name it */
export function filterCondition(filter: Filter, context: ConditionContext, at?: string): string {
  const field = new FieldForms(filter.column, context, at);
  const plain = NEGATED[filter.op];
  if (filter.op === 'does-not-exist') return `${field.sql} IS NULL`;
  if (filter.op === '!=') return field.isDistinctFrom(filter.value as FilterValue);
  if (plain !== undefined) return `${field.sql} IS NULL OR NOT ${plainCondition(plain, filter, field)}`;
  return plainCondition(filter.op as PlainOp, filter, field);
}

function plainCondition(op: PlainOp, { value }: Filter, field: FieldForms): string {
  switch (op) {
    case 'exists':
      return `${field.sql} IS NOT NULL`;
    case 'in':
      return field.isIn(value as readonly FilterValue[]);
    case 'contains':
      return `strpos(${field.text}, ${quoteLiteral(String(value))}) > 0`;
    case 'starts-with':
      return `starts_with(${field.text}, ${quoteLiteral(String(value))})`;
    case 'matches':
      field.checkPattern(String(value));
      return `regexp_like(${field.text}, ${quoteLiteral(String(value))})`;
    case 'ends-with':
      return `${field.text} LIKE ${quoteLiteral(`%${likePattern(String(value))}`)} ESCAPE '\\'`;
    default:
      return field.compared(op, value as FilterValue);
  }
}

function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** One field, as the text or number that a value asks for. */
class FieldForms {
  readonly sql: string;
  readonly #column: string;
  readonly #at: string | undefined;
  readonly #kind: ReturnType<typeof kindOfField>;

  constructor(column: string, context: ConditionContext, at: string | undefined) {
    this.sql = context.fieldSql(column);
    this.#column = column;
    this.#at = at;
    this.#kind = kindOfField(context.types, column);
    if (this.#kind === 'other') {
      const hint = column === 'time' ? 'Bound the time by start and end.' : 'Write SQL for it, or a calculated field.';
      this.#refuse('column', `${column} cannot be filtered: it is neither text, number nor boolean`, column, hint);
    }
  }

  /** Here the filter can be named; in SQL nobody knows whose pattern it is. */
  checkPattern(pattern: string): void {
    try {
      joniPattern(pattern);
    } catch (error) {
      if (!(error instanceof InvalidPatternError)) return;
      const problem = `The pattern of ${this.#column} is no regular expression: ${error.message}`;
      const hint = 'Signs such as [ ( * + ? . stand for themselves behind a backslash; contains needs none.';
      this.#refuse('value', problem, pattern, hint);
    }
  }

  get text(): string {
    if (this.#kind === 'text') return this.sql;
    // As a person writes it: a cast would say 9.9E1.
    return this.#kind === 'number' ? TRINO_DIALECT.numberText(this.sql) : `CAST(${this.sql} AS varchar)`;
  }

  compared(op: string, value: FilterValue): string {
    const { left, right } = this.#sides(value);
    return `${left} ${op} ${right}`;
  }

  isDistinctFrom(value: FilterValue): string {
    const { left, right } = this.#sides(value);
    return `${left} IS DISTINCT FROM ${right}`;
  }

  /** Values of one kind share a list; numbers and text of a field of unknown type do not. */
  isIn(values: readonly FilterValue[]): string {
    const lists = new Map<string, string[]>();
    for (const value of values) {
      const { left, right } = this.#sides(value);
      lists.set(left, [...(lists.get(left) ?? []), right]);
    }
    const conditions = [...lists].map(([left, rights]) => `${left} IN (${rights.join(', ')})`);
    return conditions.length === 1 ? conditions[0] : `(${conditions.join(' OR ')})`;
  }

  #sides(value: FilterValue): { left: string; right: string } {
    const isNumberField = this.#kind === 'number' || this.#kind === 'integer';
    if (isNumberField) return { left: this.sql, right: this.#numberLiteral(value) };
    if (this.#kind === 'boolean') return { left: this.sql, right: this.#booleanLiteral(value) };
    if (typeof value === 'number') return { left: `TRY_CAST(${this.sql} AS double)`, right: numberLiteral(value) };
    return { left: this.text, right: quoteLiteral(String(value)) };
  }

  #numberLiteral(value: FilterValue): string {
    if (typeof value === 'number') {
      if (this.#kind === 'integer' && Number.isInteger(value) && !Number.isSafeInteger(value)) this.#lostDigits(value);
      return numberLiteral(value);
    }
    // Digits as text keep all of a 64-bit integer.
    if (typeof value === 'string' && /^-?\d{1,19}$/.test(value) && isBigint(BigInt(value)))
      return String(BigInt(value));
    if (typeof value === 'string' && /^-?\d*\.?\d+$/.test(value)) return numberLiteral(Number(value));
    return this.#wrongKind('a number', value);
  }

  #booleanLiteral(value: FilterValue): string {
    if (value === true || value === 'true') return 'true';
    if (value === false || value === 'false') return 'false';
    return this.#wrongKind('true or false', value);
  }

  #lostDigits(value: number): never {
    const problem = `${this.#column} is a 64-bit integer; a number in JSON keeps 53 bits`;
    return this.#refuse('value', problem, String(value), 'Give its digits as text: "9007199254740993".');
  }

  #wrongKind(kind: string, value: FilterValue): never {
    const given = JSON.stringify(value).slice(0, 80);
    const problem = `${this.#column} is ${kind}; it cannot be compared with ${given}`;
    return this.#refuse('value', problem, given, `Give ${kind}.`);
  }

  #refuse(member: 'column' | 'value', problem: string, value: string, hint: string): never {
    const field = this.#at === undefined ? this.#column : `${this.#at}.${member}`;
    throw new TracelakeError('invalid_request', this.#at === undefined ? problem : `${field}: ${problem}`, {
      details: { field, value },
      hint,
    });
  }
}

/** The least one has no literal: its digits alone are too many. */
function isBigint(value: bigint): boolean {
  return value > -(2n ** 63n) && value < 2n ** 63n;
}

/** An integer where it is one exactly, else a double. */
export function numberLiteral(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
  const text = String(value);
  return text.includes('e') ? text : `${text}e0`;
}
