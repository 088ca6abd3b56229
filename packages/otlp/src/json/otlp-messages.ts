// OTLP's messages as OTLP/JSON names them: which member is which protobuf field, written how.
// Source: opentelemetry-proto trace/v1/trace.proto, common/v1/common.proto, resource/v1/resource.proto; docs/specification.md, "JSON Protobuf Encoding".
import { encodeUtf8 } from '../bytes/utf8.ts';

/**
 * `id`: hexadecimal; a span whose id is not is left out. `linkId`: hexadecimal; otherwise as if it were missing.
 * `enum`: an integer.
 */
export type JsonFieldKind =
  | 'text'
  | 'bytes'
  | 'id'
  | 'linkId'
  | 'boolean'
  | 'int64'
  | 'fixed64'
  | 'uint32'
  | 'fixed32'
  | 'enum'
  | 'double'
  | 'message';

export interface JsonField {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  /** The name as an error shows it. */
  readonly quoted: string;
  /** Protobuf's tag. */
  readonly tag: number;
  readonly kind: JsonFieldKind;
  readonly repeated: boolean;
  /** The message of this kind of field; set later where messages refer to each other. */
  readonly message: JsonMessage | null;
}

export interface JsonMessage {
  readonly name: string;
  readonly fields: JsonField[];
}

const WIRE_TYPES: Record<JsonFieldKind, number> = {
  text: 2,
  bytes: 2,
  id: 2,
  linkId: 2,
  message: 2,
  boolean: 0,
  int64: 0,
  uint32: 0,
  enum: 0,
  fixed64: 1,
  double: 1,
  fixed32: 5,
};

function field(number: number, name: string, kind: JsonFieldKind): JsonField {
  return {
    name,
    nameBytes: encodeUtf8(name),
    quoted: `"${name}"`,
    tag: number * 8 + WIRE_TYPES[kind],
    kind,
    repeated: false,
    message: null,
  };
}

function one(number: number, name: string, message: JsonMessage): JsonField {
  return { ...field(number, name, 'message'), message };
}

function many(number: number, name: string, message: JsonMessage): JsonField {
  return { ...one(number, name, message), repeated: true };
}

function message(name: string, ...fields: JsonField[]): JsonMessage {
  return { name, fields };
}

export const ARRAY_VALUE = message('ArrayValue');
export const KEY_VALUE_LIST = message('KeyValueList');
export const ANY_VALUE = message(
  'AnyValue',
  field(1, 'stringValue', 'text'),
  field(2, 'boolValue', 'boolean'),
  field(3, 'intValue', 'int64'),
  field(4, 'doubleValue', 'double'),
  one(5, 'arrayValue', ARRAY_VALUE),
  one(6, 'kvlistValue', KEY_VALUE_LIST),
  field(7, 'bytesValue', 'bytes'),
);
export const KEY_VALUE = message('KeyValue', field(1, 'key', 'text'), one(2, 'value', ANY_VALUE));
ARRAY_VALUE.fields.push(many(1, 'values', ANY_VALUE));
KEY_VALUE_LIST.fields.push(many(1, 'values', KEY_VALUE));

const EVENT = message(
  'Event',
  field(1, 'timeUnixNano', 'fixed64'),
  field(2, 'name', 'text'),
  many(3, 'attributes', KEY_VALUE),
);

const LINK = message(
  'Link',
  field(1, 'traceId', 'linkId'),
  field(2, 'spanId', 'linkId'),
  field(3, 'traceState', 'text'),
  many(4, 'attributes', KEY_VALUE),
);

const STATUS = message('Status', field(2, 'message', 'text'), field(3, 'code', 'enum'));

export const SPAN = message(
  'Span',
  field(1, 'traceId', 'id'),
  field(2, 'spanId', 'id'),
  field(3, 'traceState', 'text'),
  field(4, 'parentSpanId', 'id'),
  field(5, 'name', 'text'),
  field(6, 'kind', 'enum'),
  field(7, 'startTimeUnixNano', 'fixed64'),
  field(8, 'endTimeUnixNano', 'fixed64'),
  many(9, 'attributes', KEY_VALUE),
  field(10, 'droppedAttributesCount', 'uint32'),
  many(11, 'events', EVENT),
  field(12, 'droppedEventsCount', 'uint32'),
  many(13, 'links', LINK),
  field(14, 'droppedLinksCount', 'uint32'),
  one(15, 'status', STATUS),
  field(16, 'flags', 'fixed32'),
);

const SCOPE = message(
  'InstrumentationScope',
  field(1, 'name', 'text'),
  field(2, 'version', 'text'),
  many(3, 'attributes', KEY_VALUE),
);
const SCOPE_SPANS = message('ScopeSpans', one(1, 'scope', SCOPE), many(2, 'spans', SPAN));
const RESOURCE = message('Resource', many(1, 'attributes', KEY_VALUE));
/** What ScopeSpans were called before OTLP 0.15; read where there are none, as 0.19 still asked for. */
const LIBRARY_SPANS = message(
  'InstrumentationLibrarySpans',
  one(1, 'instrumentationLibrary', SCOPE),
  many(2, 'spans', SPAN),
);
const RESOURCE_SPANS = message(
  'ResourceSpans',
  one(1, 'resource', RESOURCE),
  many(2, 'scopeSpans', SCOPE_SPANS),
  many(1000, 'instrumentationLibrarySpans', LIBRARY_SPANS),
);

/** ExportTraceServiceRequest. What has no column is not here: its members are skipped like unknown ones. */
export const EXPORT_REQUEST = message('ExportTraceServiceRequest', many(1, 'resourceSpans', RESOURCE_SPANS));
