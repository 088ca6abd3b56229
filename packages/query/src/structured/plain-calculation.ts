// An aggregate of SQL as a calculation: by its text, which is compared with what each calculation is compiled to.
import { identifiersOf, lookupName } from '../parser/identifier.ts';
import { ColumnRefContext, FunctionCallContext, type ParserRuleContext } from '../parser/trino-grammar.ts';
import { namePath } from '../translate/reference.ts';
import { innermost } from '../translate/unwrap.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import { type CalculationContext, calculationSql } from './calculation-expression.ts';
import type { FieldKind } from './field-types.ts';
import { type Calculation, FIELD_OPS, isPercentileOp } from './structured-query.ts';

/** More names than that, and it is no calculation of one field. */
const MOST_NAMES = 20;
/** How people write the part of spans that failed. */
const ERROR_RATES = [
  `count_if(status_code = 'ERROR') * 1.0 / count(*)`,
  `1.0 * count_if(status_code = 'ERROR') / count(*)`,
  `1e0 * count_if(status_code = 'ERROR') / count(*)`,
  `CAST(count_if(status_code = 'ERROR') AS double) / count(*)`,
  `avg(IF(status_code = 'ERROR', 1, 0))`,
  `avg(IF(status_code = 'ERROR', 1e0, 0e0))`,
].map(normalText);

/** How people count what differs. Ours is an estimate, and says so. */
const DISTINCT = /^count\(distinct(?:\((.+)\)|(.+))\)$/;

/** `undefined` where no calculation says it. Digits are rounded by who shows them, so that `round` around it says nothing. */
export function plainCalculation(node: ParserRuleContext, rangeSeconds: number): Calculation | undefined {
  const inner = unrounded(node);
  const text = normalText(inner.getText());
  if (ERROR_RATES.includes(text)) return { op: 'ERROR_RATE' };
  const ofSpans = (['COUNT', 'ERROR_RATE'] as const).find((op) => saysSo({ op }, text));
  if (ofSpans !== undefined) return { op: ofSpans };
  const bySecond = perSecond(text, rangeSeconds);
  if (bySecond !== undefined) return bySecond;
  const [, bracketed, bare] = DISTINCT.exec(text) ?? [];
  for (const column of namesIn(inner)) {
    if ([bracketed, bare].includes(normalText(quoteIdentifier(column)))) return { op: 'COUNT_DISTINCT', column };
    const op = FIELD_OPS.find((one) => saysSo({ op: one, column }, text));
    if (op !== undefined) return { op, column };
  }
  return undefined;
}

/** The name of a field, if the node is nothing but one. */
export function plainField(node: ParserRuleContext): string | undefined {
  const name = node instanceof ColumnRefContext ? node.qualifiedName() : null;
  const path = name === null ? namePath(node) : identifiersOf(name);
  return path?.length === 1 ? lookupName(path[0]) : undefined;
}

/** Without blanks, which the tree does not keep; small letters outside of texts; no quotes round a name that needs none. */
export function normalText(sql: string): string {
  return sql
    .split(/('(?:[^']|'')*')/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/\s+/g, '').replace(/"([a-z_]\w*)"|[^"]+/g, unquoted)))
    .join('');
}

function unquoted(part: string, name: string | undefined): string {
  return name ?? (part.startsWith('"') ? part : part.toLowerCase());
}

function unrounded(node: ParserRuleContext): ParserRuleContext {
  const inner = innermost(node);
  if (!(inner instanceof FunctionCallContext) || inner.functionName()?.getText().toLowerCase() !== 'round')
    return inner;
  const [value] = inner.expression();
  return value === undefined ? inner : innermost(value);
}

/** Spans, or time under way, by the seconds of the range. */
function perSecond(text: string, rangeSeconds: number): Calculation | undefined {
  const by = text.lastIndexOf('/');
  const seconds = text.slice(by + 1);
  if (by < 0 || Number(seconds) !== rangeSeconds) return undefined;
  const above = text.slice(0, by + 1);
  // By a whole number it is whole itself.
  if (above === 'count(*)/') return /[.e]/.test(seconds) ? { op: 'RATE' } : undefined;
  const op = (['RATE', 'CONCURRENCY'] as const).find((one) => saysSo({ op: one }, above));
  return op === undefined ? undefined : { op };
}

function saysSo(calculation: Calculation, text: string): boolean {
  return compiledForms(calculation).some((sql) => normalText(sql) === text);
}

/** Of numbers and of texts, of a lake that samples and of one that does not; and percentiles as people write them. */
function compiledForms(calculation: Calculation): string[] {
  const { op, column } = calculation;
  const forms = [true, false].flatMap((sampled) => {
    return (['number', 'integer', 'text', 'unknown'] as const).map((kind) => {
      return calculationSql(calculation, contextOf(column, kind, sampled));
    });
  });
  if (column !== undefined && isPercentileOp(op)) {
    forms.push(`approx_percentile(${quoteIdentifier(column)}, ${Number(`0.${op.slice(1)}`)})`);
  }
  return forms;
}

function contextOf(column: string | undefined, kind: FieldKind, sampled: boolean): CalculationContext {
  return {
    types: new Map(column === undefined ? [] : [[column, kind]]),
    fieldSql: quoteIdentifier,
    sampled,
    secondsSql: '',
  };
}

function namesIn(node: ParserRuleContext): string[] {
  const names = new Set<string>();
  const waiting: unknown[] = [node];
  while (waiting.length > 0 && names.size <= MOST_NAMES) {
    const next = waiting.pop() as ParserRuleContext;
    const name = plainField(next);
    if (name !== undefined) names.add(name);
    else waiting.push(...(next.children ?? []));
  }
  return names.size > MOST_NAMES ? [] : [...names];
}
