// "Now" while the page opens: what is asked before a view is there asks up to the same moment as the view does.

/** Of the page's first script, which asks before this code has come. */
const openedMs = globalThis.tracelake?.openedMs ?? Date.now();
/** Longer than a page takes to open, on a slow phone too: else it would ask everything twice. An answer holds for as long. */
const OPENING_MS = 60_000;

export function nowOfOpening(): number {
  const nowMs = Date.now();
  return nowMs - openedMs < OPENING_MS ? openedMs : nowMs;
}
