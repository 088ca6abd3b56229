// A table's head stays in sight: of its own accord where the table fits, and carried along where it scrolls sideways, in a frame of its own.
import { type RefObject, useEffect } from 'react';

export function useStickyHead(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const scroll = frame.current;
    const table = scroll?.querySelector('table');
    const head = table?.tHead;
    if (!scroll || !table || !head) return;
    const carry = (): void => {
      const isWide = scroll.hasAttribute('data-wide');
      const { top, height } = table.getBoundingClientRect();
      const above = isWide ? parseFloat(getComputedStyle(head).getPropertyValue('--head-top')) - top : 0;
      const by = Math.min(above, height - 2 * head.offsetHeight);
      head.style.transform = by > 0 ? `translateY(${by}px)` : '';
    };
    const sized = new ResizeObserver(() => {
      scroll.toggleAttribute('data-wide', table.offsetWidth > scroll.clientWidth);
      carry();
    });
    sized.observe(table);
    sized.observe(scroll);
    addEventListener('scroll', carry, { passive: true });
    return () => {
      sized.disconnect();
      removeEventListener('scroll', carry);
    };
  }, [frame]);
}
