// How one OTLP value is written as text and whether it fits a column: the slow, plain counterpart of the decoder's rules.
import type { ScalarType } from '@tracelake/schema';
import type { OtlpAnyValue } from './otlp-request.ts';

export type PlainValue = string | bigint | number | boolean;

const TWO_53 = 2n ** 53n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export function isEmptyValue(value: OtlpAnyValue | undefined): boolean {
  return value === undefined || Object.values(value).every((member) => member === undefined);
}

/** A scalar as itself; arrays, lists and bytes as text. */
export function plainValue(value: OtlpAnyValue): PlainValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return value.intValue;
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue).toString('base64');
  return jsonOf(value);
}

export function textOfValue(value: OtlpAnyValue): string {
  return String(plainValue(value));
}

function jsonOf(value: OtlpAnyValue): string {
  if (isEmptyValue(value)) return 'null';
  if (value.arrayValue !== undefined) return `[${value.arrayValue.values.map(jsonOf).join(',')}]`;
  if (value.kvlistValue !== undefined) {
    const seen = new Set<string>();
    const members: string[] = [];
    for (const { key, value: member } of value.kvlistValue.values) {
      if (seen.has(key)) continue;
      seen.add(key);
      members.push(`${JSON.stringify(key)}:${member === undefined ? 'null' : jsonOf(member)}`);
    }
    return `{${members.join(',')}}`;
  }
  const plain = plainValue(value);
  if (typeof plain === 'string') return JSON.stringify(plain);
  if (typeof plain === 'number' && !Number.isFinite(plain)) return `"${plain}"`;
  return String(plain);
}

/** What the number map holds of a value, if anything. */
export function numberOfValue(value: PlainValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'bigint') return undefined;
  return value >= -TWO_53 && value <= TWO_53 ? Number(value) : undefined;
}

/** The value as a column of `type` holds it, or undefined where it does not fit exactly. */
export function convertedValue(value: OtlpAnyValue, type: ScalarType, scale: number): PlainValue | undefined {
  if (type === 'varchar') return textOfValue(value);
  // Fits no other, whatever is in it: a value that no row takes is not looked into.
  if (value.arrayValue !== undefined || value.kvlistValue !== undefined) return undefined;
  const plain = plainValue(value);
  if (type === 'boolean') return convertedBoolean(value, plain);
  if (type === 'double') return convertedDouble(value, plain, scale);
  return convertedInteger(value, plain, scale);
}

function convertedBoolean(value: OtlpAnyValue, plain: PlainValue): boolean | undefined {
  if (typeof plain === 'boolean') return plain;
  if (value.stringValue === undefined) return undefined;
  return plain === 'true' ? true : plain === 'false' ? false : undefined;
}

function convertedDouble(value: OtlpAnyValue, plain: PlainValue, scale: number): number | undefined {
  let number = typeof plain === 'string' ? undefined : numberOfValue(plain);
  if (value.stringValue !== undefined && String(Number(plain)) === plain) number = numberOfValue(Number(plain));
  return number === undefined ? undefined : number * scale;
}

function convertedInteger(value: OtlpAnyValue, plain: PlainValue, scale: number): bigint | undefined {
  let integer: bigint | undefined;
  if (typeof plain === 'bigint') integer = plain * BigInt(scale);
  else if (typeof plain === 'number') {
    const scaled = plain * scale;
    if (Number.isSafeInteger(scaled) && scaled / scale === plain) integer = BigInt(scaled);
  } else if (value.stringValue !== undefined) integer = canonicalInteger(value.stringValue, scale);
  return integer !== undefined && integer >= INT64_MIN && integer <= INT64_MAX ? integer : undefined;
}

function canonicalInteger(text: string, scale: number): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const integer = BigInt(text);
  if (integer.toString() !== text || integer < INT64_MIN || integer > INT64_MAX) return undefined;
  return integer * BigInt(scale);
}
