// Values of a result as JSON text. JavaScript leaves the sign of a negative zero out, Trino shows it.
import type { ResultValue } from '@tracelake/engine';

export const NEGATIVE_ZERO = '-0.0';

export function valueText(value: ResultValue): string {
  return holdsNegativeZero(value) ? signedText(value) : JSON.stringify(value);
}

function holdsNegativeZero(value: ResultValue): boolean {
  if (typeof value === 'number') return Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.some(holdsNegativeZero) : Object.values(value).some(holdsNegativeZero);
}

function signedText(value: ResultValue): string {
  if (Object.is(value, -0)) return NEGATIVE_ZERO;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(signedText).join(',')}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${signedText(member)}`);
  return `{${members.join(',')}}`;
}
