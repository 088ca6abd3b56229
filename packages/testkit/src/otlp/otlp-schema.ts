// OTLP's trace messages as a table: which field is called what and written how. For slow readers and for mutations that know the structure.

export type OtlpFieldKind =
  | 'text'
  | 'bytes'
  | 'id'
  | 'boolean'
  | 'int64'
  | 'uint32'
  | 'fixed64'
  | 'fixed32'
  | 'double'
  | 'message';

export interface OtlpField {
  readonly number: number;
  readonly name: string;
  readonly kind: OtlpFieldKind;
  readonly repeated: boolean;
  /** Name of the message, for fields that are one. */
  readonly message: OtlpMessageName | null;
}

export type OtlpMessageName = keyof typeof FIELD_LISTS;

/** `number name kind`; a kind in capitals is a message, and one with [] is repeated. */
const FIELD_LISTS = {
  Request: ['1 resourceSpans ResourceSpans[]'],
  ResourceSpans: [
    '1 resource Resource',
    '2 scopeSpans ScopeSpans[]',
    '1000 instrumentationLibrarySpans InstrumentationLibrarySpans[]',
  ],
  InstrumentationLibrarySpans: ['1 instrumentationLibrary Scope', '2 spans Span[]'],
  Resource: ['1 attributes KeyValue[]'],
  ScopeSpans: ['1 scope Scope', '2 spans Span[]'],
  Scope: ['1 name text', '2 version text', '3 attributes KeyValue[]'],
  Span: [
    '1 traceId id',
    '2 spanId id',
    '3 traceState text',
    '4 parentSpanId id',
    '5 name text',
    '6 kind uint32',
    '7 startTimeUnixNano fixed64',
    '8 endTimeUnixNano fixed64',
    '9 attributes KeyValue[]',
    '10 droppedAttributesCount uint32',
    '11 events Event[]',
    '12 droppedEventsCount uint32',
    '13 links Link[]',
    '14 droppedLinksCount uint32',
    '15 status Status',
    '16 flags fixed32',
  ],
  Status: ['2 message text', '3 code uint32'],
  Event: ['1 timeUnixNano fixed64', '2 name text', '3 attributes KeyValue[]'],
  Link: ['1 traceId id', '2 spanId id', '3 traceState text', '4 attributes KeyValue[]'],
  KeyValue: ['1 key text', '2 value AnyValue'],
  AnyValue: [
    '1 stringValue text',
    '2 boolValue boolean',
    '3 intValue int64',
    '4 doubleValue double',
    '5 arrayValue ArrayValue',
    '6 kvlistValue KeyValueList',
    '7 bytesValue bytes',
  ],
  ArrayValue: ['1 values AnyValue[]'],
  KeyValueList: ['1 values KeyValue[]'],
} as const satisfies Record<string, readonly string[]>;

const WIRE_TYPES: Record<OtlpFieldKind, number> = {
  text: 2,
  bytes: 2,
  id: 2,
  message: 2,
  boolean: 0,
  int64: 0,
  uint32: 0,
  fixed64: 1,
  double: 1,
  fixed32: 5,
};

export const OTLP_SCHEMA: Readonly<Record<OtlpMessageName, readonly OtlpField[]>> = Object.assign(
  {} as Record<OtlpMessageName, readonly OtlpField[]>,
  ...Object.entries(FIELD_LISTS).map(([message, fields]) => ({ [message]: fields.map(readField) })),
);

function readField(line: string): OtlpField {
  const [number, name, type] = line.split(' ') as [string, string, string];
  const plain = type.replace('[]', '');
  const message = plain in FIELD_LISTS ? (plain as OtlpMessageName) : null;
  return {
    number: Number(number),
    name,
    kind: message === null ? (plain as OtlpFieldKind) : 'message',
    repeated: type.endsWith('[]'),
    message,
  };
}

export function wireTypeOf(field: OtlpField): number {
  return WIRE_TYPES[field.kind];
}

/** Arrays and key-value lists inside each other, at most. */
export const MAX_NESTED_VALUES = 32;

/** What a slow reader throws for a body that must be refused. */
export class RefusedBody extends Error {}
