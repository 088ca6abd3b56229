// From and to as two fields; what is typed becomes the range that the picker shows.
import { useId, useState } from 'react';
import { exactMomentText, type TimeZoneChoice } from '../format/moment.ts';
import type { TimeRange } from '../time/time-range.ts';
import { TextField } from '../ui/text-field.tsx';
import styles from './range-fields.module.css';

interface RangeFieldsProps {
  readonly range: TimeRange;
  readonly zone: TimeZoneChoice;
  readonly nowMs: number;
  /** As the picker's own field takes it. */
  readonly onInput: (text: string) => void;
}

export function RangeFields({ range, zone, nowMs, onInput }: RangeFieldsProps) {
  const id = useId();
  const [typed, setTyped] = useState<{ readonly from: string; readonly to: string } | null>(null);
  const shown = typed ?? {
    from: exactMomentText(range.startMs, zone, nowMs),
    to: exactMomentText(range.endMs, zone, nowMs),
  };
  const change = (part: Partial<typeof shown>): void => {
    const next = { ...shown, ...part };
    setTyped(next);
    onInput(`${next.from} to ${next.to}`);
  };
  return (
    <div className={styles.fields}>
      {(['from', 'to'] as const).map((side) => (
        <div key={side}>
          <label htmlFor={`${id} ${side}`}>{side === 'from' ? 'From' : 'To'}</label>
          <TextField
            id={`${id} ${side}`}
            label={side === 'from' ? 'From' : 'To'}
            value={shown[side]}
            onChange={(event) => change({ [side]: event.target.value })}
            onBlur={() => setTyped(null)}
          />
        </div>
      ))}
    </div>
  );
}
