// date_parse and parse_datetime: text by a pattern, as Joda's parser reads it. The answer is text: microseconds on the wall, a blank, the zone.
import { type DateFields, offsetAt, readingAnswer, Unreadable, UnsupportedText, wallMicros } from './date-fields.ts';
import { MONTHS, WEEKDAYS } from './date-formatting.ts';
import { datePattern, isSigned, type PatternPart } from './date-pattern.ts';
import { zoneName } from './zone-name.ts';

interface Reading {
  readonly text: string;
  position: number;
  readonly fields: DateFields;
  zone: string | undefined;
  readonly thisYear: number;
}

/** Trino packs the milliseconds of a zoned timestamp into 52 bits. */
const MAX_ZONED_MICROS = 2n ** 51n * 1000n;

export function mysqlParse(text: string, pattern: string): string {
  return readingAnswer(text, () => parse(text, 'mysql', pattern, 0));
}

/** @param thisYear two digits of a year are read around it */
export function jodaParse(text: string, pattern: string, thisYear: bigint): string {
  return readingAnswer(text, () => parse(text, 'joda', pattern, Number(thisYear)));
}

function parse(text: string, style: 'mysql' | 'joda', pattern: string, thisYear: number): string {
  const reading: Reading = { text, position: 0, fields: {}, zone: undefined, thisYear };
  for (const part of datePattern(style, pattern)) readPart(part, reading);
  if (reading.position < text.length) throw new Unreadable();
  const wall = wallMicros(reading.fields);
  if (style === 'joda' && (wall > MAX_ZONED_MICROS || wall < -MAX_ZONED_MICROS))
    throw new Unreadable('Millis overflow');
  return `${wall} ${reading.zone ?? 'UTC'}`;
}

// --- reading

function readPart(part: PatternPart, reading: Reading): void {
  switch (part.kind) {
    case 'literal':
      readLiteral(part.text, reading);
      return;
    case 'number':
      reading.fields[part.field] = readNumber(part.maxDigits, isSigned(part.field), reading);
      return;
    case 'twoDigitYear':
      reading.fields[part.field] = readTwoDigitYear(part.pivot ?? reading.thisYear - 30, part.lenient, reading);
      return;
    case 'text':
      reading.fields[part.field] = readName(namesOf(part.field), reading);
      return;
    case 'fraction':
      reading.fields.millis = readFraction(part.maxDigits, reading);
      return;
    case 'offset':
      reading.zone = readOffset(reading);
      return;
    case 'zoneId':
      reading.zone = readZone(reading);
      return;
    case 'zoneName':
      throw new UnsupportedText('Reading the name of a time zone (z) is not supported locally: use Z or ZZZ');
  }
}

/** Letters in either case. */
function readLiteral(literal: string, reading: Reading): void {
  const found = reading.text.slice(reading.position, reading.position + literal.length);
  if (found !== literal && found.toLowerCase() !== literal.toLowerCase()) throw new Unreadable();
  reading.position += literal.length;
}

function readNumber(maxDigits: number, signed: boolean, reading: Reading): number {
  const digits = digitsAt(maxDigits, signed, reading);
  reading.position += digits.length;
  return Number(digits);
}

/** The sign counts as no digit. */
function digitsAt(maxDigits: number, signed: boolean, { text, position }: Reading): string {
  const [digits] = (signed ? /^[+-]?\d+/ : /^\d+/).exec(text.slice(position, position + 20)) ?? [''];
  if (digits === '') throw new Unreadable();
  return digits.slice(0, maxDigits + (/^[+-]/.test(digits) ? 1 : 0));
}

function readTwoDigitYear(pivot: number, lenient: boolean, reading: Reading): number {
  if (lenient) {
    const digits = digitsAt(20, true, reading);
    if (digits.length !== 2 || /^[+-]/.test(digits)) {
      reading.position += digits.length;
      return Number(digits);
    }
  }
  const digits = /^\d\d/.exec(reading.text.slice(reading.position, reading.position + 2))?.[0];
  if (digits === undefined) throw new Unreadable();
  reading.position += 2;
  const first = pivot - 50;
  return first + ((((Number(digits) - first) % 100) + 100) % 100);
}

function namesOf(field: 'month' | 'dayOfWeek' | 'halfDay' | 'era'): readonly string[] {
  switch (field) {
    case 'month':
      return MONTHS;
    case 'dayOfWeek':
      return WEEKDAYS;
    case 'halfDay':
      return ['AM', 'PM'];
    case 'era':
      return ['BC', 'AD'];
  }
}

/** Whole names before short ones, as written, all small or all large. Months and days count from 1, the others from 0. */
function readName(names: readonly string[], reading: Reading): number {
  const rest = reading.text.slice(reading.position, reading.position + 12);
  for (const short of [false, true]) {
    for (const [i, name] of names.entries()) {
      const written = short ? name.slice(0, 3) : name;
      const found = rest.slice(0, written.length);
      if (found !== written && found !== written.toLowerCase() && found !== written.toUpperCase()) continue;
      reading.position += written.length;
      return names.length === 2 ? i : i + 1;
    }
  }
  throw new Unreadable();
}

function readFraction(maxDigits: number, reading: Reading): number {
  const digits = digitsAt(maxDigits, false, reading);
  reading.position += digits.length;
  return Number(digits.slice(0, 3).padEnd(3, '0'));
}

function readOffset(reading: Reading): string {
  const { zone, length } = offsetAt(reading.text.slice(reading.position));
  reading.position += length;
  return zone;
}

/** The longest beginning that names a zone. */
function readZone(reading: Reading): string {
  const [word] = /^[\w/+:-]+/.exec(reading.text.slice(reading.position)) ?? [''];
  for (let length = word.length; length > 0; length--) {
    const zone = zoneName(word.slice(0, length));
    if (zone === undefined) continue;
    reading.position += length;
    return zone;
  }
  throw new Unreadable();
}
