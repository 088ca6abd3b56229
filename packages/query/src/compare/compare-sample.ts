// How much of each side is read. Files and traces are chosen by hash, so that the same question gets the same spans again.
import { COMPARE_LIMITS } from './compare-query.ts';
import type { CompareSides, OperationCount } from './compare-sides.ts';

export interface CompareSample {
  /** Part of the files that is read, 0 to 1. */
  readonly fileShare: number;
  /** Part of the traces in them that is kept, for each side. */
  readonly selectedRate: number;
  readonly baselineRate: number;
}

/** Below this a scan of everything is quick: 0.3 s of processor time. */
const SMALL_SCAN_SPANS = 100_000;

export function compareSample(selected: number, baseline: number): CompareSample {
  const { spansPerSide } = COMPARE_LIMITS;
  // A quarter more than needed: sides are not spread evenly over files.
  const neededShare = (spans: number): number => (1.25 * spansPerSide) / Math.max(1, spans);
  const isSmall = selected + baseline <= SMALL_SCAN_SPANS;
  const fileShare = isSmall ? 1 : Math.min(1, Math.max(neededShare(selected), neededShare(baseline)));
  const rate = (spans: number): number => Math.min(1, spansPerSide / Math.max(1, spans * fileShare));
  const [selectedRate, baselineRate] = [rate(selected), rate(baseline)];
  return { fileShare, selectedRate, baselineRate };
}

export function totalOf(operations: readonly OperationCount[], side: 'selected' | 'baseline' | 'both'): number {
  return operations.reduce((sum, operation) => sum + operation[side], 0);
}

/** Traces are kept by the last digits of their id, the random part of both W3C and X-Ray ids. */
export function pickedCondition(sides: CompareSides, sample: CompareSample): string {
  const selected = kept(sides.selected, sample.selectedRate);
  const baseline = kept(sides.baseline, sample.baselineRate);
  const scope = sides.scope === undefined ? '' : `${sides.scope} AND `;
  return `${scope}(${selected} OR ${baseline})`;
}

function kept(side: string, rate: number): string {
  if (rate >= 1) return side;
  const limit = Math.max(1, Math.round(rate * 65_536));
  return `(${side} AND substr(trace_id, 29) < '${limit.toString(16).padStart(4, '0')}')`;
}
