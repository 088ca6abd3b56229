// GROUP BY with its sets, and the check that what is not aggregated is grouped by.
import { sourceError } from '../parser/source-error.ts';
import {
  CubeContext,
  type GroupByContext,
  type GroupingElementContext,
  type GroupingSetContext,
  type GroupingTermContext,
  type MultipleGroupingSetsContext,
  RollupContext,
  SingleGroupingSetContext,
} from '../parser/trino-grammar.ts';
import { typeText } from '../types/type-text.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { isComparable } from './comparison.ts';
import { type GroupingForm, groupingForm, inForms } from './grouping-form.ts';
import { keySql, ordinalOf } from './ordering.ts';
import { namePath } from './reference.ts';
import { GROUP_BY_CLAUSE, type OutputColumn, type QueryBlock, type Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export interface Grouping {
  /** ` GROUP BY …`. */
  readonly sql: string;
  /** SQL of every expression grouped by. */
  readonly keys: ReadonlySet<string>;
  /** Keys that DuckDB must be given in another form, everywhere. */
  readonly forms: readonly GroupingForm[];
}

/** A column of the SELECT, with whether it holds an aggregate or window: such a one cannot be grouped by. */
export interface GroupableOutput extends OutputColumn {
  readonly scalar: boolean;
}

export function grouping(
  node: GroupByContext,
  outputs: readonly GroupableOutput[],
  scope: Scope,
  walk: Walk,
): Grouping {
  if (isAutomatic(node)) return automatic(outputs);
  const keys = new Set<string>();
  const forms = new Map<string, GroupingForm>();
  const rows = { ...scope, clause: GROUP_BY_CLAUSE };
  const elements = node.groupingElement().map((element) => {
    const simple = element instanceof SingleGroupingSetContext;
    const sets = setsOf(element).map((set) =>
      set.groupingTerm().map((term) => {
        if (!simple) requireColumn(term);
        const key = groupingKey(term, outputs, { ...rows, whole: term.expression() ?? term }, walk);
        keys.add(key.sql);
        const form = groupingForm(key);
        if (form !== undefined) forms.set(form.sql, form);
        return keySql(key);
      }),
    );
    return { element, sets };
  });
  checkSetCount(elements.map(({ element, sets }) => [element, sets.length]));
  const all = [...forms.values()];
  if (node.setQuantifier()?.KW_DISTINCT() == null) {
    const printed = elements.map(({ element, sets }) => elementSql(element, sets));
    return { sql: inForms(` GROUP BY ${printed.join(', ')}`, all, 'key'), keys, forms: all };
  }
  const sets = distinctSets(elements.map((one) => groupingSets(one.element, one.sets)));
  const printed = ` GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`;
  return { sql: inForms(printed, all, 'key'), keys, forms: all };
}

/** As many as Trino takes unless told otherwise; DuckDB takes 65,535. */
const MAX_GROUPING_SETS = 2048;

/** One set of each element, in every combination. */
function checkSetCount(elements: readonly (readonly [GroupingElementContext, number])[]): void {
  const count = elements.reduce((product, [element, sets]) => product * setCount(element, sets), 1);
  if (count <= MAX_GROUPING_SETS) return;
  const message = `GROUP BY has ${count} grouping sets but can contain at most ${MAX_GROUPING_SETS}`;
  throw sourceError(elements[0][0], 'TOO_MANY_GROUPING_SETS', message, { details: { limit: MAX_GROUPING_SETS } });
}

function setCount(element: GroupingElementContext, sets: number): number {
  if (element instanceof RollupContext) return sets + 1;
  return element instanceof CubeContext ? 2 ** sets : Math.max(1, sets);
}

/** `GROUP BY AUTO`: by every column of the SELECT that aggregates nothing. */
function isAutomatic(node: GroupByContext): boolean {
  const [element, ...others] = node.groupingElement();
  return others.length === 0 && node.setQuantifier() === null && element.getText().toLowerCase() === 'auto';
}

function automatic(outputs: readonly GroupableOutput[]): Grouping {
  const scalars = outputs.filter((output) => output.scalar);
  const forms = scalars.flatMap((output) => groupingForm(output) ?? []);
  const printed = scalars.map(({ sql }) => keySql({ sql }));
  return {
    sql: inForms(` GROUP BY ${printed.length === 0 ? '()' : printed.join(', ')}`, forms, 'key'),
    keys: new Set(scalars.map(({ sql }) => sql)),
    forms,
  };
}

/**
 * Every column used outside of aggregates must be grouped by, itself or an expression around it.
 * Throws EXPRESSION_NOT_AGGREGATE at the first that is not.
 */
export function checkGrouped({ references, groupingCalls }: QueryBlock, keys: ReadonlySet<string> | undefined): void {
  checkGroupingCalls(groupingCalls, keys);
  for (const { name, node, enclosing } of references) {
    if (enclosing.some((sql) => keys?.has(sql))) continue;
    const message = `'${name}' must be an aggregate expression or appear in GROUP BY clause`;
    throw sourceError(node, 'EXPRESSION_NOT_AGGREGATE', message, { details: { name } });
  }
}

/** grouping(…) takes columns that the query groups by. */
function checkGroupingCalls(calls: QueryBlock['groupingCalls'], keys: ReadonlySet<string> | undefined): void {
  for (const { node, columns } of calls) {
    if (keys === undefined) {
      const message =
        'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause';
      throw sourceError(node, 'MISSING_GROUP_BY', message);
    }
    if (columns.every((sql) => keys.has(sql))) continue;
    const message =
      'The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level';
    throw sourceError(node, 'INVALID_ARGUMENTS', message);
  }
}

function setsOf(element: GroupingElementContext): GroupingSetContext[] {
  if (element instanceof SingleGroupingSetContext) return [element.groupingSet()];
  return (element as RollupContext | CubeContext | MultipleGroupingSetsContext).groupingSet();
}

function elementSql(element: GroupingElementContext, sets: readonly (readonly string[])[]): string {
  const set = (keys: readonly string[]) => (keys.length === 1 ? keys[0] : `(${keys.join(', ')})`);
  if (element instanceof SingleGroupingSetContext) return sets[0].length === 0 ? '()' : sets[0].join(', ');
  if (element instanceof RollupContext) return `ROLLUP (${sets.map(set).join(', ')})`;
  if (element instanceof CubeContext) return `CUBE (${sets.map(set).join(', ')})`;
  return `GROUPING SETS (${sets.map((keys) => `(${keys.join(', ')})`).join(', ')})`;
}

/** The sets that an element stands for, written out. */
function groupingSets(element: GroupingElementContext, sets: readonly (readonly string[])[]): string[][] {
  if (element instanceof RollupContext) {
    return Array.from({ length: sets.length + 1 }, (_, i) => sets.slice(0, sets.length - i).flat());
  }
  if (!(element instanceof CubeContext)) return sets.map((set) => [...set]);
  return sets.reduce<string[][]>((subsets, set) => subsets.flatMap((some) => [[...some, ...set], some]), [[]]);
}

/** One set of each element, in every combination, each combination once. */
function distinctSets(elements: readonly (readonly (readonly string[])[])[]): readonly (readonly string[])[] {
  const combined = elements.reduce<string[][]>(
    (before, sets) => before.flatMap((some) => sets.map((set) => [...new Set([...some, ...set])])),
    [[]],
  );
  return [...new Map(combined.map((set) => [[...set].sort().join(), set])).values()];
}

function groupingKey(
  term: GroupingTermContext,
  outputs: readonly GroupableOutput[],
  scope: Scope,
  walk: Walk,
): Pick<TypedExpression, 'sql' | 'constant' | 'type'> {
  const node = term.expression() ?? term.columnRef();
  if (node === null) throw sourceError(term, 'SYNTAX_ERROR', 'an expression is missing');
  const ordinal = ordinalOf(node);
  const key = ordinal === undefined ? walk.names.reuse(() => walk.expression(node, scope)) : outputs[ordinal - 1];
  if (key === undefined) {
    throw sourceError(term, 'INVALID_COLUMN_REFERENCE', `GROUP BY position ${ordinal} is not in select list`);
  }
  if ('scalar' in key && !key.scalar) {
    const message = 'GROUP BY clause cannot contain aggregations, window functions or grouping operations';
    throw sourceError(term, 'EXPRESSION_NOT_SCALAR', message);
  }
  if (!isComparable(key.type)) {
    const message = `${typeText(key.type)} is not comparable, and therefore cannot be used in GROUP BY`;
    throw sourceError(term, 'TYPE_MISMATCH', message);
  }
  const inside = key.type.kind !== 'timestamp with time zone' && holdsRunTimeZone(key.type);
  if (inside) throw sourceError(term, 'NOT_SUPPORTED', `GROUP BY ${typeText(key.type)} is not supported locally`);
  return key;
}

/** ROLLUP, CUBE and GROUPING SETS take columns only. */
function requireColumn(term: GroupingTermContext): void {
  if (term.columnRef() !== null) return;
  const node = term.expression();
  if (node !== null && namePath(node) !== undefined) return;
  const message = `GROUP BY expression must be a column reference: ${term.getText()}`;
  throw sourceError(term, 'INVALID_COLUMN_REFERENCE', message);
}
