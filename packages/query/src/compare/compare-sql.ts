// The scan of a comparison: one SELECT that counts every value of every field on both sides, missing ones too.
import { fieldSql } from '../structured/field-reference.ts';
import { type FieldTypes, kindOfField } from '../structured/field-types.ts';
import { SPAN_WEIGHT } from '../structured/span-weight.ts';
import { COMPARE_LIMITS } from './compare-query.ts';
import { type CompareSample, pickedCondition } from './compare-sample.ts';
import type { CompareSides } from './compare-sides.ts';

export interface CompareScan {
  readonly sides: CompareSides;
  readonly fields: readonly string[];
  readonly types: FieldTypes;
  readonly sample: CompareSample;
  /** Whether some span carries a `sample_rate`: counts then weigh by it. */
  readonly sampled: boolean;
}

const { valuesKept, exactNumbers } = COMPARE_LIMITS;

/** Of each value: spans of both sides, then what the spans weigh (`Tally`). */
const SUMS = ['selected', 'baseline', 'mixed', 'selected_squares', 'mixed_squares'];

/**
 * Rows: place of the field in `fields` (from 1), a text, whether it stands for the rarer texts, the low and high of numbers (no text and no number:
 * missing), how many distinct values the row stands for, and SUMS. Every field is in every span, so that missing is a value: one unnest of two
 * arrays (texts, numbers) side by side. Numbers are counted each where they are few, else by cells 4.4 % wide.
 */
export function compareSql({ sides, fields, types, sample, sampled }: CompareScan): string {
  const texts = fields.map((field) => (isNumber(field, types) ? 'NULL' : textSql(field, types)));
  const numbers = fields.map((field) => (isNumber(field, types) ? `CAST(${fieldSql(field)} AS double)` : 'NULL'));
  const weight = sampled ? SPAN_WEIGHT : '1e0';
  const spans = (side: string): string => (sampled ? `sum(IF(${side}, weight, 0e0))` : `count_if(${side})`);
  return `WITH picked AS (
SELECT ${sides.selected} AS is_selected, ${weight} AS weight, trace_id AS trace, service_name AS service, name AS operation,
CAST(ARRAY[${texts.join(', ')}] AS array(varchar)) AS texts,
CAST(ARRAY[${numbers.join(', ')}] AS array(double)) AS numbers
FROM spans
WHERE ${pickedCondition(sides, sample)}
), mixed AS (
SELECT *, ${sides.isRestOfOperations ? MIXED_WEIGHT : 'weight'} AS mass
FROM picked
), weighed AS (
SELECT is_selected, weight, mass, texts, numbers, mass * sum(mass) OVER (PARTITION BY trace, is_selected) AS square
FROM mixed
), counted AS (
SELECT field.place, field.value, field.number, ${spans('is_selected')} AS selected, ${spans('NOT is_selected')} AS baseline,
  sum(IF(is_selected, 0e0, mass)) AS mixed,
  sum(IF(is_selected, square, 0e0)) AS selected_squares, sum(IF(is_selected, 0e0, square)) AS mixed_squares
FROM weighed CROSS JOIN UNNEST(texts, numbers) WITH ORDINALITY AS field (value, number, place)
GROUP BY 1, 2, 3
), totals AS (
SELECT *, count(*) OVER (PARTITION BY place) AS alternatives,
  coalesce(1e0 * selected / nullif(sum(selected) OVER (PARTITION BY place), 0), 0e0)
  + coalesce(mixed / nullif(sum(mixed) OVER (PARTITION BY place), 0e0), 0e0) AS share
FROM counted
), ranked AS (
SELECT *, row_number() OVER (PARTITION BY place ORDER BY value IS NULL DESC, share DESC, value) AS rank_of_value
FROM totals
)
SELECT place,
  IF(rank_of_value <= ${valuesKept}, value) AS value,
  value IS NOT NULL AND rank_of_value > ${valuesKept} AS is_rest,
  min(number) AS low, max(number) AS high,
  count(*) AS "values", ${SUMS.map((name) => `sum(${name}) AS ${name}`).join(', ')}
FROM ranked
GROUP BY 1, 2, 3, CASE
  WHEN number IS NULL OR alternatives <= ${exactNumbers} THEN number
  WHEN number = 0 THEN 0e0
  ELSE sign(number) * floor(log2(abs(number)) * 16 + 20000)
END`;
}

/** A baseline's span counts as much as its operation does among the selected; nothing where that has none. */
const MIXED_WEIGHT = `IF(is_selected, weight, weight
  * sum(IF(is_selected, weight, 0e0)) OVER (PARTITION BY service, operation)
  / sum(IF(is_selected, 0e0, weight)) OVER (PARTITION BY service, operation))`;

function isNumber(field: string, types: FieldTypes): boolean {
  const kind = kindOfField(types, field);
  return kind === 'number' || kind === 'integer';
}

function textSql(field: string, types: FieldTypes): string {
  return kindOfField(types, field) === 'text' ? fieldSql(field) : `CAST(${fieldSql(field)} AS varchar)`;
}
