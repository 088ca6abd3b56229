// The scan's counts as a ranking: which fields' values tell the selection from the baseline, with the numbers a page draws.
import type { AnswerRow } from '../structured/series-answer.ts';
import { isDetail, isOutcome } from './compare-fields.ts';
import { COMPARE_LIMITS } from './compare-query.ts';
import type { CompareSample } from './compare-sample.ts';
import { type CountedValue, countedValue, isMissing, type Tally, totalOfTallies } from './counted-value.ts';
import { mergedBuckets } from './number-buckets.ts';
import { pairsFirst } from './pairs-first.ts';
import { familiarity, type HeadField, withTwinsJoined } from './twin-fields.ts';

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
  /** Of the side, 0 to 1; the baseline's with its operations mixed as in the selection. */
  readonly selectedShare: number;
  readonly baselineShare: number;
}

export interface ComparedField {
  readonly field: string;
  readonly role: FieldRole;
  /** 0: the same on both sides, 1: no value in common. What chance alone can do is taken off. */
  readonly difference: number;
  /** Fields that tell nothing beyond this one. */
  readonly sameAs: readonly string[];
  /** In the order of a chart: numbers ascending, texts by what differs most; missing and other last. */
  readonly values: readonly ComparedValue[];
}

const ROLE_ORDER: readonly FieldRole[] = ['cause', 'outcome', 'selection', 'identifier'];
/** A difference counts from 95 % certainty on, two-sided, and then for what is left of it one standard error further down. */
const CERTAIN_ERRORS = 1.96;
/** The same for a distance of running shares. */
const CERTAIN_STEPS = 1.36;
const STEP_ERRORS = 0.7;
/** From this many distinct values, one for every five spans makes an identifier: a trace's spans share some. */
const MIN_IDENTIFIERS = 50;
const SPANS_PER_IDENTIFIER = 5;
const PRESENCE_WEIGHT = 0.5;
const ABSENCE_WEIGHT = 0.25;
const FEW_TRACES = 10;
/** A value with this part of a side, and more than a few spans, is no identifier's. */
const COMMON_SHARE = 0.02;
const COMMON_SPANS = 5;

/** @param rows of `compareSql` for the same fields and sample */
export function rankFields(
  rows: readonly AnswerRow[],
  fields: readonly string[],
  selectionFields: ReadonlySet<string>,
  sample: Pick<CompareSample, 'selectedRate' | 'baselineRate'>,
): ComparedField[] {
  const counted = fields.map((field) => ({ field, values: [] as CountedValue[] }));
  for (const [place, ...value] of rows) counted[Number(place) - 1].values.push(countedValue(value));
  // A field in no span of either side is none.
  const present = counted.filter(({ values }) => values.some((value) => !isMissing(value)));
  const asked = present.filter(({ field }) => selectionFields.has(field)).map((field) => ({ ...field, sameAs: [] }));
  const heads = withTwinsJoined(present.filter(({ field }) => !selectionFields.has(field)));
  const compared = [...asked, ...heads].map((head) => comparedField(head, selectionFields.has(head.field)));
  compared.sort(
    (left, right) =>
      ROLE_ORDER.indexOf(left.role) - ROLE_ORDER.indexOf(right.role) ||
      right.difference - left.difference ||
      familiarity(left.field) - familiarity(right.field) ||
      (left.field < right.field ? -1 : 1),
  );
  const causes = compared.filter(({ role }) => role === 'cause');
  return [...pairsFirst(causes, sample), ...compared.filter(({ role }) => role !== 'cause')];
}

function comparedField({ field, values, sameAs }: HeadField, isSelection: boolean): ComparedField {
  const totals = totalOfTallies(values);
  const isOfNumbers = values.some(({ low }) => low !== null);
  const role: FieldRole = isSelection
    ? 'selection'
    : isOutcome(field)
      ? 'outcome'
      : isDetail(field) || isIdentifier(values, totals)
        ? 'identifier'
        : 'cause';
  const charted = isOfNumbers ? numberValues(values, totals) : textValues(values, totals);
  // Against nothing, nothing differs.
  const isOneSided = totals.selected === 0 || totals.mixed === 0;
  const difference = isOneSided
    ? 0
    : steady(isOfNumbers ? stepDifference(values, totals) : shareDifference(values, totals));
  return { field, role, difference, sameAs, values: charted };
}

function isIdentifier(values: readonly CountedValue[], totals: Tally): boolean {
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

/** The largest difference of a value's shares that chance does not make of so few spans. */
function shareDifference(values: readonly CountedValue[], totals: Tally): number {
  const known = values.filter((value) => !isMissing(value));
  const present = totalOfTallies(known);
  const common = commonPresence(present, totals);
  const differences = known.filter(({ isRest }) => !isRest).map((value) => common * certainDifference(value, present));
  return Math.max(0, presenceDifference(present, totals), ...differences);
}

/** How much of both sides has the field at all: values are compared where there is one. */
function commonPresence(present: Tally, totals: Tally): number {
  const { selectedShare, baselineShare } = sharesOf(present, totals);
  return Math.min(selectedShare, baselineShare);
}

/** That a field is there more often counts half, or all fields of one kind of span would tie; that it is missing, less: work that fails early sets less. */
function presenceDifference(present: Tally, totals: Tally): number {
  const isRarer = shareDistance(present, totals) < 0;
  return (isRarer ? ABSENCE_WEIGHT : PRESENCE_WEIGHT) * certainDifference(present, totals);
}

function certainDifference(value: Tally, totals: Tally): number {
  const [selected, baseline] = [drawsOf(totals, 'selected'), drawsOf(totals, 'mixed')];
  const { selectedShare, baselineShare } = sharesOf(value, totals);
  const pooled = (selectedShare * selected + baselineShare * baseline + 1) / (selected + baseline + 2);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / selected + 1 / baseline));
  const distance = Math.abs(selectedShare - baselineShare);
  return distance > CERTAIN_ERRORS * error ? distance - error : 0;
}

/**
 * How many independent draws a side's spans are worth: spans of one trace share its user, its region, its fate, so that the draws are traces (Kish's
 * effective size). Of a few traces, whatever their spans have in common is worth showing.
 */
function drawsOf(totals: Tally, side: 'selected' | 'mixed'): number {
  const traces = totals[side] ** 2 / (totals[`${side}Squares`] || 1);
  return Math.max(1, traces < FEW_TRACES ? totals[side === 'mixed' ? 'baseline' : side] : traces);
}

/** Kolmogorov and Smirnov's: the largest distance between the two running shares. */
function stepDifference(values: readonly CountedValue[], totals: Tally): number {
  const ordered = values.filter(({ low }) => low !== null).sort((left, right) => left.low! - right.low!);
  const present = totalOfTallies(ordered);
  const error = Math.sqrt(1 / drawsOf(present, 'selected') + 1 / drawsOf(present, 'mixed'));
  let [running, largest] = [0, 0];
  for (const value of ordered) {
    running += shareDistance(value, present);
    largest = Math.max(largest, Math.abs(running));
  }
  const distance = largest > CERTAIN_STEPS * error ? largest - STEP_ERRORS * error : 0;
  return Math.max(0, presenceDifference(present, totals), commonPresence(present, totals) * distance);
}

/** Above 0: more frequent in the selection. */
function shareDistance(value: Tally, totals: Tally): number {
  const { selectedShare, baselineShare } = sharesOf(value, totals);
  return selectedShare - baselineShare;
}

function sharesOf(value: Tally, totals: Tally): Pick<ComparedValue, 'selectedShare' | 'baselineShare'> {
  const share = (spans: number, total: number): number => (total === 0 ? 0 : spans / total);
  return {
    selectedShare: share(value.selected, totals.selected),
    baselineShare: share(value.mixed, totals.mixed),
  };
}

function withShares(
  value: Tally,
  totals: Tally,
): Pick<ComparedValue, 'selected' | 'baseline' | 'selectedShare' | 'baselineShare'> {
  const { selectedShare, baselineShare } = sharesOf(value, totals);
  return {
    selected: steadySum(value.selected),
    baseline: steadySum(value.baseline),
    selectedShare: steady(selectedShare),
    baselineShare: steady(baselineShare),
  };
}

function textValues(values: readonly CountedValue[], totals: Tally): ComparedValue[] {
  const named = values.filter((value) => value.text !== null && !value.isRest);
  const difference = (value: Tally): number => steady(Math.abs(shareDistance(value, totals)));
  named.sort((left, right) => difference(right) - difference(left) || (left.text! < right.text! ? -1 : 1));
  const shown = named.slice(0, COMPARE_LIMITS.valuesShown);
  const rest = [...named.slice(COMPARE_LIMITS.valuesShown), ...values.filter(({ isRest }) => isRest)];
  return [
    ...shown.map((value) => ({ kind: 'value' as const, value: value.text!, ...withShares(value, totals) })),
    ...missingValue(values, totals),
    ...otherValue(rest, totals),
  ];
}

function otherValue(rest: readonly CountedValue[], totals: Tally): ComparedValue[] {
  if (rest.length === 0) return [];
  const values = rest.reduce((sum, value) => sum + value.values, 0);
  return [{ kind: 'other', values, ...withShares(totalOfTallies(rest), totals) }];
}

function missingValue(values: readonly CountedValue[], totals: Tally): ComparedValue[] {
  return values.filter(isMissing).map((value) => ({ kind: 'missing', ...withShares(value, totals) }));
}

function numberValues(values: readonly CountedValue[], totals: Tally): ComparedValue[] {
  const present = values.filter(({ low }) => low !== null);
  const weightOf = (value: Tally): number => {
    const { selectedShare, baselineShare } = sharesOf(value, totals);
    // Whole, so that sums of them do not depend on their order.
    return Math.round((selectedShare + baselineShare) * 1e9);
  };
  const buckets = mergedBuckets(present, weightOf, COMPARE_LIMITS.numberBuckets).map((bucket) => {
    const isOne = bucket.low === bucket.high;
    const named = isOne
      ? { kind: 'value' as const, value: bucket.low }
      : { kind: 'range' as const, low: bucket.low, high: bucket.high };
    return { ...named, ...withShares(bucket, totals) };
  });
  return [...buckets, ...missingValue(values, totals)];
}

/** Sums end in other digits where an engine adds in another order: neither ranking nor answer must follow them. */
function steady(share: number): number {
  return Number(share.toFixed(9));
}

function steadySum(weight: number): number {
  return Number(weight.toPrecision(12));
}
