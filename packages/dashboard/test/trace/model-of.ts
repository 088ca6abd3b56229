// A trace's rows from spans that a test tells in a line each.
import type { LeanSpan } from '../../src/trace/lean-spans.ts';
import { type TraceModel, traceModel } from '../../src/trace/trace-model.ts';

export function span(
  spanId: string,
  parentSpanId: string | null,
  startMs: number,
  durationMs: number,
  parts: Partial<LeanSpan> = {},
): LeanSpan {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    kind: 'INTERNAL',
    serviceName: 'shop',
    startNs: Math.round(startMs * 1e6),
    durationNs: Math.round(durationMs * 1e6),
    isUnfinished: false,
    statusCode: 'UNSET',
    attributes: {},
    events: [],
    links: [],
    ...parts,
  };
}

export function modelOf(spans: readonly LeanSpan[]): TraceModel {
  return traceModel({ traceId: 'a'.repeat(32), startUnixNano: 0n, spans, isTruncated: false });
}
