// The focus is never lost: where what had it is gone (a chip, a row, a page), the view has it, so that Tab goes on there and a reader is told of it.
import { type RefObject, useEffect, useRef } from 'react';

/** @param title of the window: another one is another page */
export function useKeptFocus(view: RefObject<HTMLElement | null>, title: string): void {
  const shown = useRef(title);
  useEffect(() => {
    let last: Element | null = null;
    const keep = (event: FocusEvent): void => {
      last = event.target as Element;
    };
    const removals = new MutationObserver(() => {
      if (last === null || last.isConnected) return;
      last = null;
      takeLost(view.current);
    });
    removals.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', keep);
    return () => {
      removals.disconnect();
      document.removeEventListener('focusin', keep);
    };
  }, [view]);
  useEffect(() => {
    if (shown.current !== title) takeLost(view.current);
    shown.current = title;
  }, [view, title]);
}

function takeLost(view: HTMLElement | null): void {
  if (document.activeElement === document.body) view?.focus({ preventScroll: true });
}
