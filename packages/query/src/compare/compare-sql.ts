// The scan of a comparison: one SELECT that counts every value of every field on both sides, missing ones too.
import { fieldSql } from '../structured/field-reference.ts';
import { type FieldTypes, kindOfField } from '../structured/field-types.ts';
import { numberLiteral } from '../structured/filter-condition.ts';
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

/**
 * Rows: place of the field in `fields` (from 1), a text or the low and high of numbers, or neither (missing), whether it stands for the rarer
 * texts, how many distinct values the row stands for, and the spans of each side, and those of the
 * baseline mixed as the selection is. Every field is in every span, so that missing is a value:
 * one unnest of two arrays (texts, numbers) side by side. Numbers are counted each where they are few, else by cells 4.4 % wide.
 */
export function compareSql({ sides, fields, types, sample, sampled }: CompareScan): string {
  const texts = fields.map((field) => (isNumber(field, types) ? 'NULL' : textSql(field, types)));
  const numbers = fields.map((field) => (isNumber(field, types) ? `CAST(${fieldSql(field)} AS double)` : 'NULL'));
  const weight = sampled ? 'coalesce(sample_rate, 1)' : '1e0';
  const count = (side: string): string => (sampled ? `sum(IF(${side}, weight, 0e0))` : `count_if(${side})`);
  const mixed = `${weight} * ${sides.baselineWeight ?? '1e0'} AS mixed_weight`;
  return `WITH picked AS (
SELECT ${sides.selected} AS is_selected, ${weight} AS weight, ${mixed},
CAST(ARRAY[${texts.join(', ')}] AS array(varchar)) AS texts,
CAST(ARRAY[${numbers.join(', ')}] AS array(double)) AS numbers
FROM spans
WHERE ${pickedCondition(sides, sample)}
), counted AS (
SELECT field.place, field.value, field.number, ${count('is_selected')} AS selected, ${count('NOT is_selected')} AS baseline,
  sum(IF(is_selected, 0e0, mixed_weight)) AS mixed
FROM picked CROSS JOIN UNNEST(texts, numbers) WITH ORDINALITY AS field (value, number, place)
GROUP BY 1, 2, 3
), ranked AS (
SELECT place, value, number, selected, baseline, mixed,
  count(*) OVER (PARTITION BY place) AS alternatives,
  row_number() OVER (PARTITION BY place ORDER BY value IS NULL DESC, selected * ${numberLiteral(sample.balance)} + mixed DESC, value) AS rank_of_value
FROM counted
)
SELECT place,
  IF(rank_of_value <= ${valuesKept}, value) AS value,
  value IS NOT NULL AND rank_of_value > ${valuesKept} AS is_rest,
  min(number) AS low, max(number) AS high,
  count(*) AS "values", sum(selected) AS selected, sum(baseline) AS baseline, sum(mixed) AS mixed
FROM ranked
GROUP BY 1, 2, 3, CASE
  WHEN number IS NULL OR alternatives <= ${exactNumbers} THEN number
  WHEN number = 0 THEN 0e0
  ELSE sign(number) * floor(log2(abs(number)) * 16 + 20000)
END`;
}

function isNumber(field: string, types: FieldTypes): boolean {
  const kind = kindOfField(types, field);
  return kind === 'number' || kind === 'integer';
}

function textSql(field: string, types: FieldTypes): string {
  return kindOfField(types, field) === 'text' ? fieldSql(field) : `CAST(${fieldSql(field)} AS varchar)`;
}
