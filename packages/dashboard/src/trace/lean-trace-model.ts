// A trace as the API gives it, as rows. Pure.
import type { LeanTrace } from '../api/api-types.ts';
import { leanSpans } from './lean-spans.ts';
import { type TraceModel, traceModel } from './trace-model.ts';

export function leanTraceModel(trace: LeanTrace): TraceModel {
  const { traceId, startTimeUnixNano, truncated = false } = trace;
  return traceModel({
    traceId,
    startUnixNano: BigInt(startTimeUnixNano),
    spans: leanSpans(trace),
    isTruncated: truncated,
  });
}
