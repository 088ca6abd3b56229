// Lines or bars over time, by uPlot: linked cursor, tooltip, drag to zoom. It takes data; gaps stay gaps.
import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { type ValueKind, valueText } from '../format/attribute-value.ts';
import { spanText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import type { TimeRange } from '../time/time-range.ts';
import { useElementWidth } from './element-width.ts';
import styles from './time-chart.module.css';
import { chartOptions } from './time-chart-options.ts';
import type { TimeMark } from './time-mark.ts';
import { useTokenColors } from './token-colors.ts';

export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A token's name. */
  readonly tone: string;
  readonly dash?: readonly number[];
  /** 0 to 1; of percentiles of one thing p50 is the faintest. */
  readonly opacity?: number;
  readonly width?: number;
}

export interface TimeChartProps {
  readonly label: string;
  readonly times: readonly string[];
  readonly granularitySeconds: number;
  readonly series: readonly ChartSeries[];
  readonly kind: ValueKind;
  /** `stack`: bars, each on the ones before it. */
  readonly form: 'lines' | 'bars' | 'stack';
  readonly isLog?: boolean;
  readonly marks: readonly TimeMark[];
  readonly height?: number;
  readonly onZoom?: (range: TimeRange, isCompare: boolean) => void;
}

export function TimeChart(props: TimeChartProps) {
  const { label, times, granularitySeconds, series, kind, form, isLog = false, marks, height = 132, onZoom } = props;
  const [frame, width] = useElementWidth();
  const place = useRef<HTMLDivElement>(null);
  const colors = useTokenColors();
  const { zone } = useSettings();
  const [at, setAt] = useState<{ readonly index: number; readonly left: number } | null>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const seconds = useMemo(() => times.map((time) => Date.parse(time) / 1000), [times]);
  const data = useMemo(() => [seconds, ...stacked(series, form)] as uPlot.AlignedData, [seconds, series, form]);
  const chart = useRef<uPlot | null>(null);
  const shape = JSON.stringify([
    series.map(({ tone, dash, opacity, width: line }) => [tone, dash, opacity, line]),
    marks,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for what the options take of series and marks; data goes in below.
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const made = new uPlot(
      chartOptions({
        width,
        height,
        series,
        kind,
        form,
        isLog,
        marks,
        zone,
        colors,
        granularitySeconds,
        onCursor: setAt,
        zoom,
      }),
      data,
      place.current,
    );
    chart.current = made;
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [width, height, kind, form, isLog, zone, colors, granularitySeconds, shape]);
  useEffect(() => {
    chart.current?.setData(data);
  }, [data]);

  const startMs = at === null ? 0 : seconds[at.index] * 1000;
  const rows =
    at === null
      ? []
      : series
          .map(({ label: name, tone, values }) => ({ name, tone, value: values[at.index] ?? null }))
          .sort((one, other) => (other.value ?? -1) - (one.value ?? -1));
  return (
    <figure
      ref={frame}
      className={styles.frame}
      style={{ height }}
      aria-label={`${label}, ${series.length} lines over time`}
    >
      <div ref={place} />
      {at !== null && rows.length > 0 && (
        <div
          className={styles.tip}
          style={at.left > width / 2 ? { right: width - at.left + 12 } : { left: at.left + 12 }}
        >
          <p>{spanText(startMs, startMs + granularitySeconds * 1000, zone, startMs)}</p>
          {rows.slice(0, 12).map(({ name, tone, value }) => (
            <div key={name}>
              <i style={{ background: `var(--${tone})` }} />
              <span>{name}</span>
              <b>{value === null ? '–' : valueText(value, kind)}</b>
            </div>
          ))}
          {rows.length > 12 && <p>and {rows.length - 12} more</p>}
        </div>
      )}
    </figure>
  );
}

/** Bars on bars: each from zero to the sum up to it, the tallest first, so that the next covers its foot. */
function stacked(series: readonly ChartSeries[], form: TimeChartProps['form']): (number | null)[][] {
  if (form !== 'stack') return series.map(({ values }) => [...values]);
  const sums: number[] = [];
  const upTo = series.map(({ values }) =>
    values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return sums[index];
    }),
  );
  return upTo.reverse();
}
