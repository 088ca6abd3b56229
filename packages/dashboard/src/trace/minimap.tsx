// The whole trace, small: every span a line, errors red; dragged along it chooses the window of time.
import { useEffect, useRef, useState } from 'react';
import { useElementWidth } from '../charts/element-width.ts';
import { useTokenColors } from '../charts/token-colors.ts';
import { durationText } from '../format/duration.ts';
import styles from './minimap.module.css';
import { minimapStrokes } from './minimap-strokes.ts';
import type { TraceModel } from './trace-model.ts';
import type { TimeWindow } from './waterfall.tsx';

interface MinimapProps {
  readonly model: TraceModel;
  readonly tones: ReadonlyMap<string, string>;
  readonly view: TimeWindow;
  readonly whole: TimeWindow;
  readonly onView: (view: TimeWindow) => void;
}

const HEIGHT = 36;
const DRAG_PX = 4;
/** Fewer are drawn within a frame; 50,000 take two, and the first rows are not to wait for them. */
const DRAWN_AT_ONCE = 5000;

export function Minimap({ model, tones, view, whole, onView }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [frame, width] = useElementWidth();
  const colors = useTokenColors();
  const [anchor, setAnchor] = useState<number | null>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || context === null || context === undefined || width === 0) return;
    return afterPaint(model.spans.length, () => {
      const ratio = devicePixelRatio;
      element.width = width * ratio;
      element.height = HEIGHT * ratio;
      const size = { width: element.width, height: element.height - 2 * ratio, ...whole };
      const tall = Math.ceil(Math.max(ratio, Math.min(2 * ratio, size.height / Math.max(1, model.spans.length))));
      for (const { token, line, from, to } of minimapStrokes(model, tones, size)) {
        context.fillStyle = colors(token);
        context.fillRect(from, line + ratio, to - from, tall);
      }
    });
  }, [model, tones, colors, width, whole]);
  const isWhole = view.fromNs === whole.fromNs && view.toNs === whole.toNs;
  const lengthNs = whole.toNs - whole.fromNs;
  const percent = (ns: number): string => `${(ns / lengthNs) * 100}%`;
  return (
    <div className={styles.minimap}>
      <p>
        {isWhole
          ? `Whole trace, ${durationText(model.durationNs / 1e6)}`
          : `${durationText((view.toNs - view.fromNs) / 1e6)} of the trace`}
        <br />
        {isWhole ? 'drag to zoom' : 'press to see the whole'}
      </p>
      <div
        ref={frame}
        className={styles.map}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setAnchor(event.clientX);
        }}
        onPointerMove={(event) => {
          if (anchor === null || Math.abs(event.clientX - anchor) < DRAG_PX) return;
          const { left } = event.currentTarget.getBoundingClientRect();
          const share = (clientX: number): number => Math.max(0, Math.min(1, (clientX - left) / width));
          const at = (clientX: number): number => whole.fromNs + share(clientX) * lengthNs;
          const [one, other] = [at(anchor), at(event.clientX)];
          if (one !== other) onView({ fromNs: Math.min(one, other), toNs: Math.max(one, other) });
        }}
        onPointerUp={(event) => {
          if (anchor !== null && Math.abs(event.clientX - anchor) < DRAG_PX) onView(whole);
          setAnchor(null);
        }}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {!isWhole && (
          <>
            <i style={{ left: 0, width: percent(view.fromNs - whole.fromNs) }} />
            <i style={{ left: percent(view.toNs - whole.fromNs), right: 0 }} />
          </>
        )}
      </div>
    </div>
  );
}

/** @returns what keeps it from being done, if it has not been yet. */
function afterPaint(count: number, paint: () => void): (() => void) | undefined {
  if (count <= DRAWN_AT_ONCE) {
    paint();
    return undefined;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The second frame begins when the rows are on screen.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      timer = setTimeout(paint);
    });
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
