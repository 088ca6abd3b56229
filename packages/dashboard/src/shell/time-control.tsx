// The range of time: earlier, the range itself, later; and the keys that move it.
import { ChevronDown, ChevronLeft, ChevronRight, Clock } from 'lucide-react';
import { lazy, useEffect, useRef, useState } from 'react';
import { spanText } from '../format/moment.ts';
import { useEarlyLetters } from '../keys/early-letters.ts';
import { useKeys } from '../keys/use-keys.ts';
import { rangeSearch, useChangeSearch, useRangeText } from '../page-search.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import {
  type RangeText,
  rangeText,
  relativeLabel,
  shiftRange,
  type TimeRange,
  widenRange,
} from '../time/time-range.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import { LatePart } from './late-part.tsx';
import styles from './time-control.module.css';

const picker = async () => ({ default: (await import('./time-picker.tsx')).TimePicker });
const TimePicker = lazy(picker);

export function TimeControl() {
  const [isOpen, setOpen] = useState(false);
  const text = useRangeText();
  const { range, nowMs } = useRangeClock();
  const { zone } = useSettings();
  const change = useChangeSearch();
  const early = useEarlyLetters();
  const before = useRef<RangeText | null>(null);
  const shown = useRef(text);
  // Whoever changed it: this control, a drag on a chart, a link.
  useEffect(() => {
    if (shown.current.start === text.start && shown.current.end === text.end) return;
    before.current = shown.current;
    shown.current = text;
  }, [text]);
  const open = (next: boolean): void => {
    if (next && !isOpen) {
      early.start();
      picker().catch(early.stop);
    }
    setOpen(next);
  };
  // It may be closed before the picker has come.
  useEffect(() => {
    if (!isOpen) early.stop();
  }, [isOpen, early]);
  useEffect(() => () => void early.stop(), [early]);
  const choose = (next: RangeText): void => change(rangeSearch(next));
  const move = (next: TimeRange): void => choose(rangeText(next));
  useKeys({
    time: () => open(true),
    earlier: () => move(shiftRange(range, -1, Date.now())),
    later: () => move(shiftRange(range, 1, Date.now())),
    zoomOut: () => move(widenRange(range, Date.now())),
    rangeBefore: () => before.current !== null && choose(before.current),
  });
  const label = relativeLabel(text) ?? spanText(range.startMs, range.endMs, zone, nowMs);
  return (
    <div className={styles.control}>
      <IconButton
        label="Earlier"
        hint="earlier"
        edge
        className={styles.step}
        icon={<ChevronLeft size={14} />}
        onClick={() => move(shiftRange(range, -1, Date.now()))}
      />
      <Popover
        label="Time range"
        align="end"
        isOpen={isOpen}
        onOpenChange={open}
        trigger={
          <Button icon={<Clock size={14} />} className={styles.range} title="Time range  T">
            {label}
            <ChevronDown size={12} />
          </Button>
        }
      >
        <LatePart>
          <TimePicker
            text={text}
            early={early}
            onChoose={(next) => {
              choose(next);
              setOpen(false);
            }}
            onClose={() => setOpen(false)}
          />
        </LatePart>
      </Popover>
      <IconButton
        label="Later"
        hint="later"
        edge
        className={styles.step}
        disabled={range.endMs >= nowMs}
        icon={<ChevronRight size={14} />}
        onClick={() => move(shiftRange(range, 1, Date.now()))}
      />
    </div>
  );
}
