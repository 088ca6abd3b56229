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
  20 * MINUTE,
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
/** A range and the bucket that it begins in: four hours have ticks of half an hour all the same. */
const OVER = 0.25;
/** Two labels with a day beside each other. */
const DATED_PX = 80;

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Local days begin at local midnight; the first tick and each midnight name the day, and the first behind a change of the clock what it is now. */
export function timeTicks(
  startMs: number,
  endMs: number,
  zone: TimeZoneChoice,
  mostTicks = MOST_TICKS,
  plotPx = Number.POSITIVE_INFINITY,
): Tick[] {
  const step = STEPS.find((one) => (endMs - startMs) / one <= mostTicks + OVER) ?? STEPS[STEPS.length - 1];
  let offset = offsetMs(startMs, zone);
  const moments = tickMoments(startMs, endMs, step, zone);
  // Right before midnight the first has no room for its day, which the next one tells.
  const isCrowded = ((moments[1] - moments[0]) / (endMs - startMs)) * plotPx < DATED_PX;
  return moments.map((at, index) => {
    const isFirst = index === 0 && !(isCrowded && isMidnight(moments[1], zone));
    const isDated = isFirst || isMidnight(at, zone);
    const isChanged = step < DAY && offsetMs(at, zone) !== offset;
    offset = offsetMs(at, zone);
    const words = [
      ...(isDated || step >= DAY ? [dayText(at, zone, at)] : []),
      ...(step >= DAY ? [] : [clockText(at, zone, step < MINUTE ? 'seconds' : 'minutes')]),
      ...(isChanged ? [offsetText(offset)] : []),
    ];
    return { value: at, label: words.join(' ') };
  });
}

function isMidnight(ms: number, zone: TimeZoneChoice): boolean {
  const { hour, minute, second } = momentFields(ms, zone);
  return hour === 0 && minute === 0 && second === 0;
}

/** Clocks are changed by an hour: up to that every tick is as far from the next. Longer steps are the clock's own, whatever lies between. */
function tickMoments(startMs: number, endMs: number, step: number, zone: TimeZoneChoice): number[] {
  const first = Math.ceil((startMs + offsetMs(startMs, zone)) / step) * step;
  const moment = (shown: number): number => {
    if (step <= HOUR || zone === 'utc') return shown - offsetMs(startMs, zone);
    const { year, month, day, hour } = momentFields(shown, 'utc');
    return new Date(year, month, day, hour).getTime();
  };
  const moments: number[] = [];
  for (let shown = first; moment(shown) < endMs; shown += step)
    if (moment(shown) >= startMs) moments.push(moment(shown));
  return moments;
}

/** What the clock shows is so much later than UTC. */
function offsetMs(ms: number, zone: TimeZoneChoice): number {
  return zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset() * MINUTE;
}

function offsetText(ms: number): string {
  const hours = ms / HOUR;
  return `UTC${hours < 0 ? '−' : '+'}${Math.abs(hours)}`;
}

/** Decades between two positive numbers, both ends included where they are near; within two decades also what lies between them. */
export function logTicks(low: number, high: number): number[] {
  const tens = decades(low, high);
  if (tens.length > 1 || high <= low) return tens;
  const parts = [tens[0] ?? 10 ** Math.ceil(Math.log10(high)), 10 ** Math.floor(Math.log10(low))].flatMap((ten) =>
    [1, 2, 3, 5].map((part) => Number((part * ten).toPrecision(12))),
  );
  const within = [...new Set(parts)].filter((value) => value >= low && value <= high).sort((a, b) => a - b);
  return within.length > 1 ? within : linearTicks(low, high);
}

function decades(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 0.02), Math.floor(Math.log10(high) + 0.02)];
  const step = Math.max(1, Math.ceil((last - first + 1) / MOST_TICKS));
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) =>
    Number(`1e${first + index * step}`),
  );
}

/** Round numbers: 0, 25, 50, 75; where there is a least step whole ones of it: a count of 2.5 would be labelled 3. */
export function linearTicks(low: number, high: number, most = 4, leastStep = 0): number[] {
  if (high <= low) return [low];
  const rough = Math.max(leastStep, (high - low) / most);
  const size = 10 ** Math.floor(Math.log10(rough));
  const fits = [1, 2, 2.5, 5, 10].find((one) => one * size >= rough * (1 - 1e-9)) ?? 10;
  const isHalf = leastStep > 0 && fits === 2.5 && size < 2 * leastStep;
  const step = Math.max(leastStep, size * (isHalf ? 2 : fits));
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step + 1e-9) + 1 }, (_, index) =>
    Number((first + index * step).toPrecision(12)),
  );
}

/** Steps of a length of time in milliseconds: from a minute on round as clocks are, not as numbers. */
const LONG_STEPS = STEPS.filter((step) => step >= 10 * SECOND);

/** From the start of a trace: 0, 250 ms, 500 ms; 0, 20 min, 40 min. */
export function durationTicks(lowMs: number, highMs: number, most = 5): number[] {
  const rough = (highMs - lowMs) / most;
  // Durations are whole nanoseconds.
  if (rough < 10 * SECOND) return linearTicks(lowMs, highMs, most, 1e-6);
  const step = LONG_STEPS.find((one) => one >= rough) ?? Math.ceil(rough / (30 * DAY)) * 30 * DAY;
  const first = Math.ceil(lowMs / step) * step;
  return Array.from({ length: Math.floor((highMs - first) / step) + 1 }, (_, index) => first + index * step);
}
