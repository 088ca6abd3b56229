// "Now" while the page opens: what is asked before a view is there asks up to the same moment as the view does.

const openedMs = Date.now();
/** Longer than a page takes to open. */
const OPENING_MS = 10_000;

export function nowOfOpening(): number {
  const nowMs = Date.now();
  return nowMs - openedMs < OPENING_MS ? openedMs : nowMs;
}
