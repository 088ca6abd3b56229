// A month of days; a press takes the day, a second press up to that day.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { momentFields, type TimeZoneChoice } from '../format/moment.ts';
import { dayAfter } from '../time/moment-input.ts';
import type { TimeRange } from '../time/time-range.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import styles from './month-calendar.module.css';

interface MonthCalendarProps {
  readonly range: TimeRange;
  readonly nowMs: number;
  readonly zone: TimeZoneChoice;
  readonly onChoose: (range: TimeRange) => void;
}

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const CELLS = 42;
const TITLE = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

export function MonthCalendar({ range, nowMs, zone, onChoose }: MonthCalendarProps) {
  const shown = momentFields(range.endMs - 1, zone);
  const [month, setMonth] = useState({ year: shown.year, month: shown.month });
  const [from, setFrom] = useState<number | null>(null);
  // Monday is the first day.
  const lead = (new Date(Date.UTC(month.year, month.month, 1)).getUTCDay() + 6) % 7;
  const days = Array.from({ length: CELLS }, (_, index) => index - lead + 1);
  const startOf = (day: number): number =>
    zone === 'utc' ? Date.UTC(month.year, month.month, day) : new Date(month.year, month.month, day).getTime();
  const today = momentFields(nowMs, zone);
  const isNextAhead = month.year * 12 + month.month >= today.year * 12 + today.month;
  const step = (by: number): void => {
    const next = new Date(Date.UTC(month.year, month.month + by, 1));
    setMonth({ year: next.getUTCFullYear(), month: next.getUTCMonth() });
  };
  const press = (day: number): void => {
    if (from === null) {
      setFrom(startOf(day));
      return;
    }
    const [first, last] = [Math.min(from, startOf(day)), Math.max(from, startOf(day))];
    onChoose({ startMs: first, endMs: Math.min(nowMs, dayAfter(last, zone)) });
  };
  return (
    <div className={styles.calendar}>
      <div className={styles.head}>
        <b>{TITLE.format(Date.UTC(month.year, month.month, 1))}</b>
        <IconButton label="Month before" icon={<ChevronLeft size={14} />} onClick={() => step(-1)} />
        <IconButton
          label="Next month"
          icon={<ChevronRight size={14} />}
          disabled={isNextAhead}
          onClick={() => step(1)}
        />
      </div>
      <div className={styles.days}>
        {WEEKDAYS.map((day) => (
          <span key={day}>{day}</span>
        ))}
        {days.map((day) => {
          const startMs = startOf(day);
          const isInside = startMs < range.endMs && dayAfter(startMs, zone) > range.startMs;
          const isOfMonth = new Date(Date.UTC(month.year, month.month, day)).getUTCMonth() === month.month;
          const date = new Date(Date.UTC(month.year, month.month, day)).getUTCDate();
          return (
            <button
              key={day}
              type="button"
              disabled={startMs > nowMs}
              className={classNames(
                !isOfMonth && styles.other,
                (from === startMs || (from === null && isInside)) && styles.inside,
              )}
              onClick={() => press(day)}
              onDoubleClick={() => onChoose({ startMs, endMs: Math.min(nowMs, dayAfter(startMs, zone)) })}
            >
              {date}
            </button>
          );
        })}
      </div>
      <p>{from === null ? 'Press the first day, then the last' : 'Now the last day'}</p>
    </div>
  );
}
