// The page's range of time, as its address says it and as the API takes it. Pure: the clock's reading is a parameter.

/** What stands in the address: ISO 8601 or relative, as in the API. */
export interface RangeText {
  readonly start: string;
  readonly end: string;
}

/** Milliseconds since 1970; `endMs` is not part of it. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

export const DEFAULT_RANGE: RangeText = { start: '-1h', end: 'now' };

export interface RangePreset {
  readonly start: string;
  readonly label: string;
}

/** In the order of their keys, 1 to 7. */
export const RANGE_PRESETS: readonly RangePreset[] = [
  { start: '-15m', label: 'Last 15 minutes' },
  { start: '-1h', label: 'Last 1 hour' },
  { start: '-4h', label: 'Last 4 hours' },
  { start: '-24h', label: 'Last 24 hours' },
  { start: '-3d', label: 'Last 3 days' },
  { start: '-7d', label: 'Last 7 days' },
  { start: '-30d', label: 'Last 30 days' },
];

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const UNIT_NAMES: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };
const RELATIVE = /^-(\d{1,6})([smhdw])$/;

/** Null for what is no time. */
export function momentMs(text: string, nowMs: number): number | null {
  if (text === 'now') return nowMs;
  const [, amount, unit] = RELATIVE.exec(text) ?? [];
  if (amount !== undefined) return nowMs - Number(amount) * UNIT_MS[unit];
  const parsed = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

/** An address that says nonsense means the default. */
export function resolveRange(text: RangeText, nowMs: number): TimeRange {
  const startMs = momentMs(text.start, nowMs);
  const endMs = momentMs(text.end, nowMs);
  if (startMs === null || endMs === null || startMs >= endMs) return resolveRange(DEFAULT_RANGE, nowMs);
  return { startMs, endMs };
}

/** Ends now, and so moves. */
export function isRelative({ end }: RangeText): boolean {
  return end === 'now';
}

/** As the API takes it. */
export function rangeText({ startMs, endMs }: TimeRange): RangeText {
  return { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() };
}

/** `Last 45 minutes`; null where the range is not one that ends now. */
export function relativeLabel({ start, end }: RangeText): string | null {
  const [, amount, unit] = RELATIVE.exec(start) ?? [];
  if (amount === undefined || end !== 'now') return null;
  return `Last ${amount} ${UNIT_NAMES[unit]}${amount === '1' ? '' : 's'}`;
}

/** Of the length of a range: what live mode moves it while something is asked. */
const MOST_APART = 0.05;

/** The same range, but for a few steps of the live clock. */
export function areClose(one: TimeRange, other: TimeRange): boolean {
  const most = MOST_APART * (other.endMs - other.startMs);
  return Math.abs(one.startMs - other.startMs) <= most && Math.abs(one.endMs - other.endMs) <= most;
}

/** The neighbour of the same length; never beyond now, nor before 1970. */
export function shiftRange({ startMs, endMs }: TimeRange, direction: -1 | 1, nowMs: number): TimeRange {
  const length = endMs - startMs;
  const by = direction < 0 ? -Math.min(length, startMs) : Math.min(length, Math.max(0, nowMs - endMs));
  return { startMs: startMs + by, endMs: endMs + by };
}

/** Twice as long round the same middle, but never beyond now, nor before 1970. */
export function widenRange({ startMs, endMs }: TimeRange, nowMs: number): TimeRange {
  const half = (endMs - startMs) / 2;
  const end = Math.min(nowMs, endMs + half);
  return { startMs: Math.max(0, end - 4 * half), endMs: end };
}
