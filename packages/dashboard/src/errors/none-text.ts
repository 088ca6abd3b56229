// No errors: of how many units of work, and of when. Pure.
import { countText } from '../format/count.ts';
import { momentText, spanText, type TimeZoneChoice } from '../format/moment.ts';
import type { TimeRange } from '../time/time-range.ts';

export function noneText(units: number, { startMs, endMs }: TimeRange, zone: TimeZoneChoice, nowMs: number): string {
  const when =
    endMs >= nowMs
      ? `since ${momentText(startMs, zone, nowMs, 'minutes')}`
      : `between ${spanText(startMs, endMs, zone, nowMs).replace(' – ', ' and ')}`;
  return `None in ${countText(units)} ${units === 1 ? 'unit' : 'units'} of work ${when}.`;
}
