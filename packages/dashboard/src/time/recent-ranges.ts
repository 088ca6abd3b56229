// The ranges of time that were chosen last in this browser, newest first; presets have a place of their own.
import { keep, readKeptList } from '../kept.ts';
import { RANGE_PRESETS, type RangeText } from './time-range.ts';

const KEY = 'tracelake.ranges';
const MOST = 4;

export function withRecent(recent: readonly RangeText[], range: RangeText): readonly RangeText[] {
  if (isPreset(range)) return recent;
  return [range, ...recent.filter(({ start, end }) => start !== range.start || end !== range.end)].slice(0, MOST);
}

export function recentRanges(): readonly RangeText[] {
  return readKeptList(KEY, isRangeText).slice(0, MOST);
}

export function rememberRange(range: RangeText): void {
  keep(KEY, withRecent(recentRanges(), range));
}

function isPreset({ start, end }: RangeText): boolean {
  return end === 'now' && RANGE_PRESETS.some((preset) => preset.start === start);
}

function isRangeText(value: unknown): value is RangeText {
  const { start, end } = (value ?? {}) as Partial<RangeText>;
  return typeof start === 'string' && typeof end === 'string';
}
