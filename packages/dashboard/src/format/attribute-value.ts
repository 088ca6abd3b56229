// A number of an attribute or a calculation as people read it: what it is of tells its unit.
import type { Calculation } from '@tracelake/query/structured';
import { bytesText } from './bytes.ts';
import { compactText, countText, numberText, percentMeasure } from './count.ts';
import { durationMeasure, type Measure, threeDigits } from './duration.ts';

export type ValueKind = 'count' | 'share' | 'rate' | 'duration' | 'bytes' | 'number';

/** By the name: `duration_ms`, `http.response.body.size`. */
export function kindOfField(name: string): ValueKind {
  if (/(?:^|[._])(?:ms|duration_ms)$|_ms$/.test(name)) return 'duration';
  if (/\.size$|_bytes$|\.bytes$/.test(name)) return 'bytes';
  return 'number';
}

export function kindOfCalculation({ op, column = '' }: Pick<Calculation, 'op' | 'column'>): ValueKind {
  if (op === 'COUNT' || op === 'COUNT_DISTINCT') return 'count';
  if (op === 'ERROR_RATE') return 'share';
  if (op === 'RATE') return 'rate';
  return op === 'CONCURRENCY' ? 'number' : kindOfField(column);
}

export function valueMeasure(value: number, kind: ValueKind): Measure {
  switch (kind) {
    case 'count':
      return { digits: countText(value), unit: '' };
    case 'share':
      return percentMeasure(value);
    case 'rate':
      return { digits: threeDigits(value), unit: '/s' };
    case 'duration':
      return durationMeasure(value);
    case 'bytes': {
      const [digits, unit] = bytesText(value).split(' ');
      return { digits, unit };
    }
    default:
      return { digits: numberText(value), unit: '' };
  }
}

export function valueText(value: number, kind: ValueKind): string {
  const { digits, unit } = valueMeasure(value, kind);
  return unit === '' || unit === '%' || unit === '/s' ? digits + unit : `${digits} ${unit}`;
}

const LONG_UNITS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
] as const;

/** Beside an axis there is room for six digits. */
const [LEAST_TICK, MOST_TICK, MOST_COMPACT] = [1e-6, 1e5, 1e12];

/** On an axis round values are round: `10 s`, not `10.0 s`; from a minute on one unit, there is no room for two: `16.7 min`. */
export function tickText(value: number, kind: ValueKind): string {
  return tickMeasure(value, kind)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');
}

function tickMeasure(value: number, kind: ValueKind): string {
  const size = Math.abs(value);
  const long = kind === 'duration' ? LONG_UNITS.find(({ ms }) => value >= ms) : undefined;
  if (long !== undefined) return `${threeDigits(value / long.ms)} ${long.unit}`;
  if (kind !== 'count' && kind !== 'number') return valueText(value, kind);
  if (size >= MOST_COMPACT || (size > 0 && size < LEAST_TICK)) return value.toExponential(1).replace('+', '');
  return size >= MOST_TICK ? compactText(value) : valueText(value, kind);
}

/** Of the API: numbers, decimal strings, or nothing. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) return Number(value);
  return null;
}

/** An estimate says so. */
export function aboutText(text: string, isAbout: boolean): string {
  return isAbout ? `≈ ${text}` : text;
}
