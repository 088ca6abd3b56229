// A heatmap with its axes and a box that is dragged, or drawn by keys. It takes data and says what was picked; it asks nothing.
import type { SelectionBox } from '@tracelake/query/structured';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { aboutText, kindOfField, valueText } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { spanText } from '../format/moment.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { useBoxDrag } from './box-drag.ts';
import { useElementWidth } from './element-width.ts';
import { HeatmapAxes } from './heatmap-axes.tsx';
import {
  boxBetween,
  boxCount,
  type Cell,
  type CellBox,
  CORNERS,
  cellsOf,
  insideOf,
  movedBox,
  selectionOf,
} from './heatmap-box.ts';
import styles from './heatmap-chart.module.css';
import { HEATMAP_EDGES } from './heatmap-edges.ts';
import { type Heatmap, type HeatmapGrid, heatmapGrid } from './heatmap-grid.ts';
import { paintHeatmap } from './heatmap-painter.ts';
import { pointAt, usePointedBucket } from './pointed-moment.ts';
import type { TimeMark } from './time-mark.ts';
import { useTokenColors } from './token-colors.ts';

export const HEATMAP_PX = 250;
const ARROWS: Readonly<Record<string, Cell>> = {
  ArrowLeft: { column: -1, row: 0 },
  ArrowRight: { column: 1, row: 0 },
  ArrowUp: { column: 0, row: 1 },
  ArrowDown: { column: 0, row: -1 },
};

export type RampEnds = Pick<HeatmapGrid, 'fewest' | 'most'>;

interface HeatmapChartProps {
  readonly heatmap: Heatmap;
  readonly marks: readonly TimeMark[];
  readonly height?: number;
  /** Its counts are estimates. */
  readonly isAbout?: boolean;
  readonly box: SelectionBox | null;
  readonly onBox: (box: SelectionBox | null) => void;
  /** The fewest and the most spans in a cell as it is drawn. */
  readonly onEnds?: (ends: RampEnds) => void;
  /** A press on one cell. */
  readonly onCell: (box: SelectionBox) => void;
  /** The bar beneath the box. */
  readonly bar: (picked: { readonly spans: number; readonly extent: string }) => ReactNode;
}

export function HeatmapChart({
  heatmap,
  marks,
  height = HEATMAP_PX,
  isAbout = false,
  box,
  onBox,
  onEnds,
  onCell,
  bar,
}: HeatmapChartProps) {
  const [frame, width] = useElementWidth();
  const canvas = useRef<HTMLCanvasElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const colors = useTokenColors();
  const { zone } = useSettings();
  const innerWidth = Math.max(0, width - HEATMAP_EDGES.left - HEATMAP_EDGES.right);
  const innerHeight = height - HEATMAP_EDGES.top - HEATMAP_EDGES.bottom;
  const grid = useMemo(() => heatmapGrid(heatmap, innerWidth, innerHeight), [heatmap, innerWidth, innerHeight]);
  const [sketch, setSketch] = useState<Sketch<CellBox> | null>(null);
  const [pointed, setPointed] = useState<Sketch<Cell> | null>(null);
  const drawn = sketch === null ? null : movedTo(grid, sketch, heatmap.column);
  const hovered = pointed?.on === grid ? pointed.at : null;
  // A drag may have begun on a larger grid.
  const setDrawn = (at: CellBox | null): void => setSketch(at === null ? null : { on: grid, at: insideOf(grid, at) });
  const { range } = useRangeClock();
  const isUnfinished = (grid.columns.at(-1)?.endMs ?? 0) > range.endMs;
  const picked = drawn ?? (box === null ? null : cellsOf(grid, box));

  useEffect(() => {
    if (canvas.current !== null && innerWidth > 0) paintHeatmap(canvas.current, grid, picked, colors, isUnfinished);
  }, [grid, picked, colors, innerWidth, isUnfinished]);
  const { fewest, most } = grid;
  useEffect(() => {
    if (innerWidth > 0) onEnds?.({ fewest, most });
  }, [fewest, most, innerWidth, onEnds]);

  const kind = kindOfField(heatmap.column);
  const extent = (cells: CellBox): string => {
    const { low, high, start, end } = selectionOf(grid, heatmap.column, cells);
    const time = spanText(Date.parse(start), Date.parse(end), zone, Date.parse(end));
    return `${valueText(low, kind)} – ${valueText(high, kind)}, ${time}`;
  };
  const finish = (cells: CellBox): void => {
    setDrawn(null);
    onBox(selectionOf(grid, heatmap.column, cells));
  };
  const drop = (): boolean => {
    if (drawn === null && box === null) return false;
    setDrawn(null);
    drag.drop();
    onBox(null);
    return true;
  };
  useKeys({
    beginBox: () => {
      const [columns, rows] = [grid.columns.length, grid.rows.length];
      setDrawn({ left: Math.floor(columns * 0.6), right: columns - 1, bottom: Math.floor(rows * 0.75), top: rows - 1 });
      plot.current?.focus();
    },
    close: drop,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = ARROWS[event.key];
    if (by !== undefined && picked !== null) setDrawn(movedBox(grid, picked, by, event.shiftKey));
    else if (event.key === 'Enter' && drawn !== null) finish(drawn);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pointer = (event: PointerEvent): Cell => {
    const { left, top } = plot.current!.getBoundingClientRect();
    return cellAt(grid, (event.clientX - left) / innerWidth, 1 - (event.clientY - top) / innerHeight);
  };

  const drag = useBoxDrag({
    plot,
    cellAt: pointer,
    picked,
    drawn,
    onDraw: setDrawn,
    onFinish: finish,
    onPress: (cell) => {
      if (grid.counts[cell.row * grid.columns.length + cell.column] > 0) {
        onCell(selectionOf(grid, heatmap.column, boxBetween(cell, cell)));
      }
    },
  });

  if (grid.rows.length === 0) return null;
  const at = (cells: CellBox) => ({
    left: `${(cells.left / grid.columns.length) * 100}%`,
    right: `${(1 - (cells.right + 1) / grid.columns.length) * 100}%`,
    bottom: `${(cells.bottom / grid.rows.length) * 100}%`,
    top: `${(1 - (cells.top + 1) / grid.rows.length) * 100}%`,
  });
  const total = grid.counts.reduce((sum, count) => sum + count, 0);
  return (
    <div ref={frame} className={styles.frame} style={{ height }}>
      {width > 0 && (
        <HeatmapAxes
          grid={grid}
          kind={kind}
          scale={heatmap.scale}
          marks={marks}
          width={width}
          height={height}
          zone={zone}
        />
      )}
      <div
        ref={plot}
        className={styles.plot}
        style={{
          inset: `${HEATMAP_EDGES.top}px ${HEATMAP_EDGES.right}px ${HEATMAP_EDGES.bottom}px ${HEATMAP_EDGES.left}px`,
        }}
        role="application"
        aria-label={`Heatmap of ${heatmap.column}: ${countText(total)} spans, up to ${countText(grid.most)} in a cell. Press X to begin a box.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the box is drawn here by arrow keys.
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...drag.handlers}
        onPointerMove={(event) => {
          const cell = pointer(event);
          setPointed({ on: grid, at: cell });
          pointAt(middleMs(grid, cell), 'heatmap');
          drag.handlers.onPointerMove(event);
        }}
        onPointerLeave={() => {
          setPointed(null);
          pointAt(null, 'heatmap');
        }}
      >
        <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
        {hovered === null && <PointedLine grid={grid} />}
        {hovered !== null && drawn === null && (
          <CellTip grid={grid} cell={hovered} isAbout={isAbout} text={extent(boxBetween(hovered, hovered))} />
        )}
        {picked !== null && (
          <div className={styles.box} style={at(picked)}>
            {CORNERS.map((corner) => (
              <i key={corner} data-corner={corner} />
            ))}
          </div>
        )}
      </div>
      {picked !== null && !drag.isDragging() && (
        <div className={styles.bar} style={barPlace(picked, grid, innerHeight)}>
          {bar({ spans: boxCount(grid, picked), extent: extent(picked) })}
        </div>
      )}
    </div>
  );
}

/** Cells, and the grid that they are of: of another one their places mean another time and other values, or nothing. */
interface Sketch<Place> {
  readonly on: HeatmapGrid;
  readonly at: Place;
}

/** The box on the grid that is drawn now, a live one's next answer, say; null where it misses it. */
function movedTo(grid: HeatmapGrid, { on, at }: Sketch<CellBox>, column: string): CellBox | null {
  return on === grid ? at : cellsOf(grid, selectionOf(on, column, at));
}

/** Of the column: another chart has it in one of its buckets, whose edges may be others. */
function middleMs({ columns }: HeatmapGrid, { column }: Cell): number {
  return (columns[column].startMs + columns[column].endMs) / 2;
}

/** The moment that is pointed at in another chart of the page. */
function PointedLine({ grid: { columns } }: { readonly grid: HeatmapGrid }) {
  const [{ startMs, endMs }] = columns;
  const at = usePointedBucket({ startMs, bucketMs: endMs - startMs }, columns.length);
  return at === null ? null : (
    <i data-pointed={at} className={styles.pointed} style={{ left: `${((at + 0.5) / columns.length) * 100}%` }} />
  );
}

interface CellTipProps {
  readonly grid: HeatmapGrid;
  readonly cell: Cell;
  readonly isAbout: boolean;
  readonly text: string;
}

function CellTip({ grid, cell, isAbout, text }: CellTipProps) {
  const spans = grid.counts[cell.row * grid.columns.length + cell.column];
  if (!(spans > 0)) return null;
  const x = (cell.column + 0.5) / grid.columns.length;
  const isRight = x > 0.6;
  return (
    <div
      className={styles.tip}
      style={{
        bottom: `${((cell.row + 1.6) / grid.rows.length) * 100}%`,
        ...(isRight ? { right: `${(1 - x) * 100}%` } : { left: `${x * 100}%` }),
      }}
    >
      <b>
        {aboutText(countText(spans), isAbout)} {spans === 1 ? 'span' : 'spans'}
      </b>{' '}
      {text}
    </div>
  );
}

function cellAt({ columns, rows }: HeatmapGrid, x: number, y: number): Cell {
  const clamp = (share: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  return { column: clamp(x, columns.length), row: clamp(y, rows.length) };
}

const BAR_HEIGHT = 34;
const BAR_GAP = 8;

/** Below the box, above it where there is no room; its right edge at the box's, inside the chart. */
function barPlace({ right, bottom, top }: CellBox, { columns, rows }: HeatmapGrid, height: number) {
  const below = HEATMAP_EDGES.top + (1 - bottom / rows.length) * height + BAR_GAP;
  const isRoom = below + BAR_HEIGHT < HEATMAP_EDGES.top + height + HEATMAP_EDGES.bottom;
  const above = HEATMAP_EDGES.top + (1 - (top + 1) / rows.length) * height - BAR_HEIGHT - BAR_GAP;
  const share = Math.max(0.45, (right + 1) / columns.length);
  return {
    top: isRoom ? below : Math.max(0, above),
    right: `calc((100% - ${HEATMAP_EDGES.left + HEATMAP_EDGES.right}px) * ${1 - share} + ${HEATMAP_EDGES.right}px)`,
  };
}
