// The scan's counts as a ranking: which fields' values tell the selection from the baseline, with the numbers a page draws.
import type { AnswerRow } from '../structured/series-answer.ts';
import { isOutcome } from './compare-fields.ts';
import { COMPARE_LIMITS } from './compare-query.ts';
import { mergedBuckets } from './number-buckets.ts';

/** cause: may explain the difference. outcome: says again how it ended. selection: was asked for. identifier: nearly every span has its own. */
export type FieldRole = 'cause' | 'outcome' | 'selection' | 'identifier';

export interface ComparedValue {
  readonly kind: 'value' | 'range' | 'missing' | 'other';
  /** Of `value`: text as the field shows it, or a number. */
  readonly value?: string | number;
  /** Of `range`: least and greatest number in it. */
  readonly low?: number;
  readonly high?: number;
  /** Of `other`: how many distinct values it stands for. */
  readonly values?: number;
  /** Spans in the sample, weighed where spans were sampled. */
  readonly selected: number;
  readonly baseline: number;
  /** Of the side's spans, 0 to 1. */
  readonly selectedShare: number;
  readonly baselineShare: number;
}

export interface ComparedField {
  readonly field: string;
  readonly role: FieldRole;
  /** 0: the same on both sides, 1: no value in common. What chance alone can do is taken off. */
  readonly difference: number;
  /** In the order of a chart: numbers ascending, texts by what differs most; missing and other last. */
  readonly values: readonly ComparedValue[];
}

/** One row of the scan. */
export interface CountedValue {
  readonly text: string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isRest: boolean;
  readonly values: number;
  readonly selected: number;
  readonly baseline: number;
}

interface SideTotals {
  readonly selected: number;
  readonly baseline: number;
}

const ROLE_ORDER: readonly FieldRole[] = ['cause', 'outcome', 'selection', 'identifier'];
/** Two-sided, 95 %. */
const CHANCE = 1.96;
const CHANCE_OF_STEPS = 1.36;
/** From this many distinct values, one for every five spans makes an identifier: a trace's spans share some. */
const MIN_IDENTIFIERS = 50;
const SPANS_PER_IDENTIFIER = 5;
/** A field that is only there or not tells less than one of its values: all fields of one kind of span would tie. */
const MISSING_WEIGHT = 0.5;
/** A value with this part of a side, and more than a few spans, is no identifier's. */
const COMMON_SHARE = 0.02;
const COMMON_SPANS = 5;

/** @param rows of `compareSql` for the same fields */
export function rankFields(
  rows: readonly AnswerRow[],
  fields: readonly string[],
  selectionFields: ReadonlySet<string>,
): ComparedField[] {
  const counted: CountedValue[][] = fields.map(() => []);
  for (const row of rows) counted[Number(row[0]) - 1].push(countedValue(row));
  const compared = fields.flatMap((field, index) => {
    const values = counted[index];
    const totals = totalsOf(values);
    // In no span of either side.
    if (!values.some((value) => !isMissing(value))) return [];
    return [comparedField(field, values, totals, selectionFields.has(field))];
  });
  return compared.sort(
    (left, right) =>
      ROLE_ORDER.indexOf(left.role) - ROLE_ORDER.indexOf(right.role) ||
      right.difference - left.difference ||
      (left.field < right.field ? -1 : 1),
  );
}

function countedValue([, text, isRest, low, high, values, selected, baseline]: AnswerRow): CountedValue {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    text: text as string | null,
    isRest: isRest === true,
    low: number(low),
    high: number(high),
    values: Number(values),
    selected: Number(selected),
    baseline: Number(baseline),
  };
}

function isMissing({ text, low, isRest }: CountedValue): boolean {
  return text === null && low === null && !isRest;
}

function totalsOf(values: readonly CountedValue[]): SideTotals {
  const sum = (side: 'selected' | 'baseline') => values.reduce((total, value) => total + value[side], 0);
  return { selected: sum('selected'), baseline: sum('baseline') };
}

function comparedField(
  field: string,
  values: readonly CountedValue[],
  totals: SideTotals,
  isSelection: boolean,
): ComparedField {
  const isOfNumbers = values.some(({ low }) => low !== null);
  const role: FieldRole = isSelection
    ? 'selection'
    : isOutcome(field)
      ? 'outcome'
      : isIdentifier(values, totals)
        ? 'identifier'
        : 'cause';
  const charted = isOfNumbers ? numberValues(values, totals) : textValues(values, totals);
  const difference = isOfNumbers ? stepDifference(values, totals) : shareDifference(values, totals);
  return { field, role, difference, values: charted };
}

function isIdentifier(values: readonly CountedValue[], totals: SideTotals): boolean {
  const present = values.filter((value) => !isMissing(value));
  // Ranges of numbers are measures: durations differ in every span and still compare.
  if (present.some(({ low }) => low !== null)) return false;
  const distinct = present.reduce((sum, value) => sum + value.values, 0);
  const spans = present.reduce((sum, value) => sum + value.selected + value.baseline, 0);
  const isMany = (spans: number, total: number): boolean => spans > Math.max(COMMON_SPANS, COMMON_SHARE * total);
  const isCommon = ({ isRest, selected, baseline }: CountedValue): boolean =>
    !isRest && (isMany(selected, totals.selected) || isMany(baseline, totals.baseline));
  return distinct >= MIN_IDENTIFIERS && distinct * SPANS_PER_IDENTIFIER > spans && !present.some(isCommon);
}

/** The largest difference of a value's shares, less what chance makes of so few spans. */
function shareDifference(values: readonly CountedValue[], totals: SideTotals): number {
  const differences = values
    .filter(({ isRest }) => !isRest)
    .map((value) => certainDifference(value, totals) * (isMissing(value) ? MISSING_WEIGHT : 1));
  return Math.max(0, ...differences);
}

function certainDifference({ selected, baseline }: SideTotals, totals: SideTotals): number {
  const pooled = (selected + baseline + 1) / (totals.selected + totals.baseline + 2);
  const error = Math.sqrt(
    pooled * (1 - pooled) * (1 / Math.max(1, totals.selected) + 1 / Math.max(1, totals.baseline)),
  );
  return Math.abs(share(selected, totals.selected) - share(baseline, totals.baseline)) - CHANCE * error;
}

/** Kolmogorov and Smirnov's: the largest distance between the two running shares. Missing values are a step of their own, before all numbers. */
function stepDifference(values: readonly CountedValue[], totals: SideTotals): number {
  const chance = CHANCE_OF_STEPS * Math.sqrt(1 / Math.max(1, totals.selected) + 1 / Math.max(1, totals.baseline));
  const ordered = values.filter(({ low }) => low !== null).sort((left, right) => left.low! - right.low!);
  const distance = ({ selected, baseline }: SideTotals): number =>
    share(selected, totals.selected) - share(baseline, totals.baseline);
  let [running, largest] = [0, 0];
  for (const value of ordered) {
    running += distance(value);
    largest = Math.max(largest, Math.abs(running));
  }
  // The last step is how much more often there is a number at all.
  const presence = Math.abs(running);
  const moved = largest > presence ? largest : presence * MISSING_WEIGHT;
  return Math.max(0, moved - chance);
}

function share(spans: number, total: number): number {
  return total === 0 ? 0 : spans / total;
}

function withShares(
  sides: SideTotals,
  totals: SideTotals,
): Pick<ComparedValue, 'selected' | 'baseline' | 'selectedShare' | 'baselineShare'> {
  return {
    selected: sides.selected,
    baseline: sides.baseline,
    selectedShare: share(sides.selected, totals.selected),
    baselineShare: share(sides.baseline, totals.baseline),
  };
}

function textValues(values: readonly CountedValue[], totals: SideTotals): ComparedValue[] {
  const named = values.filter((value) => value.text !== null && !value.isRest);
  const difference = (value: SideTotals): number =>
    Math.abs(share(value.selected, totals.selected) - share(value.baseline, totals.baseline));
  named.sort((left, right) => difference(right) - difference(left) || (left.text! < right.text! ? -1 : 1));
  const shown = named.slice(0, COMPARE_LIMITS.valuesShown);
  const rest = [...named.slice(COMPARE_LIMITS.valuesShown), ...values.filter(({ isRest }) => isRest)];
  return [
    ...shown.map((value) => ({ kind: 'value' as const, value: value.text!, ...withShares(value, totals) })),
    ...missingValue(values, totals),
    ...otherValue(rest, totals),
  ];
}

function otherValue(rest: readonly CountedValue[], totals: SideTotals): ComparedValue[] {
  if (rest.length === 0) return [];
  const values = rest.reduce((sum, value) => sum + value.values, 0);
  return [{ kind: 'other', values, ...withShares(totalsOf(rest), totals) }];
}

function missingValue(values: readonly CountedValue[], totals: SideTotals): ComparedValue[] {
  return values.filter(isMissing).map((value) => ({ kind: 'missing', ...withShares(value, totals) }));
}

function numberValues(values: readonly CountedValue[], totals: SideTotals): ComparedValue[] {
  const present = values.filter(({ low }) => low !== null);
  const weightOf = (value: SideTotals): number =>
    share(value.selected, totals.selected) + share(value.baseline, totals.baseline);
  const buckets = mergedBuckets(present, weightOf, COMPARE_LIMITS.numberBuckets).map((bucket) => {
    const isOne = bucket.low === bucket.high;
    const named = isOne
      ? { kind: 'value' as const, value: bucket.low }
      : { kind: 'range' as const, low: bucket.low, high: bucket.high };
    return { ...named, ...withShares(bucket, totals) };
  });
  return [...buckets, ...missingValue(values, totals)];
}
