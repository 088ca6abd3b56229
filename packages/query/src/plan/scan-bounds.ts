// Bounds of a query on stored columns: the request's time range, narrowed by what the query itself says of start and duration.
// No engine turns a bound on a virtual column into one on the column it is made from, so it is done here.
import type { BoundUnit, SourceBound } from '../translate/translation.ts';

/** Equality of a column that is part of a span's identity: it can be asked before duplicates are sought. */
export interface IdentityBound {
  readonly column: 'trace_id' | 'span_id' | 'kind';
  readonly value: string;
}

export interface ScanBounds {
  /** Inclusive. */
  readonly startTimeUnixNano: bigint;
  /** Exclusive. */
  readonly endTimeUnixNano: bigint;
  /** Inclusive; `undefined` where nothing is said. */
  readonly minDurationNano: bigint | undefined;
  readonly maxDurationNano: bigint | undefined;
  /** Hours of the day, as `hour` names them; `undefined` where nothing is said. */
  readonly hours: ReadonlySet<string> | undefined;
  readonly identity: readonly IdentityBound[];
}

export interface ScanRange {
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  /** When the plan is made: the query's own now() is later. Without it bounds from now() say nothing. */
  readonly nowUnixNano?: bigint | undefined;
}

/** A range of integers, both ends inclusive; every value that fulfils the bound lies in it. */
interface Interval {
  readonly min?: bigint | undefined;
  readonly max?: bigint | undefined;
}

const NANOS_PER_MICRO = 1000n;
const NANOS_PER_MS = 1_000_000n;
const NANOS_PER_MILLI_NUMBER = 1e6;
/** Another engine's clock may be behind ours. */
const CLOCK_SLACK_NANOS = 60_000_000_000n;

/**
 * Every row that a query with these bounds can use lies inside; rows outside them may too.
 * @param uses bounds of each place where the table stands: one scan serves them all
 */
export function scanBounds(range: ScanRange, uses: readonly (readonly SourceBound[])[]): ScanBounds {
  const all = uses.map((bounds) => boundsOfUse(range, bounds));
  const [first] = all;
  if (first === undefined) return boundsOfUse(range, []);
  return {
    startTimeUnixNano: least(all.map((each) => each.startTimeUnixNano)) ?? range.startTimeUnixNano,
    endTimeUnixNano: greatest(all.map((each) => each.endTimeUnixNano)) ?? range.endTimeUnixNano,
    minDurationNano: least(all.map((each) => each.minDurationNano)),
    maxDurationNano: greatest(all.map((each) => each.maxDurationNano)),
    hours: all.every(({ hours }) => hours !== undefined) ? new Set(all.flatMap(({ hours }) => [...hours!])) : undefined,
    identity: all.length === 1 ? first.identity : [],
  };
}

/** `undefined` as soon as one is: it is no bound. */
function least(values: readonly (bigint | undefined)[]): bigint | undefined {
  return values.reduce((a, b) => (a === undefined || b === undefined ? undefined : a < b ? a : b));
}

function greatest(values: readonly (bigint | undefined)[]): bigint | undefined {
  return values.reduce((a, b) => (a === undefined || b === undefined ? undefined : a > b ? a : b));
}

function boundsOfUse(range: ScanRange, bounds: readonly SourceBound[]): ScanBounds {
  let time: Interval = { min: range.startTimeUnixNano, max: range.endTimeUnixNano - 1n };
  let duration: Interval = {};
  let hours: ReadonlySet<string> | undefined;
  const identity: IdentityBound[] = [];
  for (const bound of bounds) {
    const name = bound.column.id;
    time = narrowed(
      time,
      anyOf(bound, (value) => startInterval(name, { ...bound, value }, range.nowUnixNano)),
    );
    duration = narrowed(
      duration,
      anyOf(bound, (value) => durationInterval(name, { ...bound, value })),
    );
    if (name === 'hour' && bound.comparison === '=') {
      const named = new Set([bound.value, ...(bound.orOneOf ?? [])]);
      hours = hours === undefined ? named : new Set([...hours].filter((hour) => named.has(hour)));
    }
    const isOne = bound.comparison === '=' && bound.orOneOf === undefined;
    if (isOne && isIdentityColumn(name)) identity.push({ column: name, value: bound.value });
  }
  return {
    startTimeUnixNano: time.min!,
    endTimeUnixNano: time.max! + 1n,
    minDurationNano: duration.min,
    maxDurationNano: duration.max,
    hours,
    identity,
  };
}

/** The range that holds the intervals of all values. */
function anyOf({ value, orOneOf = [] }: SourceBound, intervalOf: (value: string) => Interval): Interval {
  const intervals = [value, ...orOneOf].map(intervalOf);
  return { min: least(intervals.map(({ min }) => min)), max: greatest(intervals.map(({ max }) => max)) };
}

function narrowed(known: Interval, further: Interval): Interval {
  const isHigher = further.min !== undefined && (known.min === undefined || further.min > known.min);
  const isLower = further.max !== undefined && (known.max === undefined || further.max < known.max);
  return { min: isHigher ? further.min : known.min, max: isLower ? further.max : known.max };
}

function isIdentityColumn(name: string): name is IdentityBound['column'] {
  return name === 'trace_id' || name === 'span_id' || name === 'kind';
}

/** A grid of moments that values are cut to. */
interface Grid {
  readonly floor: (value: bigint) => bigint;
  /** The moment after one of the grid. */
  readonly next: (value: bigint) => bigint;
}

function multiplesOf(unit: bigint, offset = 0n): Grid {
  return {
    floor: (value) => value - ((((value - offset) % unit) + unit) % unit),
    next: (value) => value + unit,
  };
}

/** Months, quarters and years: first days of so many months. */
function firstDaysOf(months: number): Grid {
  const floor = (value: bigint, ahead: number): bigint => {
    const date = new Date(Number(MILLISECONDS.floor(value) / NANOS_PER_MS));
    const month = date.getUTCMonth() - (date.getUTCMonth() % months) + ahead;
    return BigInt(Date.UTC(date.getUTCFullYear(), month, 1)) * NANOS_PER_MS;
  };
  return { floor: (value) => floor(value, 0), next: (value) => floor(value, months) };
}

const NANOS_PER_SECOND = 1_000_000_000n;
const NANOS_PER_DAY = 86_400n * NANOS_PER_SECOND;
const MILLISECONDS = multiplesOf(NANOS_PER_MS);
const INTEGERS = multiplesOf(1n);
const MICROSECONDS = multiplesOf(NANOS_PER_MICRO);
const DAYS = multiplesOf(NANOS_PER_DAY);

const GRIDS: Readonly<Record<BoundUnit, Grid>> = {
  second: multiplesOf(NANOS_PER_SECOND),
  minute: multiplesOf(60n * NANOS_PER_SECOND),
  hour: multiplesOf(3600n * NANOS_PER_SECOND),
  day: DAYS,
  // 1970-01-05 was a Monday.
  week: multiplesOf(7n * NANOS_PER_DAY, 4n * NANOS_PER_DAY),
  month: firstDaysOf(1),
  quarter: firstDaysOf(3),
  year: firstDaysOf(12),
};

/** Values that, cut to the grid, can fulfil `cut <comparison> constant`. */
function cutInterval(comparison: SourceBound['comparison'], constant: bigint, { floor, next }: Grid): Interval {
  const below = floor(constant);
  const above = below === constant ? below : next(below);
  switch (comparison) {
    case '=':
      return { min: below, max: next(below) - 1n };
    case '>':
      return { min: next(below) };
    case '>=':
      return { min: above };
    case '<':
      return { max: above - 1n };
    case '<=':
      return { max: next(below) - 1n };
  }
}

function startInterval(name: string, bound: SourceBound, now: bigint | undefined): Interval {
  if (name === 'start_time_unix_nano') return integerInterval(bound);
  if (name === 'time') {
    if (bound.fromNow) return fromNowInterval(bound, now);
    const nanos = parseTimestamp(bound.value);
    const grid = bound.unit === undefined ? MICROSECONDS : GRIDS[bound.unit];
    return nanos === undefined ? {} : cutInterval(bound.comparison, nanos, grid);
  }
  // Text of this form compares as its days do.
  if (name === 'dt' && /^\d{4}-\d{2}-\d{2}$/.test(bound.value)) {
    const day = parseTimestamp(bound.value);
    return day === undefined ? {} : cutInterval(bound.comparison, day, DAYS);
  }
  return {};
}

/** When it runs, now() is at least what it is now: enough for a lower bound. What is cut begins at most where it is not cut. */
function fromNowInterval({ comparison, value, unit }: SourceBound, now: bigint | undefined): Interval {
  if (now === undefined || comparison.startsWith('<')) return {};
  const moment = now + BigInt(value) * NANOS_PER_MS - CLOCK_SLACK_NANOS;
  return { min: unit === undefined ? moment : GRIDS[unit].floor(moment) };
}

function durationInterval(name: string, bound: SourceBound): Interval {
  if (name === 'duration_nano') return integerInterval(bound);
  if (name !== 'duration_ms') return {};
  const nanos = Number(bound.value) * NANOS_PER_MILLI_NUMBER;
  if (!Number.isFinite(nanos) || Math.abs(nanos) > 9e18) return {};
  // duration_ms is a double: one part in 2^52 may be lost on either side.
  const slack = Math.abs(nanos) * 1e-15 + 1;
  const min = BigInt(Math.floor(nanos - slack));
  const max = BigInt(Math.ceil(nanos + slack));
  if (bound.comparison === '=') return { min, max };
  return bound.comparison.startsWith('>') ? { min } : { max };
}

function integerInterval(bound: SourceBound): Interval {
  return /^-?\d{1,19}$/.test(bound.value) ? cutInterval(bound.comparison, BigInt(bound.value), INTEGERS) : {};
}

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?: UTC)?$/;

/** `2026-11-22 10:00:00.000000` as nanoseconds; `undefined` when it is anything else. */
function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const millis = Date.UTC(year, month - 1, day, hour, minute, second);
  const fraction = (match[7] ?? '').padEnd(9, '0').slice(0, 9);
  return BigInt(millis) * 1_000_000n + BigInt(fraction);
}

/** Printed only where the duration is read anyway: the bound comes from the query's own use of it. */
export function durationConditions(bounds: ScanBounds, reads: ReadonlySet<string>): string[] {
  if (!reads.has('duration_nano')) return [];
  const conditions: string[] = [];
  if (bounds.minDurationNano !== undefined) conditions.push(`duration_nano >= ${bounds.minDurationNano}`);
  if (bounds.maxDurationNano !== undefined) conditions.push(`duration_nano <= ${bounds.maxDurationNano}`);
  return conditions;
}
