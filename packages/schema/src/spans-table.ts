// The `spans` table: one row a unit of work, an OpenTelemetry span or a Lambda invocation.
import type { ArrayType, MapType } from './column-type.ts';
import type { ColumnDefinition, TableDefinition, VirtualColumnDefinition } from './table-definition.ts';
import { WELL_KNOWN_ATTRIBUTES } from './well-known-attributes.ts';

const SINCE = '0.1.0';

type StructuralOptions = { readonly unit?: string; readonly attributeKey?: string };

function structural(
  id: number,
  name: string,
  type: ColumnDefinition['type'],
  description: string,
  options: StructuralOptions = {},
): ColumnDefinition {
  const { unit = null, attributeKey = null } = options;
  return { id, name, type, attributeKey, unit, description, since: SINCE };
}

function mapOf(keyId: number, value: MapType['value']): MapType {
  return { kind: 'map', keyId, valueId: keyId + 1, value };
}

const EVENTS: ArrayType = {
  kind: 'array',
  elementId: 1030,
  fields: [
    { id: 1031, name: 'time_unix_nano', type: 'bigint' },
    { id: 1032, name: 'name', type: 'varchar' },
    { id: 1033, name: 'attributes', type: mapOf(1034, 'varchar') },
  ],
};

const LINKS: ArrayType = {
  kind: 'array',
  elementId: 1050,
  fields: [
    { id: 1051, name: 'trace_id', type: 'varchar' },
    { id: 1052, name: 'span_id', type: 'varchar' },
    { id: 1053, name: 'trace_state', type: 'varchar' },
    { id: 1054, name: 'attributes', type: mapOf(1055, 'varchar') },
  ],
};

const STRUCTURAL_COLUMNS: readonly ColumnDefinition[] = [
  structural(1, 'trace_id', 'varchar', 'Trace, 32 lower-case hex digits.'),
  structural(2, 'span_id', 'varchar', 'Span, 16 lower-case hex digits.'),
  structural(3, 'parent_span_id', 'varchar', 'Parent span; NULL for a root.'),
  structural(4, 'trace_state', 'varchar', 'W3C tracestate.'),
  structural(5, 'flags', 'bigint', 'W3C trace flags (low 8 bits); 0x100: remoteness known, 0x200: parent is remote.'),
  structural(6, 'start_time_unix_nano', 'bigint', 'Start, nanoseconds since 1970 UTC.', { unit: 'ns' }),
  structural(7, 'duration_nano', 'bigint', 'End minus start; negative where a clock was set back.', { unit: 'ns' }),
  structural(8, 'name', 'varchar', 'Name of the operation.'),
  structural(9, 'kind', 'varchar', 'INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER; UNSPECIFIED where not said.'),
  structural(10, 'status_code', 'varchar', 'UNSET, OK or ERROR.'),
  structural(11, 'status_message', 'varchar', 'What the status says, usually of an error.'),
  structural(12, 'service_name', 'varchar', 'Service that made the span.', { attributeKey: 'service.name' }),
  structural(13, 'scope_name', 'varchar', 'Instrumentation that made the span.'),
  structural(14, 'scope_version', 'varchar', 'Version of that instrumentation.'),
  structural(15, 'main', 'boolean', 'A unit of work: an invocation, or the entry span of a service.', {
    attributeKey: 'main',
  }),
  structural(16, 'sample_rate', 'double', 'How many spans this one stands for; NULL is 1.', {
    attributeKey: 'sample_rate',
  }),
  structural(17, 'dropped_attributes_count', 'bigint', 'Attributes the sender dropped.'),
  structural(18, 'dropped_events_count', 'bigint', 'Events the sender dropped.'),
  structural(19, 'dropped_links_count', 'bigint', 'Links the sender dropped.'),
];

const INTERNAL_COLUMNS: readonly ColumnDefinition[] = [
  structural(
    30,
    'misplaced',
    'varchar',
    'Keys that have a column but whose value lies in a map, each between line feeds; NULL nearly always.',
  ),
  structural(
    31,
    'amends',
    'varchar',
    'Set on a row that only adds late values to an invocation: the columns they are in, between commas. Such rows are never shown.',
  ),
];

const MAP_COLUMNS: readonly ColumnDefinition[] = [
  structural(
    40,
    'attributes_string',
    mapOf(1001, 'varchar'),
    'Text attributes without a column; lists and rows as JSON.',
  ),
  structural(41, 'attributes_number', mapOf(1003, 'double'), 'Numeric attributes without a column.'),
  structural(42, 'attributes_boolean', mapOf(1005, 'boolean'), 'Boolean attributes without a column.'),
  structural(43, 'resource_attributes', mapOf(1007, 'varchar'), 'Resource attributes without a column, as text.'),
  structural(44, 'scope_attributes', mapOf(1009, 'varchar'), 'Attributes of the instrumentation scope, as text.'),
  structural(45, 'events', EVENTS, 'What happened during the span.'),
  structural(46, 'links', LINKS, 'Spans of other traces this one belongs with.'),
];

const WELL_KNOWN_COLUMNS: readonly ColumnDefinition[] = WELL_KNOWN_ATTRIBUTES.map((attribute) => ({
  id: attribute.id,
  name: attribute.key.replace(/[^a-z0-9]/gi, '_').toLowerCase(),
  type: attribute.type,
  attributeKey: attribute.key,
  unit: attribute.unit,
  description: attribute.description,
  since: SINCE,
}));

const VIRTUAL_COLUMNS: readonly VirtualColumnDefinition[] = [
  { name: 'time', trinoType: 'timestamp(6)', description: 'Start of the span, cut to microseconds.', inStar: true },
  { name: 'duration_ms', trinoType: 'double', description: 'Duration in milliseconds.', inStar: true },
  { name: 'dt', trinoType: 'varchar', description: 'Day of the start, UTC: 2026-11-22.', inStar: false },
  { name: 'hour', trinoType: 'varchar', description: 'Hour of the start, UTC: 17.', inStar: false },
  {
    name: 'attributes',
    trinoType: 'map(varchar, varchar)',
    description: 'All attributes of the span as text.',
    inStar: false,
  },
  {
    name: 'resource_attributes',
    trinoType: 'map(varchar, varchar)',
    description: 'All attributes of the resource as text.',
    inStar: false,
  },
];

export const SPANS_TABLE: TableDefinition = {
  name: 'spans',
  columns: [...STRUCTURAL_COLUMNS, ...WELL_KNOWN_COLUMNS, ...INTERNAL_COLUMNS, ...MAP_COLUMNS],
  virtualColumns: VIRTUAL_COLUMNS,
};
