// The whole trace, small: every span a line, errors red; dragged along it chooses the window of time.
import { useEffect, useRef, useState } from 'react';
import { useElementWidth } from '../charts/element-width.ts';
import { useTokenColors } from '../charts/token-colors.ts';
import { durationText } from '../format/duration.ts';
import styles from './minimap.module.css';
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
/** Fewer are drawn within a frame; 50,000 take 35 ms, and the first rows are not to wait for them. */
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
      const x = (ns: number): number => (ns / whole.toNs) * width * ratio;
      const step = (HEIGHT - 2) / Math.max(1, model.spans.length);
      const tall = Math.max(1, Math.min(2, step)) * ratio;
      let [token, line, from, to] = ['', -1, 0, 0];
      for (const { index, startNs, durationNs, service, isError } of model.spans) {
        const own = isError ? 'error' : (tones.get(service) ?? 'svc-other');
        const top = Math.round((1 + index * step) * ratio);
        const left = x(startNs);
        const right = left + Math.max(ratio, x(durationNs));
        // Of a large trace hundreds of spans lie on one line of pixels, most of them where the one before has been painted.
        if (own === token && top === line && left >= from && right <= to) continue;
        // The canvas reads the text of a colour each time it is set.
        if (own !== token) context.fillStyle = colors(own);
        context.fillRect(left, top, right - left, tall);
        token = own;
        line = top;
        from = left;
        to = right;
      }
    });
  }, [model, tones, colors, width, whole]);
  const isWhole = view.fromNs === 0 && view.toNs === whole.toNs;
  const percent = (ns: number): string => `${(ns / whole.toNs) * 100}%`;
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
          const at = (clientX: number): number => Math.max(0, Math.min(1, (clientX - left) / width)) * whole.toNs;
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
            <i style={{ left: 0, width: percent(view.fromNs) }} />
            <i style={{ left: percent(view.toNs), right: 0 }} />
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
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(paint);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
