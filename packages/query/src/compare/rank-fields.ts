// The scan's counts as a ranking: which fields' values tell the selection from the baseline, with the numbers a page draws.
import type { AnswerRow } from '../structured/series-answer.ts';
import { isDetail, isOutcome } from './compare-fields.ts';
import { COMPARE_LIMITS } from './compare-query.ts';
import { mergedBuckets } from './number-buckets.ts';

/** cause: may explain the difference. outcome: says again how it ended. selection: was asked for. identifier: nearly every span has its own, or it is raw text. */
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
  /** Of the side's spans, 0 to 1; the baseline's with its operations mixed as in the selection. */
  readonly selectedShare: number;
  readonly baselineShare: number;
}

export interface ComparedField {
  readonly field: string;
  readonly role: FieldRole;
  /** 0: the same on both sides, 1: no value in common. What chance alone can do is taken off. */
  readonly difference: number;
  /** Fields that say the same in other words: equal counts throughout. */
  readonly sameAs: readonly string[];
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
  readonly mixed: number;
}

interface SideTotals {
  readonly selected: number;
  readonly baseline: number;
  readonly mixed: number;
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
  const firsts = new Map<string, string[]>();
  const compared = inOrderOfPreference(fields).flatMap(({ field, index }) => {
    const values = counted[index];
    const totals = totalsOf(values);
    // In no span of either side.
    if (!values.some((value) => !isMissing(value))) return [];
    const isSelection = selectionFields.has(field);
    const same = isSelection ? undefined : firsts.get(signatureOf(values));
    if (same !== undefined) {
      same.push(field);
      return [];
    }
    const sameAs: string[] = [];
    if (!isSelection) firsts.set(signatureOf(values), sameAs);
    return [{ ...comparedField(field, values, totals, isSelection), sameAs }];
  });
  return compared.sort(
    (left, right) =>
      ROLE_ORDER.indexOf(left.role) - ROLE_ORDER.indexOf(right.role) ||
      right.difference - left.difference ||
      (left.field < right.field ? -1 : 1),
  );
}

/** The names people know first: of twins such as service.version and faas.version one is shown. */
function inOrderOfPreference(fields: readonly string[]): { field: string; index: number }[] {
  const rank = (field: string): number => (field.startsWith('service.') ? 0 : isOutcome(field) ? 2 : 1);
  const indexed = fields.map((field, index) => ({ field, index }));
  return indexed.sort((left, right) => rank(left.field) - rank(right.field) || left.index - right.index);
}

/** Equal for fields whose values stand in the same spans, as far as counts can tell. */
function signatureOf(values: readonly CountedValue[]): string {
  const counts = values.map(
    (value) => `${isMissing(value)} ${value.selected} ${value.baseline} ${value.mixed.toPrecision(6)}`,
  );
  return counts.sort().join(';');
}

function countedValue([, text, isRest, low, high, values, selected, baseline, mixed]: AnswerRow): CountedValue {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    text: text as string | null,
    isRest: isRest === true,
    low: number(low),
    high: number(high),
    values: Number(values),
    selected: Number(selected),
    baseline: Number(baseline),
    mixed: Number(mixed),
  };
}

function isMissing({ text, low, isRest }: CountedValue): boolean {
  return text === null && low === null && !isRest;
}

function totalsOf(values: readonly CountedValue[]): SideTotals {
  const sum = (side: keyof SideTotals) => values.reduce((total, value) => total + value[side], 0);
  return { selected: sum('selected'), baseline: sum('baseline'), mixed: sum('mixed') };
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
      : isDetail(field) || isIdentifier(values, totals)
        ? 'identifier'
        : 'cause';
  const charted = isOfNumbers ? numberValues(values, totals) : textValues(values, totals);
  const difference = isOfNumbers ? stepDifference(values, totals) : shareDifference(values, totals);
  return { field, role, difference, sameAs: [], values: charted };
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

function certainDifference(sides: SideTotals, totals: SideTotals): number {
  const { selected, baseline } = sides;
  const pooled = (selected + baseline + 1) / (totals.selected + totals.baseline + 2);
  const error = Math.sqrt(
    pooled * (1 - pooled) * (1 / Math.max(1, totals.selected) + 1 / Math.max(1, totals.baseline)),
  );
  return Math.abs(shareDistance(sides, totals)) - CHANCE * error;
}

/** Kolmogorov and Smirnov's: the largest distance between the two running shares. Missing values are a step of their own, before all numbers. */
function stepDifference(values: readonly CountedValue[], totals: SideTotals): number {
  const chance = CHANCE_OF_STEPS * Math.sqrt(1 / Math.max(1, totals.selected) + 1 / Math.max(1, totals.baseline));
  const ordered = values.filter(({ low }) => low !== null).sort((left, right) => left.low! - right.low!);
  let [running, largest] = [0, 0];
  for (const value of ordered) {
    running += shareDistance(value, totals);
    largest = Math.max(largest, Math.abs(running));
  }
  // The last step is how much more often there is a number at all.
  const presence = Math.abs(running);
  const moved = largest > presence ? largest : presence * MISSING_WEIGHT;
  return Math.max(0, moved - chance);
}

/** Above 0: more frequent in the selection. */
function shareDistance({ selected, mixed }: SideTotals, totals: SideTotals): number {
  return share(selected, totals.selected) - share(mixed, totals.mixed);
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
    baselineShare: share(sides.mixed, totals.mixed),
  };
}

function textValues(values: readonly CountedValue[], totals: SideTotals): ComparedValue[] {
  const named = values.filter((value) => value.text !== null && !value.isRest);
  const difference = (value: SideTotals): number => Math.abs(shareDistance(value, totals));
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
    share(value.selected, totals.selected) + share(value.mixed, totals.mixed);
  const buckets = mergedBuckets(present, weightOf, COMPARE_LIMITS.numberBuckets).map((bucket) => {
    const isOne = bucket.low === bucket.high;
    const named = isOne
      ? { kind: 'value' as const, value: bucket.low }
      : { kind: 'range' as const, low: bucket.low, high: bucket.high };
    return { ...named, ...withShares(bucket, totals) };
  });
  return [...buckets, ...missingValue(values, totals)];
}
