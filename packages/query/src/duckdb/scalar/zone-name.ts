// Names of time zones as Trino reads them: `UTC`, an offset as `+05:30`, or a name of the zone database in its own case.
import { RAISE_PREFIX } from '../raise.ts';

const SAME_AS_UTC = new Set(
  'UTC Z UT UCT GMT GMT0 GMT+0 GMT-0 Greenwich Universal Zulu Etc/UTC Etc/UCT Etc/GMT Etc/GMT0 Etc/GMT+0 Etc/GMT-0 Etc/Greenwich Etc/Universal'.split(
    ' ',
  ),
);

/** Names without an area that both the zone database and Trino have. The others (EST, PST, AET …) mean several zones. */
const WITHOUT_AREA = new Set(
  `CET EET MET WET GB NZ PRC ROK Cuba Egypt Eire Iran Israel Jamaica Japan Kwajalein Libya Navajo Poland Portugal Singapore
  Turkey W-SU Hongkong Iceland EST5EDT CST6CDT MST7MDT PST8PDT NZ-CHAT GB-Eire`.split(/\s+/),
);

const known = new Map<string, string | undefined>();

/** `undefined` for what names no zone. */
export function zoneName(text: string): string | undefined {
  if (!known.has(text)) {
    if (known.size > 10_000) known.clear();
    known.set(text, readZone(text));
  }
  return known.get(text);
}

/** The same as a scalar function: a failing text for what names no zone. */
export function zoneNameOrFailure(text: string): string {
  return zoneName(text) ?? `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|'${text.slice(0, 100)}' is not a valid time zone`;
}

/** Minutes ahead of UTC, for a zone that is an offset. */
export function offsetMinutes(zone: string): number | undefined {
  if (zone === 'UTC') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

/** `+05:30`; `UTC` for none. `undefined` beyond 14 hours. */
export function offsetZone(minutes: number): string | undefined {
  if (minutes === 0) return 'UTC';
  const absolute = Math.abs(minutes);
  if (absolute > 14 * 60) return undefined;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

function readZone(text: string): string | undefined {
  if (SAME_AS_UTC.has(text)) return 'UTC';
  // In the zone database Etc/GMT+5 lies west.
  const etc = /^Etc\/GMT([+-])(\d{1,2})$/.exec(text);
  if (etc !== null) return offsetZone(Number(etc[2]) * (etc[1] === '+' ? -60 : 60));
  const offset = /^(?:UTC|GMT|UT)?([+-])(?:(\d{1,2})|(\d{2}):?(\d{2}))$/.exec(text);
  if (offset !== null) {
    const [hours, minutes] = [Number(offset[2] ?? offset[3]), Number(offset[4] ?? '0')];
    return minutes > 59 ? undefined : offsetZone((hours * 60 + minutes) * (offset[1] === '-' ? -1 : 1));
  }
  const named = WITHOUT_AREA.has(text) || /^[A-Z][A-Za-z_-]*(?:\/[A-Z][A-Za-z_+-]*)+$/.test(text);
  return named && !/^(?:Etc|SystemV)\/|^US\/Pacific-New$/.test(text) && isKnownToPlatform(text) ? text : undefined;
}

function isKnownToPlatform(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
