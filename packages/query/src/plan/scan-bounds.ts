// Bounds of a query on stored columns: the request's time range, narrowed by what the query itself says of start and duration.
// No engine turns a bound on a virtual column into one on the column it is made from, so it is done here.
import type { SourceBound } from '../translate/translation.ts';

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
  readonly identity: readonly IdentityBound[];
}

/** A range of integers, both ends inclusive; every value that fulfils the bound lies in it. */
interface Interval {
  readonly min?: bigint;
  readonly max?: bigint;
}

const NANOS_PER_MICRO = 1000n;
const NANOS_PER_DAY = 86_400_000_000_000n;
const NANOS_PER_MILLI_NUMBER = 1e6;

/** Every row that a query with these bounds can use lies inside; rows outside them may too. */
export function scanBounds(
  range: { readonly startTimeUnixNano: bigint; readonly endTimeUnixNano: bigint },
  bounds: readonly SourceBound[],
): ScanBounds {
  let start = range.startTimeUnixNano;
  let end = range.endTimeUnixNano;
  let minDuration: bigint | undefined;
  let maxDuration: bigint | undefined;
  const identity: IdentityBound[] = [];
  for (const bound of bounds) {
    const name = bound.column.id;
    const time = startInterval(name, bound);
    if (time.min !== undefined && time.min > start) start = time.min;
    if (time.max !== undefined && time.max + 1n < end) end = time.max + 1n;
    const duration = durationInterval(name, bound);
    if (duration.min !== undefined && !(minDuration !== undefined && minDuration >= duration.min))
      minDuration = duration.min;
    if (duration.max !== undefined && !(maxDuration !== undefined && maxDuration <= duration.max))
      maxDuration = duration.max;
    if (bound.comparison === '=' && isIdentityColumn(name)) identity.push({ column: name, value: bound.value });
  }
  return {
    startTimeUnixNano: start,
    endTimeUnixNano: end,
    minDurationNano: minDuration,
    maxDurationNano: maxDuration,
    identity,
  };
}

function isIdentityColumn(name: string): name is IdentityBound['column'] {
  return name === 'trace_id' || name === 'span_id' || name === 'kind';
}

/** `value <comparison> [low, high]`: values that fulfil it for a constant known to lie between low and high. */
function interval(comparison: SourceBound['comparison'], low: bigint, high: bigint): Interval {
  switch (comparison) {
    case '=':
      return { min: low, max: high };
    case '>':
    case '>=':
      return { min: low };
    case '<':
    case '<=':
      return { max: high };
  }
}

function startInterval(name: string, bound: SourceBound): Interval {
  if (name === 'start_time_unix_nano') return integerInterval(bound);
  if (name === 'time') {
    const nanos = parseTimestamp(bound.value);
    // `time` is cut to microseconds: a start may be up to 999 ns later than its `time` says.
    return nanos === undefined ? {} : interval(bound.comparison, nanos, nanos + NANOS_PER_MICRO - 1n);
  }
  if (name === 'dt' && /^\d{4}-\d{2}-\d{2}$/.test(bound.value)) {
    const day = parseTimestamp(bound.value);
    return day === undefined ? {} : interval(bound.comparison, day, day + NANOS_PER_DAY - 1n);
  }
  return {};
}

function durationInterval(name: string, bound: SourceBound): Interval {
  if (name === 'duration_nano') return integerInterval(bound);
  if (name !== 'duration_ms') return {};
  const nanos = Number(bound.value) * NANOS_PER_MILLI_NUMBER;
  if (!Number.isFinite(nanos) || Math.abs(nanos) > 9e18) return {};
  // duration_ms is a double: one part in 2^52 may be lost on either side.
  const slack = Math.abs(nanos) * 1e-15 + 1;
  return interval(bound.comparison, BigInt(Math.floor(nanos - slack)), BigInt(Math.ceil(nanos + slack)));
}

function integerInterval(bound: SourceBound): Interval {
  if (!/^-?\d{1,19}$/.test(bound.value)) return {};
  const value = BigInt(bound.value);
  return interval(bound.comparison, value, value);
}

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?)?(?: UTC)?$/;

/** `2026-11-22 10:00:00.000000` as nanoseconds, cut; `undefined` when it is anything else. */
function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const millis = Date.UTC(year, month - 1, day, hour, minute, second);
  const fraction = (match[7] ?? '').padEnd(9, '0').slice(0, 9);
  return BigInt(millis) * 1_000_000n + BigInt(fraction);
}
