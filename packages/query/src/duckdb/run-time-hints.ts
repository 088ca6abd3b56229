// What to write instead where a value failed while the query ran. Such errors mostly have no place in the text: their words tell what it is about.
import type { ErrorCode } from '@tracelake/schema';

const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^Key not present in map/, "Write element_at(m, 'key'), which is NULL where the key is missing."],
  [
    /[Aa]rray subscript|array indices start at 1/,
    'Elements count from 1; write element_at(a, n), which is NULL beyond the end.',
  ],
  [/JSON path/, 'Members and elements are: $.a["b c"][0].'],
  [/time zone|Time zone/, "Write a name of the zone database ('Europe/Berlin') or an offset ('+02:00')."],
  [/is not a valid DATE field/, 'A date has day, week, month, quarter and year; cast to timestamp for hours.'],
  [/is not a valid TIME field/, 'A time of day has hour, minute, second and millisecond.'],
  [
    /is not a valid TIMESTAMP field/,
    'Units are millisecond, second, minute, hour, day, week, month, quarter and year.',
  ],
  [/Cannot access group/, 'Groups count from 1 in the order of their opening brackets; 0 is the whole match.'],
  [/^Invalid format string/, '%s takes any value, %d integers, %f and %e doubles and decimals; %% is a percent sign.'],
  [/to a date$/, 'Cast the date to timestamp first.'],
  [/[Ss]equence|step/, 'The step leads from the start to the end; at most 10,000 entries.'],
];

/** General ones, for what is no matter of the text: a value of some row. */
const BY_CODE: Readonly<Partial<Record<ErrorCode, string>>> = {
  INVALID_FUNCTION_ARGUMENT:
    'A value does not fit. If it comes from a row, WHERE leaves it out, and TRY(…) gives NULL for most.',
  INVALID_ARGUMENTS: 'A value does not fit. If it comes from a row, WHERE leaves it out.',
  NOT_SUPPORTED: 'A value cannot be computed locally. If it comes from a row, WHERE leaves it out.',
};

/** @param message without the place in front */
export function runTimeHint(code: ErrorCode, message: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? BY_CODE[code];
}
