// What a person types into the time field: `45m`, `14:02 to now`, `yesterday 9-11`, `22 Nov 14:02`, any timestamp. Pure.
import type { TimeZoneChoice } from '../format/moment.ts';
import { dayAfter, dayBefore, dayStart, type Here, parseMoment, type TypedMoment } from './moment-input.ts';
import { momentMs, type RangeText, rangeText } from './time-range.ts';

const LENGTH =
  /^(?:last |past |-)?((?:\d{1,6}(?:\.\d+)? ?(?:s|m|h|d|w|sec|seconds?|min|minutes?|hours?|days?|weeks?) ?)+)$/;
const LENGTH_PART = /(\d+(?:\.\d+)?) ?([smhdw])[a-z]*/g;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** A single moment is shown with this much round it. */
const AROUND_MS = 900_000;
/** A clock alone, which may be of today or, where that is still to come, of yesterday. */
const CLOCK_ALONE = /^\d{1,2}:\d{2}[\d:.,]*$/;

/** Null while it is not understood. */
export function parseRangeInput(input: string, nowMs: number, zone: TimeZoneChoice): RangeText | null {
  const text = input.trim().toLowerCase().replace(/[–—]/g, '-').replace(/\s+/g, ' ');
  const [, length] = LENGTH.exec(text) ?? [];
  if (length !== undefined) return untilNow(lengthText(length), nowMs);
  const [fromText, toText] = halves(text);
  const here = { nowMs, zone, dayMs: dayStart(nowMs, zone) };
  const typed = parseMoment(fromText, here);
  if (typed === null) return null;
  const from = CLOCK_ALONE.test(fromText) ? lastOf(typed, fromText, toText, here) : typed;
  if (toText === null && from.isDay)
    return from.ms === here.dayMs ? untilNow(iso(from.ms), nowMs) : ordered(from.ms, dayAfter(from.ms, zone));
  if (toText === null) return ordered(from.ms - AROUND_MS, from.ms + AROUND_MS);
  if (toText === 'now') return untilNow(/-\d+[smhdw]$/.exec(fromText)?.[0] ?? iso(from.ms), nowMs);
  // `22 Nov 14:02 to 15:00`: the same day's; `yesterday 23:50 to 0:10`: that of the night.
  const to = parseMoment(toText, { ...here, dayMs: from.dayMs });
  if (to === null) return null;
  const isNextDay = to.ms <= from.ms && CLOCK_ALONE.test(toText) && dayAfter(from.dayMs, zone) === here.dayMs;
  const end = isNextDay ? parseMoment(toText, here) : to;
  return end === null ? null : ordered(from.ms, end.ms);
}

/** At half past midnight `14:02 to now` is since yesterday, and `23:50 to 0:10` over midnight. */
function lastOf(typed: TypedMoment, text: string, toText: string | null, here: Here): TypedMoment {
  const isAhead = typed.ms - (toText === null ? AROUND_MS : 0) >= here.nowMs;
  return isAhead ? (parseMoment(text, { ...here, dayMs: dayBefore(here.dayMs, here.zone) }) ?? typed) : typed;
}

/** `a to b`, `a - b`, `a/b` of ISO 8601, and for clocks also `9-11`; a lone timestamp has no second half. */
function halves(text: string): [string, string | null] {
  const [, left, right] =
    /^(.+?) (?:to|-|until) (.+)$/.exec(text) ??
    /^((?:today |yesterday )?[\d:.]+)-([\d:.]+|now)$/.exec(text) ??
    /^(\d{4}-\S+)\/(\S+)$/.exec(text) ??
    [];
  return left === undefined ? [text, null] : [left, right];
}

/** `-45m`; of several parts, or a broken one, the seconds or whole minutes of all. */
function lengthText(length: string): string {
  const parts = [...length.matchAll(LENGTH_PART)];
  if (parts.length === 1 && !parts[0][1].includes('.')) return `-${Number(parts[0][1])}${parts[0][2]}`;
  const seconds = Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_SECONDS[unit], 0));
  return seconds % 60 === 0 ? `-${seconds / 60}m` : `-${seconds}s`;
}

function untilNow(start: string, nowMs: number): RangeText | null {
  const startMs = momentMs(start, nowMs);
  return startMs !== null && startMs > 0 && startMs < nowMs ? { start, end: 'now' } : null;
}

function ordered(startMs: number, endMs: number): RangeText | null {
  return startMs < endMs ? rangeText({ startMs, endMs }) : null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
