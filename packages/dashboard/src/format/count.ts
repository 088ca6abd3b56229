// Counts, shares and rates.
import { type Measure, threeDigits } from './duration.ts';

/** Digits of any number of an attribute. */
const SIGNIFICANT = 6;
/** Beyond these a number is mostly zeros: that of twelve digits and more has no room in a column. */
const [LEAST_PLAIN, MOST_PLAIN] = [1e-6, 1e12];

/** In full: `44,103`. */
export function countText(count: number): string {
  return groupedDigits(count.toFixed(0));
}

/** From 10,000 on: `44.1k`, `1.24 M`. */
export function compactMeasure(count: number): Measure {
  if (Math.abs(count) < 10_000) return { digits: countText(count), unit: '' };
  for (const [size, unit] of [
    [1e9, 'G'],
    [1e6, 'M'],
  ] as const) {
    if (Math.abs(count) >= size * 0.9995) return { digits: threeDigits(count / size), unit };
  }
  return { digits: threeDigits(count / 1000), unit: 'k' };
}

export function compactText(count: number): string {
  const { digits, unit } = compactMeasure(count);
  return unit === '' ? digits : `${digits}${unit === 'k' ? '' : ' '}${unit}`;
}

/** A share of one: `0.21%`, `6.8%`, `10.0%`, `100%`, `<0.01%`: as many places in a column, whatever they are. */
export function percentMeasure(share: number): Measure {
  const percent = share * 100;
  if (percent === 0) return { digits: '0', unit: '%' };
  if (Math.abs(percent) < 0.01) return { digits: '<0.01', unit: '%' };
  const places = Math.abs(percent) < 1 ? 2 : 1;
  return { digits: percent.toFixed(places).replace(/^(-?100)\.0$/, '$1'), unit: '%' };
}

/** The same in a sentence: `10%`. */
export function percentText(share: number): string {
  const { digits, unit } = percentMeasure(share);
  return digits.replace(/\.0+$/, '') + unit;
}

/** A difference of shares: `+1.16 pt`. */
export function pointsText(difference: number): string {
  const points = difference * 100;
  const size = Math.abs(points);
  const digits = size < 10 ? threeDigits(size) : size.toFixed(0);
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${digits} pt`;
}

export function rateText(perSecond: number): string {
  return `${threeDigits(perSecond)}/s`;
}

/** Any number of an attribute. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < LEAST_PLAIN || size >= MOST_PLAIN))
    return value.toExponential(SIGNIFICANT - 1).replace(/\.?0*e\+?/, 'e');
  return groupedDigits(String(Number(value.toPrecision(SIGNIFICANT))));
}

/**
 * With separators, and every digit. By hand: the first `Intl.NumberFormat` of a page reads its language's tables, 25 to 50 ms, and it was made before the first question left.
 * @param digits of a number without an exponent
 */
export function groupedDigits(digits: string): string {
  const [whole, ...fraction] = digits.split('.');
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.');
}
