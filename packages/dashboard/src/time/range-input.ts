// What a person types into the time field: `45m`, `14:02 to now`, `yesterday 9-11`, `22 Nov 14:02`, any timestamp. Pure.
import { momentFields, monthOf, type TimeZoneChoice } from '../format/moment.ts';
import { momentMs, type RangeText, rangeText } from './time-range.ts';

const LENGTH = /^(?:last )?(\d{1,6}) ?(s|m|h|d|w|sec|seconds?|min|minutes?|hours?|days?|weeks?)$/;
const CLOCK = /^(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?$/;
const DAY_MS = 86_400_000;
const DATED = /^(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))? ([\d:]+)$/;
/** A single moment is shown with this much round it. */
const AROUND_MS = 900_000;

/** Null while it is not understood. */
export function parseRangeInput(input: string, nowMs: number, zone: TimeZoneChoice): RangeText | null {
  const text = input.trim().toLowerCase().replace(/[–—]/g, '-').replace(/\s+/g, ' ');
  const [, amount, unit] = LENGTH.exec(text) ?? [];
  if (amount !== undefined) {
    const start = `-${Number(amount)}${unit[0]}`;
    const startMs = momentMs(start, nowMs);
    return startMs !== null && startMs > 0 && startMs < nowMs ? { start, end: 'now' } : null;
  }
  if (text === 'today' || text === 'yesterday') {
    const start = dayStart(nowMs, zone) - (text === 'today' ? 0 : DAY_MS);
    return text === 'today' ? { start: iso(start), end: 'now' } : ordered(start, start + DAY_MS);
  }
  const [, day = '', rest = text] = /^(today|yesterday) (.+)$/.exec(text) ?? [];
  const base = dayStart(nowMs, zone) - (day === 'yesterday' ? DAY_MS : 0);
  const [from, to] = halves(rest);
  const startMs = moment(from, base, nowMs, zone);
  if (startMs === null) return null;
  if (to === null) return ordered(startMs - AROUND_MS, startMs + AROUND_MS);
  if (to === 'now') return startMs < nowMs ? { start: iso(startMs), end: 'now' } : null;
  const endMs = moment(to, base, nowMs, zone);
  return endMs === null ? null : ordered(startMs, endMs);
}

/** `a to b`, `a - b`, and for clocks also `9-11`; a lone timestamp has no second half. */
function halves(text: string): [string, string | null] {
  const [, left, right] = /^(.+?) (?:to|-|until) (.+)$/.exec(text) ?? /^([\d:]+)-([\d:]+|now)$/.exec(text) ?? [];
  return left === undefined ? [text, null] : [left, right];
}

function moment(text: string, dayStartMs: number, nowMs: number, zone: TimeZoneChoice): number | null {
  const [, day, name, year, clock] = DATED.exec(text) ?? [];
  if (clock !== undefined) {
    const month = monthOf(name);
    const { year: thisYear } = momentFields(nowMs, zone);
    const date = [Number(year ?? thisYear), month ?? 0, Number(day)] as const;
    const midnight = zone === 'utc' ? Date.UTC(...date) : new Date(...date).getTime();
    return month === null || Number(day) > 31 ? null : moment(clock, midnight, nowMs, zone);
  }
  const [, hour, minute = '0', second = '0'] = CLOCK.exec(text) ?? [];
  if (hour !== undefined) {
    const [h, m, s] = [Number(hour), Number(minute), Number(second)];
    return h > 24 || m > 59 || s > 59 ? null : dayStartMs + ((h * 60 + m) * 60 + s) * 1000;
  }
  if (/^\d{13}$/.test(text)) return Number(text);
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{19}$/.test(text)) return Math.floor(Number(text) / 1e6);
  const parsed = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text.toUpperCase()) : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

function dayStart(nowMs: number, zone: TimeZoneChoice): number {
  const { year, month, day } = momentFields(nowMs, zone);
  return zone === 'utc' ? Date.UTC(year, month, day) : new Date(year, month, day).getTime();
}

function ordered(startMs: number, endMs: number): RangeText | null {
  return startMs < endMs ? rangeText({ startMs, endMs }) : null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
