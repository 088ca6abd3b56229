// Two selections of spans to be compared over all their attributes: which values tell one from the other?
import type { FilterCombination, FilterNode } from '../structured/structured-query.ts';

/** A rectangle drawn on a heatmap: time by a number. Edges as a chart has them: start and low inclusive, end and high exclusive. */
export interface SelectionBox {
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  readonly column: string;
  readonly low: number;
  readonly high: number;
}

export const SELECTION_PRESETS = ['errors', 'slowest'] as const;

/** Spans for which all that is given holds. */
export interface Selection {
  /** errors: status ERROR. slowest: the slowest tenth. */
  readonly preset?: (typeof SELECTION_PRESETS)[number];
  readonly filters?: readonly FilterNode[];
  /** Default: AND. */
  readonly filterCombination?: FilterCombination;
  readonly box?: SelectionBox;
}

export interface CompareQuery {
  /** What both sides lie in. */
  readonly filters?: readonly FilterNode[];
  readonly filterCombination?: FilterCombination;
  readonly selection: Selection;
  /** Default: the rest, spans of the same operations (service and name) that are not selected. */
  readonly baseline?: Selection | 'rest' | 'rest-of-all';
  /** Only these fields; default: all that are known. */
  readonly fields?: readonly string[];
  readonly start?: string;
  readonly end?: string;
}

export const COMPARE_LIMITS = {
  /** Fields looked at, most frequent first: the text of one query has an end. */
  fields: 400,
  /** Operations that the rest is taken of. */
  operations: 300,
  /** Spans of each side after sampling: a share is then right within 2 percentage points (95 %). Twice as many cost twice the files. */
  spansPerSide: 2500,
  valuesShown: 7,
  /** Values of a text field that come out of the scan. */
  valuesKept: 20,
  /** Distinct numbers up to which each is a value of its own. */
  exactNumbers: 64,
  numberBuckets: 8,
} as const;
