// The waterfall: rows that are drawn only where they are seen, a window of time, and the keys that move in both.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LeanTrace } from '../api/api-types.ts';
import { durationTicks } from '../charts/time-ticks.ts';
import { tickText } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useSettings } from '../settings.ts';
import { isPhone, PHONE } from '../ui/phone.ts';
import { criticalPath } from './critical-path.ts';
import { Minimap } from './minimap.tsx';
import type { Clocks } from './moved-clocks.ts';
import { NameDivider } from './name-divider.tsx';
import { useRecycledRows } from './recycled-rows.ts';
import { allClosed, nearestShown, opened, placeOfRow, sameRows, visibleRows } from './visible-rows.ts';
import styles from './waterfall.module.css';
import { WaterfallFoot } from './waterfall-foot.tsx';
import { rowId, WaterfallRow } from './waterfall-row.tsx';

export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

interface WaterfallProps {
  readonly clocks: Clocks;
  /** Whether what began before its caller is drawn later, or as it was received. */
  readonly onMove: (isMoved: boolean) => void;
  readonly tones: ReadonlyMap<string, string>;
  readonly matches: readonly number[];
  /** Something is looked for in names alone: the spans are too many for all of their attributes. */
  readonly isFoundByName: boolean;
  readonly selected: number | null;
  readonly onSelect: (row: number | null) => void;
  readonly isPath: boolean;
  readonly onPath: (isShown: boolean) => void;
  /** The rows of all others are dimmed; null for none. */
  readonly service: string | null;
  readonly stats: LeanTrace['stats'];
}

/** Room right of the last bar for its duration: some 60 pixels, which are more of a narrow window. */
const END_SHARE = 1.12;
const NARROW_END_SHARE = 1.22;
const NARROW_PX = 1280;
const ZOOM = 2;
/** A tick further right has its label at its left. */
const LAST_LABEL_SHARE = 0.94;
const LEAST_WINDOW_NS = 1000;

export function Waterfall({
  clocks,
  onMove,
  tones,
  matches,
  isFoundByName,
  selected,
  onSelect,
  isPath,
  onPath,
  service,
  stats,
}: WaterfallProps) {
  const { model } = clocks;
  const scroller = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<number>>(() => new Set());
  const whole = useMemo((): TimeWindow => {
    const endShare = window.innerWidth < NARROW_PX ? NARROW_END_SHARE : END_SHARE;
    // What begins with an init begins with all of it.
    return { fromNs: -model.leadNs, toNs: Math.max(1, (model.leadNs + model.durationNs) * endShare) - model.leadNs };
  }, [model]);
  const [view, setView] = useState<TimeWindow>(whole);
  // The clocks were moved, or it has grown: the rows have other numbers, and the window is of other times.
  const [known, setKnown] = useState(model);
  if (known !== model) {
    setKnown(model);
    setView(whole);
    setClosed(sameRows(closed, known, model));
  }
  const rows = useMemo(() => visibleRows(model, closed), [model, closed]);
  const path = useMemo(() => criticalPath(model), [model]);
  const matched = useMemo(() => new Set(matches), [matches]);
  const rowPx = useRowHeight();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height of rows is why they are measured again.
  useEffect(() => virtual.measure(), [virtual, rowPx]);

  // What was just selected is seen, wherever the selection came from; after that it may be closed away.
  const shownRow = useRef<number | null>(null);
  useEffect(() => {
    if (selected === null) shownRow.current = null;
    if (selected === null || shownRow.current === selected) return;
    const at = placeOfRow(rows, selected);
    if (at < 0) {
      setClosed((before) => opened(model, before, selected));
      return;
    }
    shownRow.current = selected;
    virtual.scrollToIndex(at, { align: 'auto' });
  }, [selected, rows, model, virtual]);

  /** What is selected and closed away is then the row that hides it. */
  const close = (next: ReadonlySet<number>): void => {
    setClosed(next);
    const seen = selected === null ? null : nearestShown(model, next, selected);
    if (seen !== selected) onSelect(seen);
  };
  const toggle = (row: number): void => {
    const next = new Set(closed);
    if (!next.delete(row)) next.add(row);
    close(next);
  };
  const moveTo = (at: number): void => onSelect(rows[Math.max(0, Math.min(rows.length - 1, at))]);
  const here = selected === null ? -1 : placeOfRow(rows, selected);
  const error = (step: 1 | -1): boolean => {
    const errors = model.spans.filter(({ isError }) => isError).map(({ index }) => index);
    const next =
      step > 0
        ? errors.find((row) => row > (selected ?? -1))
        : errors.findLast((row) => row < (selected ?? model.spans.length));
    if (next !== undefined) onSelect(next);
    return next !== undefined;
  };
  const zoom = (factor: number): void => {
    const span = selected === null ? null : model.spans[selected];
    const middle = span === null ? (view.fromNs + view.toNs) / 2 : span.startNs + span.openNs / 2;
    const length = Math.min(whole.toNs - whole.fromNs, Math.max(LEAST_WINDOW_NS, (view.toNs - view.fromNs) * factor));
    const fromNs = Math.max(whole.fromNs, Math.min(whole.toNs - length, middle - length / 2));
    setView({ fromNs, toNs: fromNs + length });
  };
  useKeys({
    next: () => moveTo(here + 1),
    previous: () => moveTo(here - 1),
    first: () => moveTo(0),
    last: () => moveTo(rows.length - 1),
    childOrOpen: () => {
      if (selected === null) return false;
      if (closed.has(selected)) return toggle(selected);
      return model.spans[selected].childCount > 0 && onSelect(selected + 1);
    },
    parentOrClose: () => {
      if (selected === null) return false;
      const { childCount, parent } = model.spans[selected];
      if (childCount > 0 && !closed.has(selected)) return toggle(selected);
      return parent !== null && onSelect(parent);
    },
    openAll: () => setClosed(new Set()),
    closeAll: () => close(allClosed(model)),
    nextError: () => error(1),
    previousError: () => error(-1),
    criticalPath: () => onPath(!isPath),
    zoomIn: () => zoom(1 / ZOOM),
    zoomOutTrace: () => zoom(ZOOM),
    zoomAll: () => setView(whole),
    sidePanel: () => onSelect(selected === null ? 0 : null),
    close: () => selected !== null && onSelect(null),
  });

  // Rows know one function each for all of their life: only so a row that stays is not rendered anew when others come.
  const latest = useRef({ onSelect, toggle });
  latest.current = { onSelect, toggle };
  const selectRow = useCallback((row: number) => latest.current.onSelect(row), []);
  const toggleRow = useCallback((row: number) => latest.current.toggle(row), []);
  const items = useRecycledRows(virtual);

  const ticks = durationTicks(view.fromNs / 1e6, view.toNs / 1e6);
  const share = (ms: number): number => (ms * 1e6 - view.fromNs) / (view.toNs - view.fromNs);
  const left = (ms: number): string => `${share(ms) * 100}%`;
  const { traceNamePx } = useSettings();
  const chosenWidth = traceNamePx === null ? {} : { '--name-chosen': `${traceNamePx}px` };
  return (
    <section className={styles.waterfall} style={chosenWidth as CSSProperties} aria-label="Waterfall">
      <Minimap model={model} tones={tones} view={view} whole={whole} onView={setView} />
      <div className={styles.plane}>
        <div className={styles.axis}>
          <span>Span</span>
          <div className={styles.ticks}>
            {ticks.map((ms) => (
              <span
                key={ms}
                style={{ left: left(ms) }}
                className={share(ms) > LAST_LABEL_SHARE ? styles.last : undefined}
              >
                {ms === 0 ? '0' : tickText(ms, 'duration')}
              </span>
            ))}
          </div>
        </div>
        <div
          ref={scroller}
          className={styles.scroller}
          tabIndex={0}
          role="tree"
          aria-label={`${countText(model.spans.length)} spans`}
          aria-activedescendant={selected === null ? undefined : rowId(selected)}
        >
          <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
            <div className={styles.grid} aria-hidden="true">
              {ticks.map((ms) => (
                <i key={ms} style={{ left: left(ms) }} />
              ))}
            </div>
            {items.map(({ index, start, slot }) => {
              const row = model.spans[rows[index]];
              return (
                <WaterfallRow
                  key={slot}
                  row={row}
                  topPx={start}
                  heightPx={rowPx}
                  view={view}
                  tone={tones.get(row.service) ?? 'svc-other'}
                  behindNs={clocks.behindNs(row)}
                  isSelected={selected === row.index}
                  isMatch={matched.has(row.index)}
                  isDim={service !== null && row.service !== service}
                  isClosed={closed.has(row.index)}
                  path={isPath ? path.get(row.index) : undefined}
                  onSelect={selectRow}
                  onToggle={toggleRow}
                />
              );
            })}
          </div>
        </div>
        <NameDivider />
      </div>
      <WaterfallFoot clocks={clocks} isFoundByName={isFoundByName} onMove={onMove} stats={stats} />
    </section>
  );
}

const COARSE = '(pointer: coarse)';

function rowHeight(): number {
  return isPhone() ? 44 : matchMedia(COARSE).matches ? 36 : 26;
}

function useRowHeight(): number {
  const [height, setHeight] = useState(rowHeight);
  useEffect(() => {
    const media = [matchMedia(PHONE), matchMedia(COARSE)];
    const reread = (): void => setHeight(rowHeight());
    for (const one of media) one.addEventListener('change', reread);
    return () => {
      for (const one of media) one.removeEventListener('change', reread);
    };
  }, []);
  return height;
}
