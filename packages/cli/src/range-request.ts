// --last, --start and --end as a request's range. The times themselves are read by the API.
import { TracelakeError } from '@tracelake/schema';
import type { FlagValues } from './flag-table.ts';

export interface RangeRequest {
  readonly start?: string;
  readonly end?: string;
}

const LENGTH = /^\d{1,9}(?:ms|s|m|h|d|w)$/;

/** Throws `invalid_time` for a --last that is no length. */
export function rangeRequest(flags: FlagValues): RangeRequest {
  const start = flags.last === undefined ? flags.start : `-${lengthOf('--last', flags.last)}`;
  return { ...(start === undefined ? {} : { start }), ...(flags.end === undefined ? {} : { end: flags.end }) };
}

export function lengthOf(flag: string, text: string): string {
  const length = text.trim().replace(/^-/, '');
  if (LENGTH.test(length)) return length;
  throw new TracelakeError('invalid_time', `${flag} is not a length of time: ${JSON.stringify(text.slice(0, 60))}.`, {
    details: { field: flag, value: text.slice(0, 60) },
    hint: 'Write a number and a unit: 30m, 1h, 7d. Units: ms, s, m, h, d, w.',
  });
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

export function lengthMs(flag: string, text: string): number {
  const length = lengthOf(flag, text);
  const unit = length.replace(/^\d+/, '');
  return Number(length.slice(0, -unit.length)) * UNIT_MS[unit];
}

export function queryString(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
