// Spans of a test's own making, sent as any sender would.
import { expect } from 'vitest';

export type Attributes = Readonly<Record<string, string | number>>;

interface SpanParts {
  readonly ms: number;
  readonly parent?: number;
  readonly attributes?: Attributes;
}

export function span(traceId: string, id: number, { ms, parent = 0, attributes = {} }: SpanParts) {
  const spanId = (at: number): string => at.toString(16).padStart(16, '0');
  return {
    traceId,
    spanId: spanId(id),
    ...(parent === 0 ? {} : { parentSpanId: spanId(parent) }),
    name: `step ${id}`,
    kind: 2,
    startTimeUnixNano: `${ms}000000`,
    endTimeUnixNano: `${ms + 500}000000`,
    attributes: pairs(attributes),
  };
}

export function pairs(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

export async function sendSpans(otlpUrl: string, resource: Attributes, spans: readonly object[]): Promise<void> {
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource: { attributes: pairs(resource) }, scopeSpans: [{ spans }] }] }),
  });
  expect(answer.status).toBe(200);
}
