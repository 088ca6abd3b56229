// A number of an attribute or a calculation as people read it: what it is of tells its unit.
import type { Calculation } from '@tracelake/query/structured';
import { bytesText } from './bytes.ts';
import { countText, numberText, percentMeasure } from './count.ts';
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

/** On an axis round values are round: `10 s`, not `10.0 s`; from a minute on one unit, there is no room for two: `16.7 min`. */
export function tickText(value: number, kind: ValueKind): string {
  const long = kind === 'duration' ? LONG_UNITS.find(({ ms }) => value >= ms) : undefined;
  return (long === undefined ? valueText(value, kind) : `${threeDigits(value / long.ms)} ${long.unit}`)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');
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
