// Every field of OTLP's trace schema has a column or a reason, and those with a column really arrive there.
import { columnByName, SPANS_TABLE } from '@tracelake/schema';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { OTLP_COVERAGE } from '../src/index.ts';
import { decodeBodies } from './decoding.ts';
import { encodeOfficially, otlpSchema } from './proto/otlp-schema.ts';

interface SchemaField {
  /** As in opentelemetry-proto: `Span.trace_id`. */
  readonly name: string;
  readonly message: string;
  readonly field: protobuf.Field;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** All fields of all messages that can be reached from the request. */
function reachableFields(): SchemaField[] {
  const fields: SchemaField[] = [];
  const waiting = ['ExportTraceServiceRequest'];
  const seen = new Set(waiting);
  for (const message of waiting) {
    for (const field of otlpSchema.lookupType(message).fieldsArray) {
      fields.push({ name: `${message}.${snakeCase(field.name)}`, message, field });
      const { resolvedType } = field.resolve();
      if (!(resolvedType instanceof protobuf.Type) || seen.has(resolvedType.name)) continue;
      seen.add(resolvedType.name);
      waiting.push(resolvedType.name);
    }
  }
  return fields;
}

const fields = reachableFields();

test('the table names every field of the schema, and nothing else', () => {
  expect(Object.keys(OTLP_COVERAGE).sort()).toEqual(fields.map(({ name }) => name).sort());
});

test('columns exist, messages are the fields’ own, reasons say why', () => {
  for (const { name, field } of fields) {
    const fate = OTLP_COVERAGE[name];
    if ('columns' in fate) {
      for (const column of fate.columns) expect(columnByName(SPANS_TABLE, column), `${name}: ${column}`).toBeDefined();
    } else if ('within' in fate) expect(field.resolvedType?.name, name).toBe(fate.within);
    else expect(fate.dropped, name).toMatch(/^(because|with) .{10,}/);
  }
});

/** A value that no field has by default. */
function sampleOf(field: protobuf.Field): unknown {
  if (field.resolvedType instanceof protobuf.Enum) return 2;
  if (field.name === 'attributes') return [{ key: 'k', value: { stringValue: 'v' } }];
  if (field.resolvedType?.name === 'AnyValue') return [{ intValue: '1' }];
  if (field.resolvedType?.name === 'KeyValue') return [{ key: 'k', value: { intValue: '1' } }];
  if (field.type === 'bytes') return new Uint8Array(field.name === 'traceId' ? 16 : 8).fill(9);
  if (field.type === 'bool') return true;
  if (field.type === 'double') return 1.5;
  return field.type === 'string' ? 'sample' : 1234;
}

/** A request of one span in which `message` stands with just these fields. */
function requestWith(message: string, content: Record<string, unknown>): Record<string, unknown> {
  const inPlace = (name: string): Record<string, unknown> => (message === name ? content : {});
  const value = message === 'ArrayValue' ? { arrayValue: content } : { kvlistValue: content };
  const isValue = message === 'ArrayValue' || message === 'KeyValueList';
  const attribute = message === 'AnyValue' ? { key: 'k', value: content } : { value: { stringValue: 'v' }, ...content };
  const hasAttribute = message === 'AnyValue' || message === 'KeyValue';
  const span = {
    traceId: new Uint8Array(16).fill(1),
    spanId: new Uint8Array(8).fill(1),
    endTimeUnixNano: 5,
    events: [inPlace('Event')],
    links: [inPlace('Link')],
    status: inPlace('Status'),
    attributes: isValue ? [{ key: 'k', value }] : hasAttribute ? [attribute] : [],
    ...inPlace('Span'),
  };
  const scopeSpans = [{ scope: inPlace('InstrumentationScope'), spans: [span], ...inPlace('ScopeSpans') }];
  return { resourceSpans: [{ resource: inPlace('Resource'), scopeSpans, ...inPlace('ResourceSpans') }] };
}

describe('a field with a column changes that column', () => {
  const leaves = fields.filter(({ name }) => 'columns' in OTLP_COVERAGE[name]);
  test.each(leaves)('$name', ({ name, message, field }) => {
    const fate = OTLP_COVERAGE[name] as { columns: string[] };
    const [without] = decodeBodies([encodeOfficially(requestWith(message, {}))], 'otlpProtobuf').rows;
    const [row] = decodeBodies(
      [encodeOfficially(requestWith(message, { [field.name]: sampleOf(field) }))],
      'otlpProtobuf',
    ).rows;
    const changed = fate.columns.filter(
      (column) => JSON.stringify(plain(row[column])) !== JSON.stringify(plain(without[column])),
    );
    expect(changed.length, `${name} → ${fate.columns}`).toBeGreaterThan(0);
  });
});

/** Maps and bigints as JSON can show them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value).map(plain);
}
