// What becomes of every field of OTLP's trace request: a column, or dropped, and why. A test holds it against the schema.

/** `columns`: physical columns the field goes to. `within`: a message whose own fields stand here. `dropped`: because … */
export type OtlpFieldFate =
  | { readonly columns: readonly string[] }
  | { readonly within: string }
  | { readonly dropped: string };

const ATTRIBUTE_MAPS = ['attributes_string', 'attributes_number', 'attributes_boolean'];
const SCHEMA_URL = 'because names are stored as the registry has them, whatever version of the conventions was sent';
const PROFILES_ONLY = 'because it indexes the string table of a profile; traces have none';
const DROPPED_ELSEWHERE = 'because only what a span itself lost has a column; exporters send 0 here';

/** By message and field, as in opentelemetry-proto. */
export const OTLP_COVERAGE: Readonly<Record<string, OtlpFieldFate>> = {
  'ExportTraceServiceRequest.resource_spans': { within: 'ResourceSpans' },

  'ResourceSpans.resource': { within: 'Resource' },
  'ResourceSpans.scope_spans': { within: 'ScopeSpans' },
  'ResourceSpans.schema_url': { dropped: SCHEMA_URL },

  'Resource.attributes': { columns: ['service_name', 'resource_attributes'] },
  'Resource.dropped_attributes_count': { dropped: DROPPED_ELSEWHERE },
  'Resource.entity_refs': {
    dropped: 'because entities are in development, and their keys stand among the resource attributes',
  },

  'ScopeSpans.scope': { within: 'InstrumentationScope' },
  'ScopeSpans.spans': { within: 'Span' },
  'ScopeSpans.schema_url': { dropped: SCHEMA_URL },

  'InstrumentationScope.name': { columns: ['scope_name'] },
  'InstrumentationScope.version': { columns: ['scope_version'] },
  'InstrumentationScope.attributes': { columns: ['scope_attributes'] },
  'InstrumentationScope.dropped_attributes_count': { dropped: DROPPED_ELSEWHERE },

  'Span.trace_id': { columns: ['trace_id'] },
  'Span.span_id': { columns: ['span_id'] },
  'Span.trace_state': { columns: ['trace_state'] },
  'Span.parent_span_id': { columns: ['parent_span_id', 'main'] },
  'Span.flags': { columns: ['flags'] },
  'Span.name': { columns: ['name'] },
  'Span.kind': { columns: ['kind', 'main'] },
  'Span.start_time_unix_nano': { columns: ['start_time_unix_nano', 'duration_nano'] },
  'Span.end_time_unix_nano': { columns: ['duration_nano'] },
  'Span.attributes': { columns: ATTRIBUTE_MAPS },
  'Span.dropped_attributes_count': { columns: ['dropped_attributes_count'] },
  'Span.events': { within: 'Event' },
  'Span.dropped_events_count': { columns: ['dropped_events_count'] },
  'Span.links': { within: 'Link' },
  'Span.dropped_links_count': { columns: ['dropped_links_count'] },
  'Span.status': { within: 'Status' },

  'Event.time_unix_nano': { columns: ['events'] },
  'Event.name': { columns: ['events'] },
  'Event.attributes': { columns: ['events'] },
  'Event.dropped_attributes_count': { dropped: DROPPED_ELSEWHERE },

  'Link.trace_id': { columns: ['links'] },
  'Link.span_id': { columns: ['links'] },
  'Link.trace_state': { columns: ['links'] },
  'Link.attributes': { columns: ['links'] },
  'Link.dropped_attributes_count': { dropped: DROPPED_ELSEWHERE },
  'Link.flags': { dropped: 'because the linked span has its own row, and the flags of its own' },

  'Status.message': { columns: ['status_message'] },
  'Status.code': { columns: ['status_code'] },

  'KeyValue.key': { columns: ATTRIBUTE_MAPS },
  'KeyValue.value': { within: 'AnyValue' },
  'KeyValue.key_strindex': { dropped: PROFILES_ONLY },

  'AnyValue.string_value': { columns: ['attributes_string'] },
  'AnyValue.bool_value': { columns: ['attributes_boolean'] },
  'AnyValue.int_value': { columns: ['attributes_number', 'attributes_string'] },
  'AnyValue.double_value': { columns: ['attributes_number', 'attributes_string'] },
  'AnyValue.array_value': { within: 'ArrayValue' },
  'AnyValue.kvlist_value': { within: 'KeyValueList' },
  'AnyValue.bytes_value': { columns: ['attributes_string'] },
  'AnyValue.string_value_strindex': { dropped: PROFILES_ONLY },

  'ArrayValue.values': { columns: ['attributes_string'] },
  'KeyValueList.values': { columns: ['attributes_string'] },

  'EntityRef.schema_url': { dropped: 'with Resource.entity_refs' },
  'EntityRef.type': { dropped: 'with Resource.entity_refs' },
  'EntityRef.id_keys': { dropped: 'with Resource.entity_refs' },
  'EntityRef.description_keys': { dropped: 'with Resource.entity_refs' },
};
