// The critical path: at each moment of the root the span that the end waits for. Walked backwards, without recursion. Pure.
import type { TraceModel, TraceSpan } from './trace-model.ts';

export interface PathPart {
  readonly fromNs: number;
  readonly toNs: number;
}

/** By row. Only below the first root: what is not connected to it did not keep it waiting. */
export function criticalPath({ spans }: TraceModel): ReadonlyMap<number, readonly PathPart[]> {
  const parts = new Map<number, PathPart[]>();
  if (spans.length === 0) return parts;
  const children = childrenByEnd(spans);
  const add = (index: number, fromNs: number, toNs: number): void => {
    if (toNs <= fromNs) return;
    const own = parts.get(index);
    if (own === undefined) parts.set(index, [{ fromNs, toNs }]);
    else own.push({ fromNs, toNs });
  };
  const open = [{ index: 0, fromNs: spans[0].startNs, untilNs: spans[0].startNs + spans[0].durationNs, nextChild: 0 }];
  while (open.length > 0) {
    const at = open[open.length - 1];
    const own = children.get(at.index) ?? [];
    const child = own[at.nextChild];
    at.nextChild += 1;
    if (child === undefined) {
      add(at.index, at.fromNs, at.untilNs);
      open.pop();
      continue;
    }
    const endNs = child.startNs + child.durationNs;
    // Asynchronous work that outlives its caller, or what another one covers, is not waited for.
    if (endNs > at.untilNs || endNs <= at.fromNs) continue;
    add(at.index, endNs, at.untilNs);
    // What begins before its caller, by another clock, counts from where the caller begins.
    const fromNs = Math.max(at.fromNs, child.startNs);
    at.untilNs = fromNs;
    open.push({ index: child.index, fromNs, untilNs: endNs, nextChild: 0 });
  }
  return parts;
}

function childrenByEnd(spans: readonly TraceSpan[]): Map<number, TraceSpan[]> {
  const children = new Map<number, TraceSpan[]>();
  for (const span of spans) {
    if (span.parent === null) continue;
    const siblings = children.get(span.parent);
    if (siblings === undefined) children.set(span.parent, [span]);
    else siblings.push(span);
  }
  const endOf = ({ startNs, durationNs }: TraceSpan): number => startNs + durationNs;
  for (const siblings of children.values()) siblings.sort((one, other) => endOf(other) - endOf(one));
  return children;
}
