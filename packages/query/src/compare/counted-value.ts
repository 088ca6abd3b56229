// One row of a comparison's scan: a field's value, with the spans and the weight it has on both sides.
import type { AnswerRow } from '../structured/series-answer.ts';

/** What some spans count, on each side. */
export interface Tally {
  /** Spans in the sample, weighed where spans were sampled. */
  readonly selected: number;
  readonly baseline: number;
  /** The baseline's spans with operations mixed as in the selection. */
  readonly mixed: number;
  /** Of both sides: for each trace the square of what its spans weigh. They tell how many traces of equal weight the sum is worth. */
  readonly selectedSquares: number;
  readonly mixedSquares: number;
}

export interface CountedValue extends Tally {
  readonly text: string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isRest: boolean;
  /** Distinct values it stands for. */
  readonly values: number;
}

/** @param row of `compareSql`, without its first column */
export function countedValue([text, isRest, low, high, values, ...sums]: AnswerRow): CountedValue {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  const [selected, baseline, mixed, selectedSquares, mixedSquares] = sums.map(Number);
  return {
    text: text as string | null,
    isRest: isRest === true,
    low: number(low),
    high: number(high),
    values: Number(values),
    ...{ selected, baseline, mixed, selectedSquares, mixedSquares },
  };
}

export function isMissing({ text, low, isRest }: CountedValue): boolean {
  return text === null && low === null && !isRest;
}

const TALLIES = [
  'selected',
  'baseline',
  'mixed',
  'selectedSquares',
  'mixedSquares',
] as const satisfies readonly (keyof Tally)[];

export function totalOfTallies(tallies: readonly Tally[]): Tally {
  const sum = (name: keyof Tally): number => tallies.reduce((total, tally) => total + tally[name], 0);
  return Object.fromEntries(TALLIES.map((name) => [name, sum(name)])) as unknown as Tally;
}
