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
  const add = (index: number, fromNs: number, toNs: number): void => {
    if (toNs <= fromNs) return;
    const own = parts.get(index);
    if (own === undefined) parts.set(index, [{ fromNs, toNs }]);
    else own.push({ fromNs, toNs });
  };
  const visit = (index: number, fromNs: number, untilNs: number) => ({
    index,
    fromNs,
    untilNs,
    children: childrenByEnd(spans, index),
    nextChild: 0,
  });
  const open = [visit(0, spans[0].startNs, spans[0].startNs + spans[0].openNs)];
  while (open.length > 0) {
    const at = open[open.length - 1];
    const child = at.children[at.nextChild];
    at.nextChild += 1;
    if (child === undefined) {
      add(at.index, at.fromNs, at.untilNs);
      open.pop();
      continue;
    }
    const endNs = child.startNs + child.openNs;
    // Asynchronous work that outlives its caller, or what another one covers, is not waited for.
    if (endNs > at.untilNs || endNs <= at.fromNs) continue;
    add(at.index, endNs, at.untilNs);
    // What begins before its caller, by another clock, counts from where the caller begins.
    const fromNs = Math.max(at.fromNs, child.startNs);
    at.untilNs = fromNs;
    open.push(visit(child.index, fromNs, endNs));
  }
  return parts;
}

/** The last first. Of the path's own spans alone: they are few, whatever the trace. */
function childrenByEnd(spans: readonly TraceSpan[], index: number): TraceSpan[] {
  const children: TraceSpan[] = [];
  for (let at = index + 1; at <= spans[index].lastRow; at = spans[at].lastRow + 1) children.push(spans[at]);
  const endOf = ({ startNs, openNs }: TraceSpan): number => startNs + openNs;
  return children.sort((one, other) => endOf(other) - endOf(one));
}
