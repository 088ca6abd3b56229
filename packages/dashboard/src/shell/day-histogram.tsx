// The spans of a day, half an hour a bar: dragged along it chooses from and to. By keys the two fields above do the same.
import { useQuery } from '@tanstack/react-query';
import { type PointerEvent, useRef, useState } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { dayText, momentFields, type TimeZoneChoice } from '../format/moment.ts';
import { dayAfter, dayStart } from '../time/moment-input.ts';
import type { TimeRange } from '../time/time-range.ts';
import styles from './day-histogram.module.css';

interface DayHistogramProps {
  readonly range: TimeRange;
  readonly zone: TimeZoneChoice;
  readonly nowMs: number;
  readonly onChoose: (range: TimeRange) => void;
}

const BAR_MS = 1_800_000;
/** A day of Nepal's begins a quarter past UTC's half hours, and buckets are UTC's. */
const BUCKET_MS = 900_000;
const LABEL_HOURS = 6;

export function DayHistogram({ range, zone, nowMs, onChoose }: DayHistogramProps) {
  const dayMs = dayStart(range.endMs - 1, zone);
  const day = { startMs: dayMs, endMs: dayAfter(dayMs, zone) };
  // 46 or 50 where the clock is changed.
  const barCount = Math.round((day.endMs - dayMs) / BAR_MS);
  const { data } = useQuery(structuredQuery({ calculations: [{ op: 'COUNT' }], granularity: BUCKET_MS / 1000 }, day));
  const [drawn, setDrawn] = useState<TimeRange | null>(null);
  const from = useRef<number | null>(null);
  const series = data?.series;
  const counts = new Map(
    (series?.times ?? []).map((time, at) => [
      Date.parse(time),
      numberOf(series?.groups[0]?.values['COUNT']?.[at]) ?? 0,
    ]),
  );
  const bars = Array.from({ length: barCount }, (_, at) => ({
    startMs: dayMs + at * BAR_MS,
    count: (counts.get(dayMs + at * BAR_MS) ?? 0) + (counts.get(dayMs + at * BAR_MS + BUCKET_MS) ?? 0),
  }));
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const picked = drawn ?? range;
  const barAt = (event: PointerEvent): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(barCount - 1, Math.floor(((event.clientX - left) / width) * barCount)));
  };
  const between = (one: number, other: number): TimeRange => ({
    startMs: dayMs + Math.min(one, other) * BAR_MS,
    endMs: Math.min(nowMs, dayMs + (Math.max(one, other) + 1) * BAR_MS),
  });
  return (
    <div className={styles.day}>
      <p>Spans on {dayText(dayMs, zone, nowMs)}</p>
      <div
        className={styles.bars}
        role="img"
        aria-label={`${countText(total)} spans on ${dayText(dayMs, zone, nowMs)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = barAt(event);
          setDrawn(between(from.current, from.current));
        }}
        onPointerMove={(event) => from.current !== null && setDrawn(between(from.current, barAt(event)))}
        onPointerUp={() => {
          from.current = null;
          setDrawn(null);
          if (drawn !== null && drawn.startMs < drawn.endMs) onChoose(drawn);
        }}
        onPointerCancel={() => {
          from.current = null;
          setDrawn(null);
        }}
      >
        {bars.map(({ startMs, count }) => (
          <i
            key={startMs}
            className={startMs < picked.endMs && startMs + BAR_MS > picked.startMs ? styles.picked : undefined}
            style={{ height: count === 0 ? 0 : `max(2px, ${(count / most) * 100}%)` }}
          />
        ))}
      </div>
      <p className={styles.hours} aria-hidden="true">
        {labelledHours(bars, zone).map(({ hour, bars: count }) => (
          <span key={hour} style={{ flex: count }}>
            {String(hour).padStart(2, '0')}:00
          </span>
        ))}
      </p>
    </div>
  );
}

/** Every sixth hour of the clock, and how many bars there are until the next. */
function labelledHours(bars: readonly { readonly startMs: number }[], zone: TimeZoneChoice) {
  const labels: { readonly hour: number; bars: number }[] = [];
  for (const { startMs } of bars) {
    const hour = Math.floor(momentFields(startMs, zone).hour / LABEL_HOURS) * LABEL_HOURS;
    const last = labels.at(-1);
    if (last?.hour === hour) last.bars += 1;
    else labels.push({ hour, bars: 1 });
  }
  return labels;
}
