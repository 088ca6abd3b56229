// Bytes (decimal) and money.
import { threeDigits } from './duration.ts';

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];

export function bytesText(bytes: number): string {
  const sign = bytes < 0 ? '-' : '';
  let amount = Math.abs(bytes);
  if (Math.round(amount) < 1000) return `${sign}${Math.round(amount)} B`;
  let unit = -1;
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${sign}${threeDigits(amount)} ${UNITS[unit]}`;
}

/** `$0`, `$0.00021`, `$0.138`, `$12.40`. */
export function usdText(usd: number): string {
  if (usd === 0) return '$0';
  const size = Math.abs(usd);
  const sign = usd < 0 ? '-' : '';
  if (size < 0.01) {
    const places = Math.min(12, 1 - Math.floor(Math.log10(size)));
    return `${sign}$${size.toFixed(places)}`;
  }
  return `${sign}$${size.toFixed(size < 1 ? 3 : 2)}`;
}
