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

/** Values that, cut to a multiple of `unit`, can fulfil `cut <comparison> constant`. */
function cutInterval(comparison: SourceBound['comparison'], constant: bigint, unit: bigint): Interval {
  const floor = constant - (((constant % unit) + unit) % unit);
  const ceiling = floor === constant ? floor : floor + unit;
  switch (comparison) {
    case '=':
      return { min: floor, max: floor + unit - 1n };
    case '>':
      return { min: floor + unit };
    case '>=':
      return { min: ceiling };
    case '<':
      return { max: ceiling - 1n };
    case '<=':
      return { max: floor + unit - 1n };
  }
}

function startInterval(name: string, bound: SourceBound): Interval {
  if (name === 'start_time_unix_nano') return integerInterval(bound);
  if (name === 'time') {
    const nanos = parseTimestamp(bound.value);
    return nanos === undefined ? {} : cutInterval(bound.comparison, nanos, NANOS_PER_MICRO);
  }
  // Text of this form compares as its days do.
  if (name === 'dt' && /^\d{4}-\d{2}-\d{2}$/.test(bound.value)) {
    const day = parseTimestamp(bound.value);
    return day === undefined ? {} : cutInterval(bound.comparison, day, NANOS_PER_DAY);
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
  const min = BigInt(Math.floor(nanos - slack));
  const max = BigInt(Math.ceil(nanos + slack));
  if (bound.comparison === '=') return { min, max };
  return bound.comparison.startsWith('>') ? { min } : { max };
}

function integerInterval(bound: SourceBound): Interval {
  return /^-?\d{1,19}$/.test(bound.value) ? cutInterval(bound.comparison, BigInt(bound.value), 1n) : {};
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
