// The edge between names and bars: dragged, or moved by arrow keys; how wide the names are is remembered.
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { settings, useSettings } from '../settings.ts';
import styles from './name-divider.module.css';

const [LEAST_PX, MOST_PX] = [180, 900];
const STEP_PX = 16;
/** What is grasped lies on both sides of the edge. */
const HALF_PX = 4;

export function NameDivider() {
  const { traceNamePx } = useSettings();
  const edge = useRef<HTMLDivElement>(null);
  const widthNow = (): number => (edge.current?.offsetLeft ?? LEAST_PX) + HALF_PX;
  const widen = (px: number): void =>
    settings.change({ traceNamePx: Math.round(Math.max(LEAST_PX, Math.min(MOST_PX, px))) });
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    widen(event.clientX - event.currentTarget.parentElement!.getBoundingClientRect().left);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    // The arrows of the tree beside it are not meant.
    event.stopPropagation();
    event.preventDefault();
    widen(widthNow() + (event.key === 'ArrowLeft' ? -STEP_PX : STEP_PX));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved.
    <div
      ref={edge}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the names"
      aria-valuemin={LEAST_PX}
      aria-valuemax={MOST_PX}
      aria-valuenow={traceNamePx ?? LEAST_PX}
      tabIndex={0}
      title="Drag to widen the names; twice resets"
      className={styles.divider}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => settings.change({ traceNamePx: null })}
      onKeyDown={press}
    />
  );
}
