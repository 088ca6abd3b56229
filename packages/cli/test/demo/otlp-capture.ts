// An OTLP/HTTP receiver that keeps what it is sent, decoded by protobufjs: what the demo really says, without our own decoder.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

export interface CapturedSpan {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly contentType: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startNano: bigint;
  readonly endNano: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly statusCode: number;
}

export interface OtlpCapture {
  readonly url: string;
  readonly spans: CapturedSpan[];
  /** While set, every request is refused with this status. */
  refuseWith: number | undefined;
  close(): Promise<void>;
}

const KEY_VALUES = { rule: 'repeated', type: 'KeyValue' } as const;

const TRACE_REQUEST = protobuf.Root.fromJSON({
  nested: {
    KeyValue: { fields: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'AnyValue' } } },
    AnyValue: {
      oneofs: { value: { oneof: ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue'] } },
      fields: {
        stringValue: { id: 1, type: 'string' },
        boolValue: { id: 2, type: 'bool' },
        intValue: { id: 3, type: 'int64' },
        doubleValue: { id: 4, type: 'double' },
        arrayValue: { id: 5, type: 'ArrayValue' },
      },
    },
    ArrayValue: { fields: { values: { id: 1, rule: 'repeated', type: 'AnyValue' } } },
    Request: { fields: { resourceSpans: { id: 1, rule: 'repeated', type: 'ResourceSpans' } } },
    ResourceSpans: {
      fields: { resource: { id: 1, type: 'Resource' }, scopeSpans: { id: 2, rule: 'repeated', type: 'ScopeSpans' } },
    },
    Resource: { fields: { attributes: { id: 1, ...KEY_VALUES } } },
    ScopeSpans: { fields: { spans: { id: 2, rule: 'repeated', type: 'Span' } } },
    Span: {
      fields: {
        traceId: { id: 1, type: 'bytes' },
        spanId: { id: 2, type: 'bytes' },
        parentSpanId: { id: 4, type: 'bytes' },
        name: { id: 5, type: 'string' },
        kind: { id: 6, type: 'int32' },
        startTimeUnixNano: { id: 7, type: 'fixed64' },
        endTimeUnixNano: { id: 8, type: 'fixed64' },
        attributes: { id: 9, ...KEY_VALUES },
        events: { id: 11, rule: 'repeated', type: 'Event' },
        links: { id: 13, rule: 'repeated', type: 'Link' },
        status: { id: 15, type: 'Status' },
      },
    },
    Event: { fields: { name: { id: 2, type: 'string' }, attributes: { id: 3, ...KEY_VALUES } } },
    Link: { fields: { traceId: { id: 1, type: 'bytes' }, spanId: { id: 2, type: 'bytes' } } },
    Status: { fields: { message: { id: 2, type: 'string' }, code: { id: 3, type: 'int32' } } },
  },
}).lookupType('Request');

interface WireValue {
  readonly arrayValue?: { readonly values?: readonly WireValue[] };
  readonly [kind: string]: unknown;
}
type WireAttributes = readonly { readonly key: string; readonly value: WireValue }[] | undefined;
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: WireAttributes;
  readonly events?: readonly { readonly name: string; readonly attributes?: WireAttributes }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}
interface WireRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: WireAttributes };
    readonly scopeSpans?: readonly { readonly spans?: readonly WireSpan[] }[];
  }[];
}

export async function startOtlpCapture(): Promise<OtlpCapture> {
  const spans: CapturedSpan[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const contentType = incoming.headers['content-type'] ?? '';
    if (incoming.url !== '/v1/traces') outgoing.writeHead(404).end();
    else if (capture.refuseWith !== undefined) outgoing.writeHead(capture.refuseWith).end();
    else {
      spans.push(...capturedSpans(decode(Buffer.concat(chunks), contentType), contentType));
      outgoing.writeHead(200, { 'content-type': contentType }).end(contentType.includes('json') ? '{}' : '');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const capture: OtlpCapture = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    refuseWith: undefined,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return capture;
}

function decode(body: Buffer, contentType: string): WireRequest {
  if (contentType.includes('json')) return JSON.parse(body.toString('utf8')) as WireRequest;
  const message = TRACE_REQUEST.decode(body);
  const request = TRACE_REQUEST.toObject(message, { longs: String, bytes: Array }) as WireRequest;
  return JSON.parse(JSON.stringify(request, bytesToHex)) as WireRequest;
}

/** protobufjs gives bytes as arrays of numbers; no other field of a trace request is one. */
function bytesToHex(_key: string, value: unknown): unknown {
  const bytes = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
  return bytes ? Buffer.from(value).toString('hex') : value;
}

function* capturedSpans(request: WireRequest, contentType: string): Generator<CapturedSpan> {
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    const resourceAttributes = record(resource?.attributes);
    for (const span of (scopeSpans ?? []).flatMap((scope) => scope.spans ?? [])) {
      yield {
        resource: resourceAttributes,
        contentType,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: typeof span.parentSpanId === 'string' ? span.parentSpanId : '',
        name: span.name,
        kind: span.kind,
        startNano: BigInt(span.startTimeUnixNano),
        endNano: BigInt(span.endTimeUnixNano),
        attributes: record(span.attributes),
        events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: record(attributes) })),
        links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
        statusCode: span.status?.code ?? 0,
      };
    }
  }
}

function record(attributes: WireAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: WireValue): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  const [kind, content] = Object.entries(value)[0] ?? ['', undefined];
  return kind === 'intValue' ? Number(content) : content;
}
