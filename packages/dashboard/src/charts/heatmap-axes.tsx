// The axes of a heatmap: round times beneath, decades (or round numbers) at the left, versions as flags above.
import { tickText, type ValueKind } from '../format/attribute-value.ts';
import type { TimeZoneChoice } from '../format/moment.ts';
import styles from './heatmap-axes.module.css';
import { HEATMAP_EDGES } from './heatmap-edges.ts';
import type { HeatmapGrid } from './heatmap-grid.ts';
import { type PlacedMark, placeMarks, shownMarks, type TimeMark } from './time-mark.ts';
import { linearTicks, logTicks, timeTicks } from './time-ticks.ts';

interface HeatmapAxesProps {
  readonly grid: HeatmapGrid;
  readonly kind: ValueKind;
  readonly scale: 'log' | 'linear';
  readonly marks: readonly TimeMark[];
  readonly width: number;
  readonly height: number;
  readonly zone: TimeZoneChoice;
}

const LABEL_PX = 74;

export function HeatmapAxes({ grid, kind, scale, marks, width, height, zone }: HeatmapAxesProps) {
  const { left, right, top, bottom } = HEATMAP_EDGES;
  const [startMs, endMs] = [grid.columns[0].startMs, grid.columns.at(-1)!.endMs];
  const [low, high] = [grid.rows[0].low, grid.rows.at(-1)!.high];
  const x = (ms: number): number => left + ((ms - startMs) / (endMs - startMs)) * (width - left - right);
  const share = (value: number): number =>
    scale === 'log'
      ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
      : (value - low) / (high - low);
  const y = (value: number): number => top + (1 - share(value)) * (height - top - bottom);
  const values = scale === 'log' ? logTicks(low, high) : linearTicks(low, high);
  const ticks = timeTicks(
    startMs,
    endMs,
    zone,
    Math.max(2, Math.min(8, Math.floor(width / LABEL_PX))),
    width - left - right,
  );
  return (
    <svg width={width} height={height} className={styles.axes} aria-hidden="true">
      {values.map((value) => (
        <g key={value}>
          <path d={`M${left} ${Math.round(y(value)) + 0.5}H${width - right}`} stroke="var(--grid)" />
          <text x={left - 8} y={y(value) + 4} textAnchor="end">
            {tickText(value, kind)}
          </text>
        </g>
      ))}
      {ticks.map(({ value, label }) => (
        <text key={value} x={x(value)} y={height - 8} textAnchor="middle">
          {label}
        </text>
      ))}
      {placeMarks(shownMarks(marks, startMs, endMs), x, (label) => label.length * 6.1 + 10, width - right).map(
        (mark) => (
          <Flag key={mark.label} mark={mark} bottom={height - bottom} />
        ),
      )}
    </svg>
  );
}

function Flag({ mark, bottom }: { readonly mark: PlacedMark; readonly bottom: number }) {
  const { x, flagX, flagWidth, label } = mark;
  return (
    <g>
      <path
        d={`M${Math.round(x) + 0.5} ${flagX === null ? 24 : 18}V${bottom}`}
        stroke="var(--text-3)"
        strokeDasharray="2 3"
      />
      {flagX !== null && (
        <>
          <rect x={flagX} y="4" width={flagWidth} height="15" rx="2" fill="var(--pressed)" />
          <text x={flagX + flagWidth / 2} y="15" textAnchor="middle" className={styles.flag}>
            {label}
          </text>
        </>
      )}
    </g>
  );
}
