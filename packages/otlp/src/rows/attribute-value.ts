// An attribute's value while it is on its way to a row, and whether it fits a column: the rules of attribute-columns.ts on plain values.
import type { ScalarType } from '@tracelake/schema';
import { booleanOfText, doubleOfText, integerOfText, scaledInteger } from '../value-conversion.ts';
import type { WideInteger } from './wide-row.ts';

/** An array, a list or bytes: text already, but never taken for a number. */
export interface ComplexValue {
  readonly text: string;
  /** Whether the text is JSON: of an array or list, not of bytes. */
  readonly isJson?: boolean;
}

/**
 * A number is a double, or an integer within ±2^32, where both convert alike; every other integer is a bigint.
 * `undefined`: an empty value, as if the attribute had not been sent.
 */
export type AttributeValue = string | number | bigint | boolean | ComplexValue;

const SMALL_INTEGER = 0x1_0000_0000;
const TWO_53 = 2n ** 53n;

/** The halves of a 64-bit integer as a value; `high` is signed. */
export function integerValue(low: number, high: number): number | bigint {
  if (high === 0) return low >>> 0;
  if (high === -1) return (low >>> 0) - SMALL_INTEGER;
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** A whole number in whichever form as a value. */
export function integerValueOf(value: number | bigint): number | bigint {
  return value >= -SMALL_INTEGER && value < SMALL_INTEGER ? Number(value) + 0 : BigInt(value);
}

export function textOfValue(value: AttributeValue): string {
  return typeof value === 'object' ? value.text : String(value);
}

/** What the number map holds of a value; `undefined`: it goes to the string map. */
export function mapNumber(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'bigint' && value >= -TWO_53 && value <= TWO_53 ? Number(value) : undefined;
}

/** The value as a column of `type` holds it; `undefined` where it does not fit exactly. */
export function columnValue(
  value: AttributeValue,
  type: ScalarType,
  scale: number,
): string | WideInteger | boolean | undefined {
  if (type === 'varchar') return typeof value === 'string' ? value : textOfValue(value);
  if (type === 'bigint') return wideInteger(integerColumn(value, scale));
  if (type === 'double') return doubleColumn(value, scale);
  if (typeof value === 'boolean') return value;
  return (typeof value === 'string' ? booleanOfText(value) : null) ?? undefined;
}

function wideInteger(value: WideInteger | null): WideInteger | undefined {
  if (typeof value !== 'bigint') return value ?? undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function integerColumn(value: AttributeValue, scale: number): WideInteger | null {
  if (typeof value === 'number') {
    const scaled = value * scale;
    // Half a mebibyte is a whole number of bytes. "+ 0": minus zero is no integer.
    return Number.isSafeInteger(scaled) && scaled / scale === value ? scaled + 0 : null;
  }
  const integer = typeof value === 'string' ? integerOfText(value) : typeof value === 'bigint' ? value : null;
  return integer === null || scale === 1 ? integer : scaledInteger(integer, scale);
}

function doubleColumn(value: AttributeValue, scale: number): number | undefined {
  const number = typeof value === 'string' ? doubleOfText(value) : mapNumber(value);
  const scaled = (number ?? Number.NaN) * scale;
  return Number.isFinite(scaled) ? scaled : undefined;
}
