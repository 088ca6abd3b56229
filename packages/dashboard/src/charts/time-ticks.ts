// Round ticks for an axis: of time, five to eight; of numbers, three to five, or the decades where the axis is logarithmic.
import { clockText, dayText, momentFields, type TimeZoneChoice } from '../format/moment.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
];
const MOST_TICKS = 8;

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Local days begin at local midnight; the first tick and each midnight name the day. */
export function timeTicks(startMs: number, endMs: number, zone: TimeZoneChoice, mostTicks = MOST_TICKS): Tick[] {
  const step = STEPS.find((one) => (endMs - startMs) / one <= mostTicks) ?? STEPS[STEPS.length - 1];
  const offset = zone === 'utc' ? 0 : new Date(startMs).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((startMs - offset) / step) * step + offset;
  const isDated = endMs - startMs > 18 * HOUR;
  const ticks: Tick[] = [];
  for (let at = first; at < endMs; at += step) {
    const { hour, minute } = momentFields(at, zone);
    const isDay = isDated && ((hour === 0 && minute === 0) || ticks.length === 0);
    const clock = clockText(at, zone, step < MINUTE ? 'seconds' : 'minutes');
    ticks.push({
      value: at,
      label: isDay
        ? `${dayText(at, zone, at)}${step >= DAY ? '' : ` ${clock}`}`
        : step >= DAY
          ? dayText(at, zone, at)
          : clock,
    });
  }
  return ticks;
}

/** Decades between two positive numbers, both ends included where they are near. */
export function decades(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 0.02), Math.floor(Math.log10(high) + 0.02)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => 10 ** (first + index));
}

/** From zero: 0, 25, 50, 75. */
export function linearTicks(low: number, high: number, most = 4): number[] {
  if (high <= low) return [low];
  const rough = (high - low) / most;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * ([1, 2, 2.5, 5, 10].find((one) => one * size >= rough) ?? 10);
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step + 1e-9) + 1 }, (_, index) =>
    Number((first + index * step).toPrecision(12)),
  );
}
