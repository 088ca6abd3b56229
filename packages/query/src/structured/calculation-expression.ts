// Calculations as SQL aggregates. A span that was sampled stands for `sample_rate` spans, so counts, sums and percentiles weigh by it.
import { type FieldTypes, kindOfField, NO_FIELD_TYPES } from './field-types.ts';
import { SPAN_WEIGHT, WEIGHT_SUM } from './span-weight.ts';
import { type Calculation, calculationName, isPercentileOp, type PercentileOp } from './structured-query.ts';

export interface CalculationContext {
  readonly types: FieldTypes;
  readonly fieldSql: (field: string) => string;
  /** Whether some span carries a `sample_rate`; without one every span stands for itself and the SQL is plain. */
  readonly sampled: boolean;
  /** Seconds that a RATE is over: a number or an expression. */
  readonly secondsSql: string;
  /** Whether counts are parts of one that is rounded as a whole. */
  readonly areParts?: boolean;
}

/** An aggregate over spans. HEATMAP is no aggregate: see heatmap-sql.ts. */
export function calculationSql({ op, column }: Calculation, context: CalculationContext): string {
  const { sampled } = context;
  if (op === 'COUNT') return spanCount(context);
  if (op === 'RATE') return `CAST(${sampled ? WEIGHT_SUM : 'count(*)'} AS double) / ${context.secondsSql}`;
  if (op === 'CONCURRENCY') {
    const underWay = sampled ? `duration_ms * ${SPAN_WEIGHT}` : 'duration_ms';
    return `coalesce(sum(${underWay}), 0) / 1e3 / ${context.secondsSql}`;
  }
  if (op === 'ERROR_RATE') {
    const [failed, all] = sampled
      ? [`sum(IF(status_code = 'ERROR', ${SPAN_WEIGHT}, 0))`, `sum(${SPAN_WEIGHT})`]
      : [`count_if(status_code = 'ERROR')`, 'count(*)'];
    return `1e0 * ${failed} / nullif(${all}, 0)`;
  }
  const value = context.fieldSql(column!);
  if (op === 'COUNT_DISTINCT') return `approx_distinct(${value})`;
  // Times are ordered too, and are no numbers.
  if ((op === 'MIN' || op === 'MAX') && ['text', 'other'].includes(kindOfField(context.types, column!)))
    return `${op.toLowerCase()}(${value})`;
  const number = numberSql(column!, context);
  if (op === 'MIN' || op === 'MAX') return `${op.toLowerCase()}(${number})`;
  if (op === 'SUM') return sampled ? `sum(${number} * ${SPAN_WEIGHT})` : `sum(${number})`;
  if (op === 'AVG') return sampled ? weightedAverage(number) : `avg(${number})`;
  if (isPercentileOp(op)) return percentile(op, finiteSql(column!, number), sampled);
  throw new Error(`${op} is no aggregate`);
}

/** The field as a number; text that is none counts as missing. */
export function numberSql(column: string, context: Pick<CalculationContext, 'types' | 'fieldSql'>): string {
  const value = context.fieldSql(column);
  const kind = kindOfField(context.types, column);
  return kind === 'number' || kind === 'integer' ? value : `TRY_CAST(${value} AS double)`;
}

/** Trino's percentile fails at the first NaN: one sender's slip is not to cost everyone theirs. */
function finiteSql(column: string, number: string): string {
  return column === 'duration_ms' ? number : `IF(is_finite(${number}), ${number})`;
}

/** There, and neither NaN nor an infinity. */
export function isFiniteSql(column: string, number: string, { types }: Pick<CalculationContext, 'types'>): string {
  const isAlways = column === 'duration_ms' || kindOfField(types, column) === 'integer';
  return isAlways ? `${number} IS NOT NULL` : `is_finite(${number})`;
}

/** Whole, because spans are: rates such as 1/0.3 do not add up to an integer. Of the parts of a count see `wholeCounts`. */
function spanCount({ sampled, areParts }: CalculationContext): string {
  if (!sampled) return 'count(*)';
  return areParts ? WEIGHT_SUM : `CAST(round(${WEIGHT_SUM}) AS bigint)`;
}

function weightedAverage(number: string): string {
  return `sum(${number} * ${SPAN_WEIGHT}) / sum(IF(${number} IS NOT NULL, ${SPAN_WEIGHT}))`;
}

function percentile(op: PercentileOp, number: string, sampled: boolean): string {
  const fraction = Number(`0.${op.slice(1)}`);
  return sampled
    ? `approx_percentile(${number}, ${SPAN_WEIGHT}, ${fraction})`
    : `approx_percentile(${number}, ${fraction})`;
}

/** What the answer says of weighing. */
export function weighingNotes(calculations: readonly Calculation[], sampled: boolean): string[] {
  if (!sampled) return [];
  const distinct = calculations.some(({ op }) => op === 'COUNT_DISTINCT');
  return [
    'Calculations weigh each span by its sample_rate: a span that was kept for ten counts as ten.',
    ...(distinct ? ['COUNT_DISTINCT, MIN and MAX are of the spans that were kept; they cannot be weighed.'] : []),
  ];
}

/** Numbers of a text: some keys carry digits as text, so it is no error, but an answer without a value needs its reason. */
export function textNotes(calculations: readonly Calculation[], types: FieldTypes): string[] {
  const ofText = calculations.filter(({ op, column }) => {
    return column !== undefined && !TAKES_TEXT.has(op) && kindOfField(types, column) === 'text';
  });
  const asText = calculations.filter(({ op, column }) => {
    return (op === 'MIN' || op === 'MAX') && isMixedText(column!, types);
  });
  return [
    ...ofText.map(
      (each) => `${calculationName(each)}: ${each.column} is text; values that are no number count as missing.`,
    ),
    ...asText.map((each) => `${calculationName(each)}: ${each.column} is text here, where 10 comes before 9.`),
  ];
}

/** An attribute, not a column that is text in every lake: some of its values may be numbers. */
function isMixedText(column: string, types: FieldTypes): boolean {
  return kindOfField(types, column) === 'text' && kindOfField(NO_FIELD_TYPES, column) === 'unknown';
}

const TAKES_TEXT: ReadonlySet<string> = new Set(['MIN', 'MAX', 'COUNT_DISTINCT']);
