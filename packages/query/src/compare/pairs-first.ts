// A field that only says of two others that they met (the endpoint that one version uses for one provider) stands behind these two: it
// separates the sides better than either, and explains less.
import type { CompareSample } from './compare-sample.ts';
import type { ComparedField, ComparedValue } from './rank-fields.ts';

/** Both of a pair differ at least so much of what the field does. */
const PART_OF_DIFFERENCE = 0.5;
/** Below this a field is no rival of those before it. */
const MIN_DIFFERENCE = 0.2;
const CERTAIN_ERRORS = 3;

interface Meeting {
  readonly selected: number;
  /** Spans of both sides in the lake, of which the counts are a sample. */
  readonly all: number;
}

type Rates = Pick<CompareSample, 'selectedRate' | 'baselineRate'>;

/** @param causes by difference, largest first */
export function pairsFirst(causes: readonly ComparedField[], rates: Rates): ComparedField[] {
  const ordered = [...causes];
  // From behind, so that what has moved is not looked at again.
  for (const field of [...causes].reverse()) {
    const pair = pairOf(field, causes, rates);
    if (pair === undefined) continue;
    ordered.splice(ordered.indexOf(field), 1);
    const last = Math.max(...pair.map((each) => ordered.indexOf(each)));
    ordered.splice(last + 1, 0, field);
  }
  return ordered;
}

/** Two fields behind it whose telling values meet in as many spans as it has, and that by chance. */
function pairOf(
  field: ComparedField,
  causes: readonly ComparedField[],
  rates: Rates,
): readonly [ComparedField, ComparedField] | undefined {
  const own = tellingValue(field);
  if (own === undefined || field.difference < MIN_DIFFERENCE) return undefined;
  const broader = causes.filter((each) => {
    const value = tellingValue(each);
    const isRival = each !== field && each.difference >= PART_OF_DIFFERENCE * field.difference;
    return isRival && value !== undefined && value.selected >= own.selected && value.baseline > own.baseline;
  });
  for (const [i, first] of broader.entries())
    for (const second of broader.slice(i + 1)) {
      if (meetIn(field, [first, second], rates)) return [first, second];
    }
  return undefined;
}

function meetIn(field: ComparedField, pair: readonly [ComparedField, ComparedField], rates: Rates): boolean {
  const total = sidesOf(field.values, rates);
  const [own, first, second] = [field, ...pair].map((each) => sidesOf([tellingValue(each)!], rates));
  const byChance = (first.all * second.all) / total.all;
  const error = Math.sqrt(byChance / Math.min(rates.selectedRate, rates.baselineRate));
  const mustMeet = first.selected + second.selected - total.selected;
  return own.selected >= mustMeet && Math.abs(own.all - byChance) <= CERTAIN_ERRORS * error;
}

function sidesOf(values: readonly ComparedValue[], { selectedRate, baselineRate }: Rates): Meeting {
  const sum = (side: 'selected' | 'baseline'): number => values.reduce((total, value) => total + value[side], 0);
  return { selected: sum('selected'), all: sum('selected') / selectedRate + sum('baseline') / baselineRate };
}

/** What the selection has more of than anything else. */
function tellingValue({ values }: ComparedField): ComparedValue | undefined {
  const [first, ...others] = values.filter(({ kind }) => kind === 'value' || kind === 'range');
  const excess = ({ selectedShare, baselineShare }: ComparedValue): number => selectedShare - baselineShare;
  return first && others.reduce((most, value) => (excess(value) > excess(most) ? value : most), first);
}
