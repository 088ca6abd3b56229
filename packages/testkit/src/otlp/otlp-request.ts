// An OTLP trace request as plain values: what tests build, encode and convert by hand. Field names are OTLP/JSON's.

/** Exactly one member is set; none is OTLP's empty value. */
export interface OtlpAnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: bigint;
  doubleValue?: number;
  arrayValue?: { values: OtlpAnyValue[] };
  kvlistValue?: { values: OtlpKeyValue[] };
  bytesValue?: Uint8Array;
}

export interface OtlpKeyValue {
  key: string;
  /** Left out: no value at all. */
  value?: OtlpAnyValue;
}

export interface OtlpEvent {
  timeUnixNano?: bigint;
  name?: string;
  attributes?: OtlpKeyValue[];
  droppedAttributesCount?: number;
}

export interface OtlpLink {
  traceId?: Uint8Array;
  spanId?: Uint8Array;
  traceState?: string;
  attributes?: OtlpKeyValue[];
  droppedAttributesCount?: number;
  flags?: number;
}

/** Ids are bytes, so that wrong lengths can be sent; times are nanoseconds. */
export interface OtlpSpan {
  traceId?: Uint8Array;
  spanId?: Uint8Array;
  traceState?: string;
  parentSpanId?: Uint8Array;
  flags?: number;
  name?: string;
  kind?: number;
  startTimeUnixNano?: bigint;
  endTimeUnixNano?: bigint;
  attributes?: OtlpKeyValue[];
  droppedAttributesCount?: number;
  events?: OtlpEvent[];
  droppedEventsCount?: number;
  links?: OtlpLink[];
  droppedLinksCount?: number;
  status?: { message?: string; code?: number };
}

export interface OtlpScope {
  name?: string;
  version?: string;
  attributes?: OtlpKeyValue[];
  droppedAttributesCount?: number;
}

export interface OtlpScopeSpans {
  scope?: OtlpScope;
  spans?: OtlpSpan[];
  schemaUrl?: string;
}

/** ScopeSpans before OTLP 0.15. */
export interface OtlpLibrarySpans {
  instrumentationLibrary?: OtlpScope;
  spans?: OtlpSpan[];
  schemaUrl?: string;
}

export interface OtlpResource {
  attributes?: OtlpKeyValue[];
  droppedAttributesCount?: number;
}

export interface OtlpResourceSpans {
  resource?: OtlpResource;
  scopeSpans?: OtlpScopeSpans[];
  schemaUrl?: string;
  instrumentationLibrarySpans?: OtlpLibrarySpans[];
}

export interface OtlpTraceRequest {
  resourceSpans?: OtlpResourceSpans[];
}

/** The same, as senders before OTLP 0.15 say it. */
export function olderRequest({ resourceSpans }: OtlpTraceRequest): OtlpTraceRequest {
  const older = resourceSpans?.map(({ scopeSpans, ...rest }) => ({
    ...rest,
    instrumentationLibrarySpans: (scopeSpans ?? []).map(({ scope, ...spans }) => ({
      ...(scope === undefined ? {} : { instrumentationLibrary: scope }),
      ...spans,
    })),
  }));
  return older === undefined ? {} : { resourceSpans: older };
}
