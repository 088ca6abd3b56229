// Bench spans as OTLP requests, the way exporters send them: grouped by resource.
import type { BenchAttribute, BenchSpan } from './bench-span.ts';
import { bytesOfHex } from './otlp/otlp-json.ts';
import type { OtlpAnyValue, OtlpKeyValue, OtlpSpan, OtlpTraceRequest } from './otlp/otlp-request.ts';

const SCOPE = { name: '@opentelemetry/instrumentation-aws-lambda', version: '0.50.0' };

/** Cuts `spans` into requests of `spansPerRequest`; spans of one resource share a ResourceSpans. */
export function* otlpRequests(spans: Iterable<BenchSpan>, spansPerRequest: number): Generator<OtlpTraceRequest> {
  let waiting: BenchSpan[] = [];
  for (const span of spans) {
    waiting.push(span);
    if (waiting.length < spansPerRequest) continue;
    yield otlpRequest(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield otlpRequest(waiting);
}

function otlpRequest(spans: readonly BenchSpan[]): OtlpTraceRequest {
  const groups = new Map<string, BenchSpan[]>();
  for (const span of spans) {
    const key = JSON.stringify(span.resource);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [span]);
    else group.push(span);
  }
  return {
    resourceSpans: [...groups.values()].map((group) => ({
      resource: { attributes: group[0].resource.map(otlpAttribute) },
      scopeSpans: [{ scope: SCOPE, spans: group.map(otlpSpan) }],
    })),
  };
}

function otlpSpan(span: BenchSpan): OtlpSpan {
  return {
    traceId: bytesOfHex(span.traceId),
    spanId: bytesOfHex(span.spanId),
    parentSpanId: span.parentId === '' ? undefined : bytesOfHex(span.parentId),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: span.startNs,
    endTimeUnixNano: span.startNs + BigInt(span.durNs),
    attributes: span.attrs.map(otlpAttribute),
    events: span.events.map((event) => ({
      timeUnixNano: BigInt(Math.round(event.t * 1000)) * 1000n,
      name: event.name,
      attributes: event.attrs.map(otlpAttribute),
    })),
    status: { code: span.status, message: span.statusMsg === '' ? undefined : span.statusMsg },
  };
}

function otlpAttribute([key, value]: BenchAttribute): OtlpKeyValue {
  return { key, value: otlpValue(value) };
}

function otlpValue(value: string | number | boolean): OtlpAnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: BigInt(value) } : { doubleValue: value };
}
