// Of a trace the few spans that tell how one of them failed: what led to it, what it called, what was tried beside it. Pure.
import type { TraceModel, TraceSpan } from '../trace/trace-model.ts';

/** In the order of the trace. Nothing where the span is not in it. */
export function exampleRows({ spans }: Pick<TraceModel, 'spans'>, spanId: string, most: number): readonly TraceSpan[] {
  const failed = spans.find(({ span }) => span.spanId === spanId);
  if (failed === undefined) return [];
  const above: TraceSpan[] = [];
  for (let at = failed.parent; at !== null; at = spans[at].parent) above.push(spans[at]);
  const beside = spans.filter(
    ({ parent, index }) => index !== failed.index && parent !== null && parent === failed.parent,
  );
  const beneath = spans.filter(({ parent }) => parent === failed.index);
  const chosen = new Set([
    failed,
    ...above.slice(-1),
    // Of what enters a service the one above is only the call to it.
    ...above.slice(0, failed.isEntry ? 0 : 1),
    ...beneath.filter(({ isError }) => isError),
    ...beside.filter(({ isError }) => isError),
    ...above.filter(({ isEntry }) => isEntry),
    ...above,
    ...beneath,
    ...beside,
  ]);
  return [...chosen].slice(0, most).sort((one, other) => one.index - other.index);
}
