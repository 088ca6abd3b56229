// Columns that every span has and that the field catalogue, which knows attributes, does not list.
export interface StructuralField {
  readonly key: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly description: string;
  /** All that it can be. */
  readonly values?: readonly string[];
  /** The attribute in the catalogue whose values are its own. */
  readonly attribute?: string;
}

export const STRUCTURAL_FIELDS: readonly StructuralField[] = [
  { key: 'duration_ms', type: 'number', description: 'how long the span took' },
  { key: 'name', type: 'string', description: "the span's name" },
  { key: 'service_name', type: 'string', description: 'the service', attribute: 'service.name' },
  { key: 'status_code', type: 'string', description: 'UNSET, OK or ERROR', values: ['ERROR', 'OK', 'UNSET'] },
  { key: 'status_message', type: 'string', description: 'what an error said' },
  {
    key: 'kind',
    type: 'string',
    description: 'SERVER, CLIENT, INTERNAL, …',
    values: ['SERVER', 'CLIENT', 'INTERNAL', 'PRODUCER', 'CONSUMER'],
  },
  { key: 'main', type: 'boolean', description: 'a unit of work', values: ['true', 'false'] },
  { key: 'trace_id', type: 'string', description: 'the trace' },
  { key: 'span_id', type: 'string', description: 'the span' },
  { key: 'parent_span_id', type: 'string', description: 'the span above it' },
  { key: 'scope_name', type: 'string', description: 'the library that made the span' },
];
