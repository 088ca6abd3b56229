// Encodes plain OTLP requests as protobuf, for tests and benches. Not the product's code, so that it can be its counterpart.
import type {
  OtlpAnyValue,
  OtlpEvent,
  OtlpKeyValue,
  OtlpLink,
  OtlpResourceSpans,
  OtlpScopeSpans,
  OtlpSpan,
  OtlpTraceRequest,
} from './otlp-request.ts';

const encoder = new TextEncoder();

/** Messages nest by writing the inner one first: simple, and fast enough for tests. */
class ProtobufMessage {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  #reserve(sizeBytes: number): void {
    if (this.#length + sizeBytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + sizeBytes));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #varint(value: bigint | number): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  varint(field: number, value: bigint | number | undefined): this {
    if (value === undefined) return this;
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  fixed32(field: number, value: number | undefined): this {
    if (value === undefined) return this;
    this.#varint(field * 8 + 5);
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  fixed64(field: number, value: bigint | undefined): this {
    if (value === undefined) return this;
    this.#varint(field * 8 + 1);
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, BigInt.asUintN(64, value), true);
    this.#length += 8;
    return this;
  }

  double(field: number, value: number): this {
    this.#varint(field * 8 + 1);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  bytes(field: number, value: Uint8Array | undefined): this {
    if (value === undefined) return this;
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  text(field: number, value: string | undefined): this {
    return value === undefined ? this : this.bytes(field, encoder.encode(value));
  }

  messages<T>(field: number, values: readonly T[] | undefined, encode: (value: T) => Uint8Array): this {
    for (const value of values ?? []) this.bytes(field, encode(value));
    return this;
  }

  message<T>(field: number, value: T | undefined, encode: (value: T) => Uint8Array): this {
    return value === undefined ? this : this.bytes(field, encode(value));
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** ExportTraceServiceRequest. */
export function encodeOtlpProtobuf(request: OtlpTraceRequest): Uint8Array {
  return new ProtobufMessage().messages(1, request.resourceSpans, encodeResourceSpans).finish();
}

function encodeResourceSpans(resourceSpans: OtlpResourceSpans): Uint8Array {
  return new ProtobufMessage()
    .message(1, resourceSpans.resource, (resource) =>
      new ProtobufMessage()
        .messages(1, resource.attributes, encodeKeyValue)
        .varint(2, resource.droppedAttributesCount)
        .finish(),
    )
    .messages(2, resourceSpans.scopeSpans, encodeScopeSpans)
    .text(3, resourceSpans.schemaUrl)
    .messages(1000, resourceSpans.instrumentationLibrarySpans, ({ instrumentationLibrary, ...rest }) =>
      encodeScopeSpans(instrumentationLibrary === undefined ? rest : { ...rest, scope: instrumentationLibrary }),
    )
    .finish();
}

function encodeScopeSpans(scopeSpans: OtlpScopeSpans): Uint8Array {
  return new ProtobufMessage()
    .message(1, scopeSpans.scope, (scope) =>
      new ProtobufMessage()
        .text(1, scope.name)
        .text(2, scope.version)
        .messages(3, scope.attributes, encodeKeyValue)
        .varint(4, scope.droppedAttributesCount)
        .finish(),
    )
    .messages(2, scopeSpans.spans, encodeOtlpSpan)
    .text(3, scopeSpans.schemaUrl)
    .finish();
}

/** One Span message. */
export function encodeOtlpSpan(span: OtlpSpan): Uint8Array {
  return new ProtobufMessage()
    .bytes(1, span.traceId)
    .bytes(2, span.spanId)
    .text(3, span.traceState)
    .bytes(4, span.parentSpanId)
    .text(5, span.name)
    .varint(6, span.kind)
    .fixed64(7, span.startTimeUnixNano)
    .fixed64(8, span.endTimeUnixNano)
    .messages(9, span.attributes, encodeKeyValue)
    .varint(10, span.droppedAttributesCount)
    .messages(11, span.events, encodeEvent)
    .varint(12, span.droppedEventsCount)
    .messages(13, span.links, encodeLink)
    .varint(14, span.droppedLinksCount)
    .message(15, span.status, (status) => new ProtobufMessage().text(2, status.message).varint(3, status.code).finish())
    .fixed32(16, span.flags)
    .finish();
}

function encodeEvent(event: OtlpEvent): Uint8Array {
  return new ProtobufMessage()
    .fixed64(1, event.timeUnixNano)
    .text(2, event.name)
    .messages(3, event.attributes, encodeKeyValue)
    .varint(4, event.droppedAttributesCount)
    .finish();
}

function encodeLink(link: OtlpLink): Uint8Array {
  return new ProtobufMessage()
    .bytes(1, link.traceId)
    .bytes(2, link.spanId)
    .text(3, link.traceState)
    .messages(4, link.attributes, encodeKeyValue)
    .varint(5, link.droppedAttributesCount)
    .fixed32(6, link.flags)
    .finish();
}

export function encodeKeyValue(keyValue: OtlpKeyValue): Uint8Array {
  return new ProtobufMessage().text(1, keyValue.key).message(2, keyValue.value, encodeAnyValue).finish();
}

function encodeAnyValue(value: OtlpAnyValue): Uint8Array {
  const message = new ProtobufMessage();
  if (value.stringValue !== undefined) message.text(1, value.stringValue);
  else if (value.boolValue !== undefined) message.varint(2, value.boolValue ? 1 : 0);
  else if (value.intValue !== undefined) message.varint(3, value.intValue);
  else if (value.doubleValue !== undefined) message.double(4, value.doubleValue);
  else if (value.arrayValue !== undefined) {
    message.bytes(5, new ProtobufMessage().messages(1, value.arrayValue.values, encodeAnyValue).finish());
  } else if (value.kvlistValue !== undefined) {
    message.bytes(6, new ProtobufMessage().messages(1, value.kvlistValue.values, encodeKeyValue).finish());
  } else message.bytes(7, value.bytesValue);
  return message.finish();
}
