// Spans that begin before their caller come of a clock that is behind: they are drawn as much later, all of that clock beneath them too,
// so that the waterfall is in order; or as they were received. Pure.
import type { LeanSpan } from './lean-spans.ts';
import { type TraceModel, type TraceSpan, traceModel } from './trace-model.ts';

export interface ClockBehind {
  readonly service: string;
  readonly behindNs: number;
}

export interface Clocks {
  /** As it is drawn. */
  readonly model: TraceModel;
  readonly isMoved: boolean;
  /** Whose clocks are behind, and by how much at most: the most first. */
  readonly behind: readonly ClockBehind[];
  /** How far a span began before its caller, as received. */
  readonly behindNs: (row: TraceSpan) => number;
  /** How much later than received it is drawn. */
  readonly movedNs: (row: TraceSpan) => number;
}

export function clocksOf(received: TraceModel, isMoved: boolean): Clocks {
  const behind = clocksBehind(received);
  if (!isMoved || received.movedBackCount === 0) {
    return { model: received, isMoved: false, behind, behindNs: (row) => row.movedBackNs, movedNs: () => 0 };
  }
  const shiftsNs = shifts(received);
  // What begins first may be one that is moved: the trace begins where the others do.
  const leadNs = received.spans.reduce(
    (least, { startNs, index }) => Math.min(least, startNs + shiftsNs[index]),
    Number.POSITIVE_INFINITY,
  );
  const rowOf = new Map<LeanSpan, TraceSpan>();
  const spans = received.spans.map((row) => {
    const span = laterSpan(row.span, shiftsNs[row.index] - leadNs);
    rowOf.set(span, row);
    return span;
  });
  const { traceId, startUnixNano, isTruncated } = received;
  const model = traceModel({ traceId, startUnixNano: startUnixNano + BigInt(leadNs), spans, isTruncated });
  return {
    model,
    isMoved: true,
    behind,
    behindNs: ({ span }) => rowOf.get(span)!.movedBackNs,
    movedNs: ({ span }) => shiftsNs[rowOf.get(span)!.index],
  };
}

/**
 * Each row's: what its caller is moved by, and what it begins before it. A caller's row is before its callees'. Of another service
 * than its caller, it has another clock: where it lies within its caller as that is drawn, its clock is right.
 */
function shifts({ spans }: TraceModel): Float64Array {
  const byRow = new Float64Array(spans.length);
  for (const row of spans) {
    if (row.parent === null) byRow[row.index] = row.movedBackNs;
    else if (!isRight(row, spans[row.parent], byRow[row.parent]))
      byRow[row.index] = byRow[row.parent] + row.movedBackNs;
  }
  return byRow;
}

function isRight(row: TraceSpan, caller: TraceSpan, callerMovedNs: number): boolean {
  const beginNs = caller.startNs + callerMovedNs;
  const isWithin = row.startNs >= beginNs && row.startNs + row.durationNs <= beginNs + caller.durationNs;
  return row.service !== caller.service && isWithin;
}

function laterSpan(span: LeanSpan, byNs: number): LeanSpan {
  const { spanId, parentSpanId, name, kind, serviceName, statusCode, startNs, attributes, links } = span;
  const { durationNs, isUnfinished } = span;
  const events = span.events.map((event) => ({ ...event, startNs: event.startNs + byNs }));
  const named = { spanId, parentSpanId, name, kind, serviceName, statusCode };
  return { ...named, startNs: startNs + byNs, durationNs, isUnfinished, attributes, events, links };
}

function clocksBehind({ spans, movedBackCount }: TraceModel): ClockBehind[] {
  if (movedBackCount === 0) return [];
  const most = new Map<string, number>();
  for (const { service, movedBackNs } of spans)
    if (movedBackNs > 0) most.set(service, Math.max(movedBackNs, most.get(service) ?? 0));
  return [...most]
    .map(([service, behindNs]) => ({ service, behindNs }))
    .sort((one, other) => other.behindNs - one.behindNs);
}
