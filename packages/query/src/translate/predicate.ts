// What follows a value: comparison, BETWEEN, IN, LIKE, IS NULL, IS DISTINCT FROM, and comparisons with a subquery's rows.
import type { TracelakeError } from '@tracelake/schema';
import { nullsFirst, raise } from '../duckdb/raise.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import {
  BetweenContext,
  ComparisonContext,
  type ComparisonOperatorContext,
  DistinctFromContext,
  InListContext,
  InSubqueryContext,
  LikeContext,
  NullPredicateContext,
  type PredicatedContext,
  QuantifiedComparisonContext,
} from '../parser/trino-grammar.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { type ComparisonOperator, compare, compareDistinct, truth } from './comparison.ts';
import { rangeOfList } from './list-range.ts';
import { nullFirst } from './null-first.ts';
import type { RowFilter, Scope } from './scope.ts';
import { inSubquery, quantifiedComparison } from './subquery-expression.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function predicate(node: PredicatedContext, scope: Scope, walk: Walk): TypedExpression {
  const form = node.predicate()!;
  const value = walk.expression(node.valueExpression(), scope);
  if (form instanceof ComparisonContext) {
    const right = walk.expression(form.valueExpression(), scope);
    return locateErrors(form, () => compare(operatorOf(form.comparisonOperator()), value, right));
  }
  if (form instanceof BetweenContext) return between(form, value, scope, walk);
  if (form instanceof InListContext) return inList(form, value, scope, walk);
  if (form instanceof LikeContext) return like(form, value, scope, walk);
  if (form instanceof NullPredicateContext) {
    return truth(`(${value.sql} IS ${form.KW_NOT() === null ? '' : 'NOT '}NULL)`);
  }
  if (form instanceof DistinctFromContext) {
    const right = walk.expression(form.valueExpression(), scope);
    return locateErrors(form, () => compareDistinct(value, right, form.KW_NOT() !== null));
  }
  if (form instanceof InSubqueryContext)
    return inSubquery(form, value, { ...scope, filter: filterOf(node, scope) }, walk);
  if (form instanceof QuantifiedComparisonContext) {
    const inner = { ...scope, filter: filterOf(node, scope) };
    return quantifiedComparison(form, operatorOf(form.comparisonOperator()), value, inner, walk);
  }
  throw sourceError(form, 'NOT_SUPPORTED', `${form.start?.text ?? 'This predicate'} is not supported locally`);
}

function filterOf(node: PredicatedContext, { filter }: Scope): RowFilter | undefined {
  return filter?.node === node ? filter : undefined;
}

export function operatorOf(node: ComparisonOperatorContext): ComparisonOperator {
  const text = node.getText();
  return text === '!=' ? '<>' : (text as ComparisonOperator);
}

function between(form: BetweenContext, value: TypedExpression, scope: Scope, walk: Walk): TypedExpression {
  const lower = walk.expression(form._lower!, scope);
  const upper = walk.expression(form._upper!, scope);
  const [above, below] = locateErrors(form, () => [compare('>=', value, lower), compare('<=', value, upper)]);
  const inside = `(${above.sql} AND ${below.sql})`;
  return truth(form.KW_NOT() === null ? inside : `(NOT ${inside})`);
}

function inList(form: InListContext, value: TypedExpression, scope: Scope, walk: Walk): TypedExpression {
  const items = form.expression().map((item) => walk.expression(item, scope));
  const not = form.KW_NOT() !== null;
  let type = value.type;
  for (const item of items) {
    const wider = commonType(type, item.type);
    if (wider === null) {
      const message = 'IN value and list items must be the same type or coercible to a common type';
      const found = `Cannot find common type between ${typeText(type)} and ${typeText(item.type)}`;
      throw sourceError(form, 'TYPE_MISMATCH', `${message}. ${found}`);
    }
    type = wider;
  }
  if (value.constant === null) return truth('CAST(NULL AS BOOLEAN)');
  const composite = holdsRunTimeZone(type) || type.kind === 'row' || type.kind === 'array' || type.kind === 'map';
  if (composite || (isFloating(type) && [value, ...items].some((side) => side.mayBeNaN))) {
    const either = items.map((item) => locateErrors(form, () => compare('=', value, item)).sql).join(' OR ');
    return truth(not ? `(NOT (${either}))` : `(${either})`);
  }
  const range = value.constant === undefined && readsColumn(value) ? rangeOfList(items, type) : undefined;
  if (range !== undefined) {
    const sought = coerce(value, type).sql;
    const either = `(${sought} IS NULL OR ${sought} BETWEEN ${range.least} AND ${range.greatest})`;
    return truth(not ? `(NOT ${either})` : either);
  }
  const list = items.map((item) => coerce(item, type).sql).join(', ');
  const found = `(${coerce(value, type).sql} ${not ? 'NOT ' : ''}IN (${list}))`;
  // Of a value known before the run Trino looks at all that it can compute, not only as far as the first that is equal.
  const computed =
    value.constant === undefined ? [] : items.filter((item) => item.constant === undefined && !readsColumn(item));
  if (computed.length === 0) return nullFirst(truth(found), [value], items);
  return truth(`(CASE WHEN ${computed.map(({ sql }) => `[${sql}] IS NOT NULL`).join(' AND ')} THEN ${found} END)`);
}

function readsColumn({ sql }: TypedExpression): boolean {
  return /\b[rwxz]\d*\.\w|\bx\d+\b|\(SELECT |\(\*\)/.test(sql);
}

const WRONG_ESCAPE = "Escape character must be followed by '%', '_' or the escape character itself";

function like(form: LikeContext, value: TypedExpression, scope: Scope, walk: Walk): TypedExpression {
  const pattern = walk.expression(form._pattern!, scope);
  const escapedBy = form._escape === undefined ? undefined : walk.expression(form._escape, scope);
  const texts = [
    ['Left side of', value, form],
    ['Pattern for', pattern, form._pattern!],
    ...(escapedBy ? [['Escape for', escapedBy, form._escape!] as const] : []),
  ] as const;
  for (const [what, { type }, place] of texts) {
    if (type.kind === 'varchar' || type.kind === 'unknown') continue;
    const message = `${what} LIKE expression must evaluate to a varchar (actual: ${typeText(type)})`;
    throw sourceError(place, 'TYPE_MISMATCH', message);
  }
  if ([value, pattern, escapedBy].some((text) => text?.constant === null)) return truth('CAST(NULL AS BOOLEAN)');
  const invalid = escapedBy && invalidEscape(form, pattern, escapedBy);
  if (invalid !== undefined) {
    const texts = [value, pattern].filter(({ constant }) => constant === undefined);
    const failure = raise('INVALID_FUNCTION_ARGUMENT', quoteLiteral(invalid.message), 'BOOLEAN');
    return truth(
      nullsFirst(
        failure,
        texts.map(({ sql }) => sql),
      ),
    );
  }
  if (typeof escapedBy?.constant === 'string' && typeof pattern.constant !== 'string') {
    const [quoted, wrong] = [
      quoteLiteral(escapedBy.constant),
      raise('INVALID_FUNCTION_ARGUMENT', quoteLiteral(WRONG_ESCAPE), 'VARCHAR'),
    ];
    const checked = `t_escaped_pattern(${pattern.sql}, ${quoted}, ${nullsFirst(wrong, [value.sql])})`;
    return truth(`(${value.sql} ${form.KW_NOT() === null ? '' : 'NOT '}LIKE ${checked} ESCAPE ${escapedBy.sql})`);
  }
  const escaped = escapedBy === undefined ? '' : ` ESCAPE ${escapedBy.sql}`;
  return truth(`(${value.sql} ${form.KW_NOT() === null ? '' : 'NOT '}LIKE ${pattern.sql}${escaped})`);
}

function invalidEscape(
  form: LikeContext,
  pattern: TypedExpression,
  escapedBy: TypedExpression,
): TracelakeError | undefined {
  if (typeof escapedBy.constant !== 'string') {
    throw sourceError(form, 'NOT_SUPPORTED', 'The ESCAPE of LIKE must be a constant here');
  }
  if ([...escapedBy.constant].length !== 1) {
    return sourceError(form, 'INVALID_FUNCTION_ARGUMENT', 'Escape string must be a single character');
  }
  if (typeof pattern.constant !== 'string') return undefined;
  const characters = [...pattern.constant];
  for (let i = 0; i < characters.length; i++) {
    if (characters[i] !== escapedBy.constant) continue;
    i++;
    if (characters[i] !== '%' && characters[i] !== '_' && characters[i] !== escapedBy.constant) {
      return sourceError(form, 'INVALID_FUNCTION_ARGUMENT', WRONG_ESCAPE);
    }
  }
  return undefined;
}
