// Which rows of a trace are shown: what lies under a closed span is not. Pure.
import type { TraceModel } from './trace-model.ts';

export function visibleRows({ spans }: TraceModel, closed: ReadonlySet<number>): number[] {
  const rows: number[] = [];
  for (let index = 0; index < spans.length; index += 1) {
    rows.push(index);
    if (closed.has(index)) index = spans[index].lastRow;
  }
  return rows;
}

/** Where a span stands among the rows shown, which are in order; -1 where it is not shown. */
export function placeOfRow(rows: readonly number[], row: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rows[middle] === row) return middle;
    if (rows[middle] < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Every span that has children, but the roots. */
export function allClosed({ spans }: TraceModel): Set<number> {
  return new Set(spans.flatMap(({ index, childCount, depth }) => (childCount > 0 && depth > 0 ? [index] : [])));
}

/** Opens what hides a span. */
export function opened({ spans }: TraceModel, closed: ReadonlySet<number>, index: number): Set<number> {
  const next = new Set(closed);
  for (let at = spans[index].parent; at !== null; at = spans[at].parent) next.delete(at);
  return next;
}

/** The span itself, or the topmost closed one that hides it. */
export function nearestShown({ spans }: TraceModel, closed: ReadonlySet<number>, index: number): number {
  let shown = index;
  for (let at = spans[index].parent; at !== null; at = spans[at].parent) if (closed.has(at)) shown = at;
  return shown;
}

/** The rows of the same spans, where they stand in another order or among more. */
export function sameRows(rows: ReadonlySet<number>, before: TraceModel, now: TraceModel): Set<number> {
  const ids = new Set([...rows].map((row) => rowName(before.spans[row])));
  return new Set(now.spans.flatMap((span) => (ids.has(rowName(span)) ? [span.index] : [])));
}

/** A client and its server may share an id. */
function rowName({ span }: TraceModel['spans'][number]): string {
  return `${span.spanId} ${span.kind}`;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** By name, service, and any attribute's value. @param whole of the spans' ids, where all attributes are here. */
export function matchingRows(
  { spans }: TraceModel,
  text: string,
  whole: ReadonlyMap<string, Attributes> = new Map(),
): number[] {
  const find = text.trim().toLowerCase();
  if (find === '') return [];
  return spans.flatMap(({ index, name, service, span }) => {
    const attributes = whole.get(span.spanId) ?? span.attributes;
    // As they are drawn, and as they are: a pasted name may have in it what is drawn as a code.
    const isMatch =
      name.toLowerCase().includes(find) ||
      service.toLowerCase().includes(find) ||
      (span.name !== name && span.name?.toLowerCase().includes(find)) ||
      (span.serviceName !== service && span.serviceName?.toLowerCase().includes(find)) ||
      span.spanId === find ||
      Object.entries(attributes).some(([key, value]) => `${key}=${value}`.toLowerCase().includes(find));
    return isMatch ? [index] : [];
  });
}
