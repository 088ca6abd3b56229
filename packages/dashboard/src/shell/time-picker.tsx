// One field that understands what people type, presets by number, versions, a calendar, from and to, the day's spans, and the zone.

import { Check, Clock, Scan } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { durationText } from '../format/duration.ts';
import { exactMomentText, spanText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import type { EarlyLetters } from '../keys/early-letters.ts';
import { useVersionFigures } from '../overview/version-figures.ts';
import { settings, useSettings } from '../settings.ts';
import { parseRangeInput } from '../time/range-input.ts';
import { recentRanges, rememberRange } from '../time/recent-ranges.ts';
import {
  RANGE_PRESETS,
  type RangeText,
  rangeText,
  relativeLabel,
  resolveRange,
  type TimeRange,
} from '../time/time-range.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { KeyCap } from '../ui/key-hint.tsx';
import { Moment } from '../ui/moment.tsx';
import { Segments } from '../ui/segments.tsx';
import { TextField } from '../ui/text-field.tsx';
import { DayHistogram } from './day-histogram.tsx';
import { MonthCalendar } from './month-calendar.tsx';
import { RangeFields } from './range-fields.tsx';
import styles from './time-picker.module.css';

const SHOWN_VERSIONS = 2;
/** A digit may be a preset's key or begin `45m`: alone for so long, or with ↵ behind it, it is the key. */
const PRESET_WAIT_MS = 700;

interface TimePickerProps {
  readonly text: RangeText;
  /** Typed before this was there. */
  readonly early: EarlyLetters;
  readonly onChoose: (range: RangeText) => void;
  readonly onClose: () => void;
}

export function TimePicker({ text, early, onChoose: choose, onClose }: TimePickerProps) {
  const { zone } = useSettings();
  const [nowMs] = useState(Date.now);
  const [input, setInput] = useState('');
  const parsed = input.trim() === '' ? text : parseRangeInput(input, nowMs, zone);
  const shown = resolveRange(parsed ?? text, nowMs);
  const [recent] = useState(recentRanges);
  const { fresh } = useVersionFigures();
  const inputText = ({ startMs, endMs }: TimeRange): string =>
    `${exactMomentText(startMs, zone, nowMs)} to ${exactMomentText(endMs, zone, nowMs)}`;
  const onChoose = (range: RangeText): void => {
    rememberRange(range);
    choose(range);
  };
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const presetKey = input.trim();
  const type = (text: string): void => {
    clearTimeout(waiting.current);
    setInput(text);
    const preset = presetOf(text);
    if (preset !== null) waiting.current = setTimeout(() => onChoose(preset), PRESET_WAIT_MS);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const chosen = presetOf(input) ?? parsed;
    if (event.key === 'Enter' && chosen !== null) onChoose(chosen);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the field is there.
  useLayoutEffect(() => {
    const { typed, isEntered } = early.stop();
    if (typed !== '') type(typed);
    const chosen = isEntered ? (presetOf(typed) ?? parseRangeInput(typed, nowMs, zone)) : null;
    if (chosen !== null) onChoose(chosen);
    return () => clearTimeout(waiting.current);
  }, [early]);
  return (
    // Whoever goes elsewhere in it did not mean a preset's key.
    <div className={styles.picker} onPointerDown={() => clearTimeout(waiting.current)}>
      <div className={styles.field}>
        <TextField
          label="Time range"
          placeholder={spanText(shown.startMs, shown.endMs, zone, nowMs)}
          icon={<Clock size={14} />}
          note={parsed === null ? undefined : durationText(shown.endMs - shown.startMs)}
          problem={parsed === null ? 'Not understood yet' : null}
          value={input}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => clearTimeout(waiting.current)}
          autoFocus
        />
        <p>
          Try <b>45m</b>, <b>14:02 to now</b>, <b>yesterday 9–11</b> or a pasted timestamp in any form
        </p>
      </div>
      <div className={styles.choices}>
        <ul className={styles.presets}>
          {RANGE_PRESETS.map(({ start, label }, index) => {
            const isCurrent = text.start === start && text.end === 'now';
            return (
              <li key={start}>
                <button
                  type="button"
                  className={classNames((presetKey === String(index + 1) || isCurrent) && styles.current)}
                  aria-pressed={isCurrent}
                  onClick={() => onChoose({ start, end: 'now' })}
                >
                  <span>{label}</span>
                  {isCurrent && <Check size={14} />}
                  <KeyCap keys={String(index + 1)} />
                </button>
              </li>
            );
          })}
          {recent.length > 0 && <li className={styles.caption}>Recent</li>}
          {recent.map((range) => {
            const { startMs, endMs } = resolveRange(range, nowMs);
            return (
              <li key={`${range.start} ${range.end}`}>
                <button type="button" onClick={() => onChoose(range)}>
                  <span>
                    {relativeLabel(range) ?? <Moment ms={startMs}>{spanText(startMs, endMs, zone, nowMs)}</Moment>}
                  </span>
                </button>
              </li>
            );
          })}
          {fresh.slice(-SHOWN_VERSIONS).map(({ service, version, firstMs }) => (
            <li key={`${service} ${version}`} className={styles.since}>
              <button type="button" onClick={() => onChoose({ start: new Date(firstMs).toISOString(), end: 'now' })}>
                <Scan size={14} aria-hidden="true" />
                <Moment ms={firstMs}>{visibleText(`Since ${service} ${version}`)}</Moment>
              </button>
            </li>
          ))}
        </ul>
        <div>
          <MonthCalendar range={shown} nowMs={nowMs} zone={zone} onChoose={(range) => onChoose(rangeText(range))} />
          <RangeFields range={shown} zone={zone} nowMs={nowMs} onInput={type} />
          <DayHistogram range={shown} zone={zone} nowMs={nowMs} onChoose={(range) => type(inputText(range))} />
        </div>
      </div>
      <footer className={styles.foot}>
        <Segments
          label="Time zone"
          value={zone}
          options={[
            { value: 'local', label: `Local, ${localZoneName(nowMs)}` },
            { value: 'utc', label: 'UTC' },
          ]}
          onChange={(value) => settings.change({ zone: value })}
        />
        <span className={styles.grow} />
        <Button kind="quiet" onClick={onClose}>
          Cancel <KeyCap keys="escape" />
        </Button>
        <Button kind="main" disabled={parsed === null} onClick={() => parsed !== null && onChoose(parsed)}>
          Apply <KeyCap keys="enter" />
        </Button>
      </footer>
    </div>
  );
}

/** As people there call it: CET. */
function localZoneName(nowMs: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(nowMs);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'this machine';
}

function presetOf(text: string): RangeText | null {
  const preset = /^[1-9]$/.test(text.trim()) ? RANGE_PRESETS[Number(text) - 1] : undefined;
  return preset === undefined ? null : { start: preset.start, end: 'now' };
}
