// Lines or bars over time, by uPlot: linked cursor, tooltip, drag to zoom. It takes data; gaps stay gaps.
import 'uplot/dist/uPlot.min.css';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { ValueKind } from '../format/attribute-value.ts';
import { spanText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { barEdges } from './bar-edges.ts';
import { linesWords, valuesWords } from './chart-words.ts';
import { useElementWidth } from './element-width.ts';
import { watchPointedLine } from './pointed-line.ts';
import { pointAt, watchPointed } from './pointed-moment.ts';
import { useTimeBox } from './time-box.ts';
import styles from './time-chart.module.css';
import {
  AXIS_LEFT_PX,
  AXIS_RIGHT_PX,
  chartOptions,
  plotHeight,
  showPointed,
  strengthenPointed,
} from './time-chart-options.ts';
import type { TimeMark } from './time-mark.ts';
import { TimeTip } from './time-tip.tsx';
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

/** What the tip says of a line besides: each calculation of the question, this chart's among them. */
export interface TipColumn {
  readonly title: string;
  readonly kind: ValueKind;
  readonly isAbout: boolean;
  /** By the line's label. */
  readonly values: ReadonlyMap<string, readonly (number | null)[]>;
}

export interface TimeChartProps {
  readonly label: string;
  readonly times: readonly string[];
  readonly granularitySeconds: number;
  readonly series: readonly ChartSeries[];
  readonly kind: ValueKind;
  /** Its numbers are estimates. */
  readonly isAbout?: boolean;
  /** `stack`: bars, each on the ones before it. */
  readonly form: 'lines' | 'bars' | 'stack';
  readonly isLog?: boolean;
  readonly marks: readonly TimeMark[];
  /** What is compared with the rest of the time. */
  readonly picked?: TimeRange | undefined;
  /** Beneath what is picked: what can be done with it. */
  readonly bar?: ReactNode;
  /** Of the tip; without them it has the one value. */
  readonly columns?: readonly TipColumn[];
  readonly height?: number;
  /** Room for the numbers at the left, of a chart that stands alone: less than others on the page have beneath each other. */
  readonly axisPx?: number;
  /** Whether the key that begins a box is this chart's. */
  readonly isBoxed?: boolean;
  readonly onZoom?: (range: TimeRange, isCompare: boolean) => void;
  /** Of the bucket that is pinned. */
  readonly onTraces?: (bucket: TimeRange) => void;
}

/** A bucket, and its place in pixels. */
export interface Moment {
  readonly index: number;
  readonly left: number;
  /** Pointed at in another chart of the page. */
  readonly isLinked: boolean;
}

export const TIME_CHART_PX = 132;
/** A shorter drag is a press. */
const DRAG_PX = 4;

/** Unpins the one chart of the page that has a moment pinned: charts stand close, two tips would lie on each other. */
let unpinLast: (() => void) | null = null;

export function TimeChart(props: TimeChartProps) {
  const {
    label,
    times,
    granularitySeconds,
    series,
    kind,
    isAbout = false,
    form,
    isLog = false,
    marks,
    picked,
    bar,
    columns,
    height = TIME_CHART_PX,
    axisPx = AXIS_LEFT_PX,
    isBoxed = false,
    onZoom,
    onTraces,
  } = props;
  const [frame, width] = useElementWidth();
  const canvas = useRef<HTMLDivElement>(null);
  const pressedAt = useRef(0);
  const colors = useTokenColors();
  const { zone } = useSettings();
  const { range } = useRangeClock();
  const [at, setAt] = useState<Moment | null>(null);
  // Both belong to these buckets: of others their place means another moment.
  const [pin, setPin] = useState<{ readonly of: readonly string[]; readonly at: Moment } | null>(null);
  const pinned = pin !== null && pin.of === times ? pin.at : null;
  /** The bucket that keys went to: it is said aloud. */
  const [heard, setHeard] = useState<number | null>(null);
  const buckets = `${times.length} ${times[0]} ${times.at(-1)}`;
  const [drawnBuckets, setDrawnBuckets] = useState(buckets);
  if (drawnBuckets !== buckets) {
    setDrawnBuckets(buckets);
    setAt(null);
    setHeard(null);
  }
  const unpin = useCallback(() => setPin(null), []);
  const pinAt = (to: Moment): void => {
    if (unpinLast !== unpin) unpinLast?.();
    unpinLast = unpin;
    setPin({ of: times, at: to });
  };
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const seconds = useMemo(() => times.map((time) => Date.parse(time) / 1000), [times]);
  const plotPx = plotHeight(height, marks);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the props these are what it takes.
  const data = useMemo(
    () => [seconds, ...drawnValues(props, plotPx)] as uPlot.AlignedData,
    [seconds, series, form, isLog, plotPx],
  );
  const chart = useRef<uPlot | null>(null);
  const isUnfinished = ((seconds.at(-1) ?? 0) + granularitySeconds) * 1000 > range.endMs;
  const shape = JSON.stringify([
    series.map(({ label: name, tone, dash, opacity, width: line }) => [name, tone, dash, opacity, line]),
    marks,
    picked,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for what the options take of series, marks and what is picked; data goes in below.
  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    const made = new uPlot(
      chartOptions({
        width,
        height,
        axisPx,
        series,
        kind,
        form,
        isLog,
        marks,
        picked,
        isUnfinished,
        zone,
        colors,
        granularitySeconds,
        onCursor: (to) => {
          setAt(to);
          if (to?.isLinked !== true) pointAt(to === null ? null : Number(made.data[0][to.index]) * 1000, 'lines');
        },
        zoom,
      }),
      data,
      canvas.current,
    );
    chart.current = made;
    const unwatch = watchPointed(() => showPointed(made, granularitySeconds));
    const unwatchLine = form === 'lines' ? watchPointedLine(() => strengthenPointed(made, series)) : undefined;
    return () => {
      unwatch();
      unwatchLine?.();
      pointAt(null, 'lines');
      chart.current = null;
      made.destroy();
    };
  }, [width, height, axisPx, kind, form, isLog, isUnfinished, zone, colors, granularitySeconds, shape]);
  useEffect(() => {
    chart.current?.setData(data);
  }, [data]);

  const place = pinned ?? at;
  const momentAt = (index: number): Moment => ({
    index,
    left: (chart.current?.valToPos(seconds[index], 'x') ?? 0) + axisPx,
    isLinked: false,
  });
  const placeOf = ({ left, right }: { readonly left: number; readonly right: number }) => {
    const [from, to] = [seconds[left], seconds[right] + granularitySeconds].map(
      (second) => (chart.current?.valToPos(second, 'x') ?? 0) + axisPx,
    );
    return { left: from, width: to - from };
  };
  const bucketAt = (index: number): TimeRange => ({
    startMs: seconds[index] * 1000,
    endMs: (seconds[index] + granularitySeconds) * 1000,
  });
  const momentWords = (index: number): string => {
    const { startMs, endMs } = bucketAt(index);
    return `${spanText(startMs, endMs, zone, startMs)}: ${valuesWords(series, kind, index)}`;
  };
  const { drawn, handlers, pressed } = useTimeBox({
    plot: canvas,
    count: seconds.length,
    bucketAt: ({ clientX }) => {
      const { over } = chart.current!;
      const at = chart.current!.posToVal(clientX - over.getBoundingClientRect().left, 'x');
      return Math.max(
        0,
        seconds.findLastIndex((start) => start <= at),
      );
    },
    isBoxed: isBoxed && onZoom !== undefined,
    onBegin: () => canvas.current?.parentElement?.focus(),
    onPick: (first, last, by) =>
      onZoom?.({ startMs: bucketAt(first).startMs, endMs: bucketAt(last).endMs }, by === 'keys'),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (pressed(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const to = Math.max(0, Math.min(seconds.length - 1, (at?.index ?? seconds.length) + step));
      setAt(momentAt(to));
      setHeard(to);
      pointAt(seconds[to] * 1000, 'lines');
    } else if (event.key === 'Enter' && event.target === event.currentTarget && at !== null) pinAt(at);
    else if (event.key === 'Escape' && place !== null) {
      unpin();
      setAt(null);
      pointAt(null, 'lines');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <figure
      ref={frame}
      className={styles.frame}
      style={{ height }}
      aria-label={`${label}, ${series.length} ${series.length === 1 ? 'line' : 'lines'} over time. ${linesWords(series, kind)}${markWords(marks)} Arrows move along it, Enter pins.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its moments are walked by arrow keys.
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the figure does the same by keys. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
      <div
        ref={canvas}
        {...handlers}
        onPointerDown={(event) => {
          pressedAt.current = event.clientX;
          handlers.onPointerDown(event);
        }}
        onClick={(event) => {
          // The end of a drag is no press.
          if (Math.abs(event.clientX - pressedAt.current) >= DRAG_PX) return;
          const index = chart.current?.cursor.idx;
          if (pinned === null && typeof index === 'number') pinAt(momentAt(index));
          else unpin();
        }}
      />
      <span className="hidden-text" aria-live="polite">
        {heard !== null && heard < seconds.length && momentWords(heard)}
      </span>
      {drawn !== null && drawn.right < seconds.length && <i className={styles.drawn} style={placeOf(drawn)} />}
      {pinned !== null && <i className={styles.pin} style={{ left: pinned.left }} />}
      {bar !== undefined && picked !== undefined && (
        <div className={styles.bar} style={{ right: barRight(picked, seconds, granularitySeconds, width - axisPx) }}>
          {bar}
        </div>
      )}
      {place !== null && (
        <TimeTip
          {...place}
          width={width}
          height={height}
          bucket={bucketAt(place.index)}
          series={series}
          kind={kind}
          isAbout={isAbout}
          columns={columns}
          isPinned={pinned !== null}
          onClose={unpin}
          onTraces={onTraces}
        />
      )}
    </figure>
  );
}

function markWords(marks: readonly TimeMark[]): string {
  return marks.length === 0 ? '' : ` First seen: ${marks.map(({ label }) => label).join(', ')}.`;
}

/** Of the chart's width: the bar has room left of its right edge. */
const LEAST_BAR_SHARE = 0.4;

/** The bar ends where what is picked does. */
function barRight(
  { endMs }: TimeRange,
  seconds: readonly number[],
  granularitySeconds: number,
  plotPx: number,
): number {
  const length = (seconds.at(-1) ?? 0) + granularitySeconds - seconds[0];
  const share = Math.min(1, Math.max(LEAST_BAR_SHARE, (endMs / 1000 - seconds[0]) / length));
  return AXIS_RIGHT_PX + (1 - share) * (plotPx - AXIS_RIGHT_PX);
}

/** Bars come tallest first, so that the next covers its foot. What is not above zero has no place on a logarithmic scale. */
function drawnValues({ series, form, isLog = false }: TimeChartProps, plotPx: number) {
  const values = series.map((one) => one.values);
  if (form !== 'lines') return barEdges(values, plotPx).reverse();
  return isLog ? values.map((line) => line.map((value) => (value !== null && value > 0 ? value : null))) : values;
}
