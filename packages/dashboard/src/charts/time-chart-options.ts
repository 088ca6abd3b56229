// What uPlot is told: axes without lines, horizontal grid alone, linked cursor, version marks, drag along time.
import uPlot from 'uplot';
import { tickText, type ValueKind } from '../format/attribute-value.ts';
import type { TimeZoneChoice } from '../format/moment.ts';
import type { TimeRange } from '../time/time-range.ts';
import { bucketRange } from './bucket-range.ts';
import { hatch } from './hatch.ts';
import { lonePoints } from './lone-points.ts';
import { nearestLine, pointAtLine, pointedLine } from './pointed-line.ts';
import { pointedMoment } from './pointed-moment.ts';
import type { ChartSeries, Moment, TimeChartProps } from './time-chart.tsx';
import { placeMarks, shownMarks, type TimeMark } from './time-mark.ts';
import { linearTicks, logTicks, timeTicks } from './time-ticks.ts';
import type { TokenColors } from './token-colors.ts';
import { linearRange, logRange } from './value-range.ts';

interface OptionParts {
  readonly width: number;
  readonly height: number;
  /** Of the numbers at the left. */
  readonly axisPx: number;
  readonly series: readonly ChartSeries[];
  readonly kind: ValueKind;
  readonly form: TimeChartProps['form'];
  readonly isLog: boolean;
  readonly marks: readonly TimeMark[];
  readonly picked: TimeRange | undefined;
  /** The last bucket ends behind the range: more may come into it, or lies outside. */
  readonly isUnfinished: boolean;
  readonly zone: TimeZoneChoice;
  readonly colors: TokenColors;
  readonly granularitySeconds: number;
  readonly onCursor: (at: Moment | null) => void;
  readonly zoom: { readonly current: ((range: TimeRange, isCompare: boolean) => void) | undefined };
}

/** Charts of one key share their cursor. */
const LINKED = 'page';
const LABEL_PX = 74;
/** What a heatmap has, too: beneath each other their times are in line. */
export const AXIS_LEFT_PX = 58;
export const AXIS_RIGHT_PX = 14;
const LINE_PX = 1.25;
const TIME_AXIS_PX = 26;
const FONT = '11px Inter, system-ui, sans-serif';

function paddingTop(marks: readonly TimeMark[]): number {
  return marks.length > 0 ? 20 : 8;
}

/** The height that values are drawn on. */
export function plotHeight(height: number, marks: readonly TimeMark[]): number {
  return height - TIME_AXIS_PX - paddingTop(marks);
}

export function chartOptions(parts: OptionParts): uPlot.Options {
  const { width, height, series, form, isLog, colors, marks } = parts;
  const isBars = form !== 'lines';
  // Stacked bars come tallest first.
  const drawn = form === 'stack' ? [...series].reverse() : series;
  return {
    width,
    height,
    padding: [paddingTop(marks), AXIS_RIGHT_PX, 0, 0],
    legend: { show: false },
    focus: { alpha: OTHERS_ALPHA },
    cursor: {
      sync: { key: LINKED, setSeries: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      points: { show: !isBars, size: 5 },
      y: false,
    },
    scales: {
      x: {
        time: false,
        // With the whole of the last bucket, lines too: one moment is one place in all charts of a page.
        range: (_chart, low, high) => [low, high + parts.granularitySeconds],
      },
      y: isLog
        ? { distr: 3, range: (_chart, low, high) => logRange(low, high) }
        : { range: (_chart, low, high) => linearRange(low, high) },
    },
    axes: [timeAxis(parts), valueAxis(parts)],
    series: [{}, ...drawn.map((one) => lineOf(one, isBars, colors))],
    hooks: {
      drawClear: [(chart) => drawPicked(chart, parts)],
      draw: [(chart) => hatchUnfinished(chart, parts), (chart) => drawMarks(chart, parts)],
      setCursor: [(chart) => tell(chart, parts)],
      setSelect: [(chart) => select(chart, parts)],
    },
  };
}

function lineOf(
  { label, tone, dash, opacity = 1, width = LINE_PX }: ChartSeries,
  isBars: boolean,
  colors: TokenColors,
): uPlot.Series {
  const color = colors(tone);
  if (isBars) {
    return {
      label,
      fill: color,
      width: 0,
      paths: uPlot.paths.bars!({ align: 1, size: [0.82, 26], gap: 0 }),
      points: { show: false },
    };
  }
  const alpha = Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0');
  return {
    label,
    stroke: opacity < 1 ? `${color}${alpha}` : color,
    width,
    spanGaps: false,
    ...(dash === undefined ? {} : { dash: [...dash] }),
    points: { show: false, filter: (chart, index) => lonePoints(chart.data[index]), size: 4, fill: color },
  };
}

function timeAxis({ colors, zone, width, axisPx }: OptionParts): uPlot.Axis {
  const most = Math.max(2, Math.min(8, Math.floor(width / LABEL_PX)));
  return {
    stroke: colors('text-3'),
    font: FONT,
    size: TIME_AXIS_PX,
    gap: 6,
    grid: { show: false },
    ticks: { show: false },
    border: { show: true, stroke: colors('line-strong'), width: 1 },
    splits: (_chart, _axis, low, high) =>
      timeTicks(low * 1000, high * 1000, zone, most).map(({ value }) => value / 1000),
    values: (chart) => {
      const { min = 0, max = 0 } = chart.scales['x'];
      const plotPx = width - axisPx - AXIS_RIGHT_PX;
      return timeTicks(min * 1000, max * 1000, zone, most, plotPx).map(({ label }) => label);
    },
  };
}

function valueAxis({ colors, kind, isLog, axisPx }: OptionParts): uPlot.Axis {
  return {
    stroke: colors('text-3'),
    font: FONT,
    size: axisPx,
    gap: 8,
    grid: { stroke: colors('grid'), width: 1 },
    ticks: { show: false },
    splits: (_chart, _axis, low, high) =>
      isLog ? logTicks(low, high) : linearTicks(low, high, 4, kind === 'count' ? 1 : 0),
    filter: (_chart, splits) => splits,
    values: (_chart, splits) => splits.map((value) => tickText(value, kind)),
  };
}

/** Over the last bucket's bars, or beneath the end of its lines: what is not whole is no drop. */
function hatchUnfinished(chart: uPlot, { isUnfinished, form, colors, granularitySeconds }: OptionParts): void {
  const last = chart.data[0].at(-1);
  if (!isUnfinished || last === undefined) return;
  const { ctx, bbox } = chart;
  const isLines = form === 'lines';
  const xOf = (seconds: number): number => Math.round(chart.valToPos(seconds, 'x', true));
  const highest = Math.max(0, ...chart.data.slice(1).map((values) => values.at(-1) ?? 0));
  const place = {
    left: xOf(last),
    right: xOf(last + granularitySeconds),
    top: isLines ? bbox.top : Math.round(chart.valToPos(highest, 'y', true)),
    bottom: bbox.top + bbox.height,
  };
  hatch(ctx, place, colors(isLines ? 'line-strong' : 'surface'), isLines ? 1 : 2);
}

function drawMarks(chart: uPlot, { marks, colors }: OptionParts): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const { min = 0, max = 0 } = chart.scales['x'];
  ctx.save();
  ctx.font = `${11 * ratio}px Inter, system-ui, sans-serif`;
  const xOf = (ms: number): number => Math.round(chart.valToPos(ms / 1000, 'x', true)) + 0.5;
  const widthOf = (label: string): number => ctx.measureText(label).width + 10 * ratio;
  const shown = shownMarks(marks, min * 1000, max * 1000);
  for (const { x, label, flagX, flagWidth } of placeMarks(shown, xOf, widthOf, bbox.left + bbox.width)) {
    ctx.strokeStyle = colors('text-3');
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 4 * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (flagX === null) continue;
    ctx.fillStyle = colors('pressed');
    ctx.fillRect(flagX, bbox.top - 19 * ratio, flagWidth, 15 * ratio);
    ctx.fillStyle = colors('text-2');
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.fillText(label, flagX + 5 * ratio, bbox.top - 11 * ratio);
  }
  ctx.restore();
}

/** What a heatmap of the page points at: the middle of the bucket it lies in. */
export function showPointed(chart: uPlot, granularitySeconds: number): void {
  const pointed = pointedMoment();
  if (pointed?.by === 'lines') return;
  const bucket = pointed === null ? -1 : chart.data[0].findLastIndex((start) => start * 1000 <= pointed.ms);
  const isThere = pointed !== null && bucket >= 0 && pointed.ms < (chart.data[0][bucket] + granularitySeconds) * 1000;
  chart.setCursor({ left: isThere ? chart.valToPos(chart.data[0][bucket], 'x') : -1, top: 0 });
}

/** Of lines beside the one that is pointed at, which is as wide as this at least. */
const OTHERS_ALPHA = 0.35;
const POINTED_PX = 2;

/** The line that is pointed at anywhere on the page, if this chart has it. */
export function strengthenPointed(chart: uPlot, series: readonly ChartSeries[]): void {
  const label = pointedLine();
  const at = series.length > 1 ? series.findIndex((one) => one.label === label) : -1;
  series.forEach(({ width = LINE_PX }, index) => {
    chart.series[index + 1].width = index === at ? Math.max(POINTED_PX, width) : width;
  });
  chart.setSeries(at < 0 ? null : at + 1, { focus: true }, false);
}

function pointAtNearest(chart: uPlot, { series }: OptionParts, index: number | null): void {
  const heights = series.map((_, at) => {
    const value = index === null ? null : chart.data[at + 1][index];
    return typeof value === 'number' ? chart.valToPos(value, 'y') : null;
  });
  const nearest = nearestLine(heights, chart.cursor.top ?? -1);
  pointAtLine(nearest === null ? null : series[nearest].label);
}

function tell(chart: uPlot, parts: OptionParts): void {
  const { onCursor, axisPx, form } = parts;
  const { idx, left = -1, event } = chart.cursor;
  const isThere = idx !== null && idx !== undefined && left >= 0;
  if (event && form === 'lines') pointAtNearest(chart, parts, isThere ? idx : null);
  // A linked chart is told of the moment without an event.
  onCursor(isThere ? { index: idx, left: left + axisPx, isLinked: !event } : null);
}

function select(chart: uPlot, { zoom, granularitySeconds }: OptionParts): void {
  const { left, width } = chart.select;
  if (width < 4) return;
  const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')];
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  // Linked charts are dragged along, without an event: they know of no key.
  const { event } = chart.cursor;
  if (!event) return;
  zoom.current?.(bucketRange([...chart.data[0]], granularitySeconds, from, to), event.shiftKey);
}

/** Beneath the lines. */
function drawPicked(chart: uPlot, { picked, colors }: OptionParts): void {
  if (picked === undefined) return;
  const { ctx, bbox } = chart;
  const xOf = (ms: number): number =>
    Math.max(bbox.left, Math.min(bbox.left + bbox.width, Math.round(chart.valToPos(ms / 1000, 'x', true))));
  const [left, right] = [xOf(picked.startMs), xOf(picked.endMs)];
  ctx.save();
  ctx.fillStyle = colors('sel-soft');
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.fillStyle = colors('sel');
  for (const x of [left, right]) ctx.fillRect(x, bbox.top, devicePixelRatio, bbox.height);
  ctx.restore();
}
