// What a chart says of one moment: its bucket, its lines by value; pinned it stays and offers what can be done there.
import { X } from 'lucide-react';
import { aboutText, type ValueKind, valueText } from '../format/attribute-value.ts';
import { spanText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import type { TimeRange } from '../time/time-range.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { usePointedLine } from './pointed-line.ts';
import type { ChartSeries, TipColumn } from './time-chart.tsx';
import styles from './time-tip.module.css';

interface TimeTipProps {
  readonly index: number;
  /** Of the moment, in pixels of the chart. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** Only told of it: what has no room in its own frame would lie on the chart beneath. */
  readonly isLinked: boolean;
  readonly bucket: TimeRange;
  readonly series: readonly ChartSeries[];
  readonly kind: ValueKind;
  readonly isAbout: boolean;
  readonly columns?: readonly TipColumn[] | undefined;
  readonly isPinned: boolean;
  readonly onClose: () => void;
  readonly onTraces?: ((bucket: TimeRange) => void) | undefined;
}

const MOST_ROWS = 12;
const BESIDE_PX = 12;
const ROW_PX = 18;
/** Edge, and the line that says when. */
const AROUND_ROWS_PX = 42;

export function TimeTip(props: TimeTipProps) {
  const { index, left, width, height, isLinked, bucket, series, kind, isAbout, columns, isPinned, onClose, onTraces } =
    props;
  const { zone } = useSettings();
  const strong = usePointedLine();
  const rows = series
    .map(({ label, tone, values }) => ({ label, tone, value: values[index] ?? null }))
    .sort((one, other) => (other.value ?? -1) - (one.value ?? -1));
  const isTooTall = AROUND_ROWS_PX + rows.length * ROW_PX > height;
  // With columns the chart that is pointed at says all.
  if (rows.length === 0 || (isLinked && (isTooTall || columns !== undefined) && !isPinned)) return null;
  return (
    <div
      className={classNames(styles.tip, isPinned && styles.pinned)}
      style={left > width / 2 ? { right: width - left + BESIDE_PX } : { left: left + BESIDE_PX }}
    >
      <p>
        {spanText(bucket.startMs, bucket.endMs, zone, bucket.startMs)}
        {isPinned && <IconButton label="Unpin" icon={<X size={12} />} onClick={onClose} />}
      </p>
      <table>
        {columns !== undefined && (
          <thead>
            <tr>
              <td />
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ label, tone, value }) => (
            <tr key={label} data-pointed={label === strong || undefined}>
              <th scope="row">
                <i style={{ background: `var(--${tone})` }} />
                {label}
              </th>
              {columns === undefined ? (
                <Figure value={value} kind={kind} isAbout={isAbout} />
              ) : (
                columns.map(({ title, kind, isAbout, values }) => (
                  <Figure key={title} value={values.get(label)?.[index] ?? null} kind={kind} isAbout={isAbout} />
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p>and {rows.length - MOST_ROWS} more</p>}
      {isPinned && onTraces !== undefined && <Button onClick={() => onTraces(bucket)}>Traces</Button>}
    </div>
  );
}

interface FigureProps extends Pick<TimeTipProps, 'kind' | 'isAbout'> {
  readonly value: number | null;
}

function Figure({ value, kind, isAbout }: FigureProps) {
  return <td>{value === null ? '–' : aboutText(valueText(value, kind), isAbout && value !== 0)}</td>;
}
