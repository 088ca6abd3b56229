// DuckDB's values in the form of the API: Trino's text where JSON has no exact form.
import { structField } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { javaDoubleText, shortestReal } from './scalar/double-text.ts';
import { zonedClock } from './zoned-clock.ts';

/**
 * A value as the JSON converter of @duckdb/node-api gives it (`getRowsJson()`). A BLOB had better come as its bytes:
 * that converter's text leaves a backslash bare, so that `\\x41` may be one byte or four.
 */
export type EngineValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | EngineValue[]
  | { readonly [key: string]: EngineValue };

/** The same shape as the engine package's ResultValue. */
export type ApiValue = null | boolean | number | string | ApiValue[] | { [key: string]: ApiValue };

type Converter = (value: EngineValue) => ApiValue;

/** A function from DuckDB's values of a column to the API's, chosen once per column. */
export function valueConverter(type: TrinoType): Converter {
  const convert = converterOf(type);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converterOf(type: TrinoType): Converter {
  switch (type.kind) {
    case 'bigint':
    case 'uuid':
      return String;
    case 'date':
      return (value) => yearText(String(value));
    case 'double':
      return floating;
    case 'real':
      return (value) => floating(typeof value === 'number' ? shortestReal(Math.fround(value)) : value);
    case 'decimal':
      return (value) => String(value).replace(/^(-?)\./, '$10.');
    case 'time':
    case 'timestamp':
      return (value) => timeText(String(value), type.precision, type.kind === 'timestamp');
    case 'timestamp with time zone':
      return zonedTimestamp(type);
    case 'interval day to second':
      return (value) => dayToSecondText(value as unknown as EngineInterval);
    case 'interval year to month':
      return (value) => yearToMonthText((value as unknown as EngineInterval).months);
    case 'varbinary':
      return (value) => base64(value instanceof Uint8Array ? value : blobBytes(String(value)));
    case 'array': {
      const element = valueConverter(type.element);
      return (value) => (value as EngineValue[]).map(element);
    }
    case 'map':
      return mapConverter(type);
    case 'row': {
      const fields = type.fields.map((field, i) => ({
        name: structField(field, i),
        convert: valueConverter(field.type),
      }));
      return (value) => fields.map(({ name, convert }) => convert((value as Record<string, EngineValue>)[name]));
    }
    default:
      return (value) => value as ApiValue;
  }
}

/** JSON has no NaN and no infinities: as text. */
function floating(value: EngineValue): ApiValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return SPECIAL_NUMBERS[String(value).toLowerCase()] ?? String(value);
}

const SPECIAL_NUMBERS: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: 'Infinity',
  infinity: 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
};

/** Exactly `precision` digits behind the point. */
function timeText(text: string, precision: number, dated: boolean): string {
  const [whole, fraction = ''] = text.split('.');
  const clock = dated ? yearText(/ \d/.test(whole) ? whole : `${whole} 00:00:00`) : whole;
  return precision === 0 ? clock : `${clock}.${fraction.padEnd(precision, '0').slice(0, precision)}`;
}

/** DuckDB: `0002-01-01 (BC)`, `12026-01-01`. Trino: `-0001-01-01`, `+12026-01-01`. */
function yearText(text: string): string {
  const [, year, day, clock] = /^(\d+)(.*) \(BC\)(.*)$/.exec(text) ?? [];
  if (year === undefined) return /^\d{5,}-/.test(text) ? `+${text}` : text;
  const before = Number(year) - 1;
  return `${before === 0 ? '' : '-'}${String(before).padStart(4, '0')}${day}${clock}`;
}

function zonedTimestamp({ zone, precision }: { readonly zone: string | null; readonly precision: number }): Converter {
  const shown = (instant: EngineValue, own: string): string => {
    const utc = timeText(utcText(String(instant)), precision, true);
    return `${own === 'UTC' ? utc : zonedClock(utc, own)} ${own}`;
  };
  if (zone !== null) return (value) => shown(value, zone);
  return (value) => {
    const { t, z } = value as { readonly t: EngineValue; readonly z: string };
    return shown(t, z);
  };
}

/** The driver prints instants by the clock of the machine it runs on, with that clock's offset behind. */
function utcText(text: string): string {
  const [, clock, offset] = /^(.*?)([+-]\d\d(?::\d\d)?)?$/.exec(text.length > 10 ? text : `${text} 00:00:00`)!;
  if (offset === undefined || /^[+-]00(?::00)?$/.test(offset)) return clock;
  const away = `${offset[0] === '-' ? '+' : '-'}${offset.slice(1, 3)}:${offset.slice(4) || '00'}`;
  return zonedClock(clock, away);
}

interface EngineInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: string | number;
}

const MILLIS_PER_DAY = 86_400_000n;

/** `-0 03:00:00.000` */
function dayToSecondText({ days, micros }: EngineInterval): string {
  const total = BigInt(days) * MILLIS_PER_DAY + roundedMillis(BigInt(micros));
  const millis = total < 0n ? -total : total;
  const two = (n: bigint): string => String(n).padStart(2, '0');
  const clock = [(millis / 3_600_000n) % 24n, (millis / 60_000n) % 60n, (millis / 1000n) % 60n].map(two).join(':');
  return `${total < 0n ? '-' : ''}${millis / MILLIS_PER_DAY} ${clock}.${String(millis % 1000n).padStart(3, '0')}`;
}

function roundedMillis(micros: bigint): bigint {
  return micros < 0n ? -((-micros + 500n) / 1000n) : (micros + 500n) / 1000n;
}

/** `-1-2` */
function yearToMonthText(months: number): string {
  const magnitude = Math.abs(months);
  return `${months < 0 ? '-' : ''}${Math.floor(magnitude / 12)}-${magnitude % 12}`;
}

interface MapEntry {
  readonly key: EngineValue;
  readonly value: EngineValue;
}

function mapConverter(type: Extract<TrinoType, { readonly kind: 'map' }>): Converter {
  const key = keyText(type.key);
  const value = valueConverter(type.value);
  return (entries) => {
    const object: { [key: string]: ApiValue } = {};
    for (const entry of entries as unknown as readonly MapEntry[]) {
      // defineProperty, because a key may be called __proto__.
      Object.defineProperty(object, key(entry.key), {
        value: value(entry.value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return object;
  };
}

/** A key is text: Java's of a list (`[1, a]`), of a map (`{1=2}`), of a number. */
function keyText(type: TrinoType): (value: EngineValue) => string {
  const text = textOfKey(type);
  return (value) => (value === null || value === undefined ? 'null' : text(value));
}

function textOfKey(type: TrinoType): (value: EngineValue) => string {
  switch (type.kind) {
    case 'real':
    case 'double':
      return floatingKey(type.kind);
    case 'array': {
      const element = keyText(type.element);
      return (value) => `[${(value as EngineValue[]).map(element).join(', ')}]`;
    }
    case 'row': {
      const fields = type.fields.map((field, i) => ({ name: structField(field, i), text: keyText(field.type) }));
      return (value) =>
        `[${fields.map(({ name, text }) => text((value as Record<string, EngineValue>)[name])).join(', ')}]`;
    }
    case 'map': {
      const [key, inner] = [keyText(type.key), keyText(type.value)];
      return (entries) =>
        `{${(entries as unknown as readonly MapEntry[]).map((entry) => `${key(entry.key)}=${inner(entry.value)}`).join(', ')}}`;
    }
    default: {
      const convert = converterOf(type);
      return (value) => String(convert(value));
    }
  }
}

function floatingKey(kind: 'real' | 'double'): (value: EngineValue) => string {
  return (value) => {
    const number = Number(SPECIAL_NUMBERS[String(value).toLowerCase()] ?? value);
    return Number.isFinite(number)
      ? javaDoubleText(kind === 'real' ? shortestReal(Math.fround(number)) : number)
      : String(number);
  };
}

/** DuckDB prints a BLOB as ASCII with `\xAB` for the rest. */
function blobBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && text[i + 1] === 'x') {
      bytes.push(Number.parseInt(text.slice(i + 2, i + 4), 16));
      i += 3;
    } else bytes.push(text.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64[bits >> 18] + BASE64[(bits >> 12) & 63];
    text += left > 1 ? BASE64[(bits >> 6) & 63] : '=';
    text += left > 2 ? BASE64[bits & 63] : '=';
  }
  return text;
}
