// One moment as people type or paste it: a clock, a day, a date of a log line, seconds since 1970. Pure.
import { momentFields, monthOf, type TimeZoneChoice } from '../format/moment.ts';
import { momentMs } from './time-range.ts';

export interface TypedMoment {
  readonly ms: number;
  /** What a clock behind it is of: the start of its day. */
  readonly dayMs: number;
  /** A day without a clock. */
  readonly isDay: boolean;
}

export interface Here {
  readonly nowMs: number;
  readonly zone: TimeZoneChoice;
  /** The day of a clock that has none of its own. */
  readonly dayMs: number;
}

/** [year, month from 0, day] */
type DayParts = readonly [number, number, number];

const CLOCK_MS = { hour: 3_600_000, minute: 60_000, second: 1000 } as const;
const CLOCK = String.raw`(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?`;
const CLOCK_ALONE = new RegExp(`^${CLOCK}$`);
/** What is behind a date: a clock, and whose it is. */
const BEHIND = new RegExp(`^(?:[t ]${CLOCK} ?(z|gmt|utc|[+-]\\d{2}:?\\d{2})?)?$`);
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /;
/** As web servers log it: `22/Nov/2026:14:02:00 +0000`. */
const LOGGED = /^(\d{1,2})\/([a-z]{3})\/(\d{4}):/;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})/;
const DAY_FIRST = /^(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?(?![\d:])/;
const MONTH_FIRST = /^([a-z]{3,9}) (\d{1,2})(?![\d:])(?:,? (\d{4})(?![\d:]))?,?/;
/** Digits of a number of seconds, and how many of its units are a millisecond. */
const SINCE_1970 = { 10: 0.001, 13: 1, 16: 1000, 19: 1e6 } as const;

/** Of text in small letters; null while it is not understood. */
export function parseMoment(text: string, here: Here): TypedMoment | null {
  const clock = CLOCK_ALONE.exec(text);
  if (clock !== null) return behindDay(here.dayMs, clockMs(clock.slice(1)), here.zone);
  const [, word, rest] = /^(today|yesterday)(?: (.+))?$/.exec(text) ?? [];
  if (word !== undefined) {
    const { year, month, day } = momentFields(here.nowMs, here.zone);
    const dayMs = midnight([year, month, day - (word === 'today' ? 0 : 1)], here.zone);
    if (rest === undefined) return { ms: dayMs, dayMs, isDay: true };
    return behindDay(dayMs, clockMs(CLOCK_ALONE.exec(rest)?.slice(1)), here.zone);
  }
  const [, relative] = /^(?:now ?)?(-\d{1,6}[smhdw])$/.exec(text) ?? [];
  const ms = relative === undefined ? sinceEpoch(text) : momentMs(relative, here.nowMs);
  return ms === null ? parseDate(text, here) : at(ms, here.zone);
}

/** The day that begins then, and the moment at which the next begins. */
export function dayAfter(dayMs: number, zone: TimeZoneChoice): number {
  const { year, month, day } = momentFields(dayMs, zone);
  return midnight([year, month, day + 1], zone);
}

export function dayBefore(dayMs: number, zone: TimeZoneChoice): number {
  const { year, month, day } = momentFields(dayMs, zone);
  return midnight([year, month, day - 1], zone);
}

export function dayStart(ms: number, zone: TimeZoneChoice): number {
  const { year, month, day } = momentFields(ms, zone);
  return midnight([year, month, day], zone);
}

function parseDate(text: string, { nowMs, zone }: Here): TypedMoment | null {
  const plain = text.replace(WEEKDAY, '').replace(LOGGED, '$1 $2 $3 ');
  const found = datePart(plain, momentFields(nowMs, zone).year);
  if (found === null) return null;
  const behind = BEHIND.exec(plain.slice(found.length));
  if (behind === null) return null;
  const [hour, minute, second, fraction, offset] = behind.slice(1);
  const whose = offset === undefined ? zone : 'utc';
  const dayMs = midnight(found.day, whose);
  const { month, day } = momentFields(dayMs, whose);
  // 31 February is none.
  if (month !== found.day[1] || day !== found.day[2]) return null;
  if (hour === undefined) return { ms: dayMs, dayMs, isDay: true };
  const typed = behindDay(dayMs, clockMs([hour, minute, second, fraction]), whose);
  return typed === null || offset === undefined ? typed : at(typed.ms - offsetMs(offset), zone);
}

function datePart(text: string, thisYear: number): { readonly day: DayParts; readonly length: number } | null {
  const iso = ISO_DATE.exec(text);
  if (iso !== null) return { day: [Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])], length: iso[0].length };
  const dayFirst = DAY_FIRST.exec(text);
  const [whole, day, name, year] = dayFirst ?? [];
  const [other, otherName, otherDay, otherYear] = dayFirst === null ? (MONTH_FIRST.exec(text) ?? []) : [];
  const month = monthOf(name ?? otherName ?? '');
  if (month === null) return null;
  return {
    day: [Number(year ?? otherYear ?? thisYear), month, Number(day ?? otherDay)],
    length: (whole ?? other ?? '').length,
  };
}

function clockMs(parts: readonly (string | undefined)[] | undefined): number | null {
  const [hour, minute = '0', second = '0', fraction = '0'] = parts ?? [];
  if (hour === undefined || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return null;
  const fractionMs = Math.floor(Number(`0.${fraction}`) * 1000);
  return (
    Number(hour) * CLOCK_MS.hour + Number(minute) * CLOCK_MS.minute + Number(second) * CLOCK_MS.second + fractionMs
  );
}

/** What the clock shows then: on a day that it is changed no length behind midnight. */
function behindDay(dayMs: number, ms: number | null, zone: TimeZoneChoice): TypedMoment | null {
  if (ms === null) return null;
  if (zone === 'utc') return { ms: dayMs + ms, dayMs, isDay: false };
  const { year, month, day } = momentFields(dayMs, zone);
  return { ms: new Date(year, month, day, 0, 0, 0, ms).getTime(), dayMs, isDay: false };
}

/** `+02:00`, `-0500`; zero for the names of UTC. */
function offsetMs(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  if (sign === undefined) return 0;
  const ms = Number(hours) * CLOCK_MS.hour + Number(minutes) * CLOCK_MS.minute;
  return sign === '-' ? -ms : ms;
}

function sinceEpoch(text: string): number | null {
  const [, whole, fraction] = /^(\d+)(\.\d+)?$/.exec(text) ?? [];
  const unit = SINCE_1970[whole?.length as keyof typeof SINCE_1970];
  if (unit === undefined) return null;
  return Math.floor(Number(`${whole}${fraction ?? ''}`) / unit);
}

function at(ms: number, zone: TimeZoneChoice): TypedMoment {
  return { ms, dayMs: dayStart(ms, zone), isDay: false };
}

function midnight([year, month, day]: DayParts, zone: TimeZoneChoice): number {
  return zone === 'utc' ? Date.UTC(year, month, day) : new Date(year, month, day).getTime();
}
