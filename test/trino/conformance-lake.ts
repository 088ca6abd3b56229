// The conformance set's spans as a lake of our own: read from its Parquet, sent as OTLP, decoded and landed by our writer.
import { DuckDBInstance } from '@duckdb/node-api';
import { LakeWriter } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPAN_KINDS, SPANS_TABLE, STATUS_CODES } from '@tracelake/schema';
import {
  bytesOfHex,
  encodeOtlpProtobuf,
  type OtlpAnyValue,
  type OtlpKeyValue,
  type OtlpResourceSpans,
  type OtlpSpan,
} from '@tracelake/testkit';

const PARQUET = new URL('../conformance/trino/spans.parquet', import.meta.url).pathname;
const SPANS_PER_REQUEST = 2000;
/** Spans arrive when they happened: partitions are arrival time. */
const ARRIVAL_MS = Date.UTC(2026, 0, 1, 6, 40);

type Row = Readonly<Record<string, unknown>>;
type Entries = readonly { readonly key: string; readonly value: unknown }[];

export async function writeConformanceLake(folder: string): Promise<void> {
  const writer = await LakeWriter.open({
    folder,
    table: SPANS_TABLE,
    decoderFactory: createOtlpDecoder,
    worker: null,
    clock: { nowMs: () => ARRIVAL_MS, monotonicMs: () => 0 },
    limits: { tailEveryMs: 3_600_000 },
  });
  const rows = await spanRows();
  for (let i = 0; i < rows.length; i += SPANS_PER_REQUEST) {
    const body = encodeOtlpProtobuf({ resourceSpans: rows.slice(i, i + SPANS_PER_REQUEST).map(resourceSpans) });
    await writer.append([body], body.length, 'otlpProtobuf');
    await writer.land();
  }
  await writer.close();
}

async function spanRows(): Promise<Row[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const result = await connection.runAndReadAll(`SELECT * FROM read_parquet('${PARQUET.replaceAll("'", "''")}')`);
  const rows = result.getRowObjectsJson() as Row[];
  connection.disconnectSync();
  return rows;
}

function resourceSpans(row: Row): OtlpResourceSpans {
  return {
    resource: { attributes: attributesOf(row['resource_attributes'], (value) => ({ stringValue: String(value) })) },
    scopeSpans: [{ scope: { name: text(row['scope_name']) }, spans: [otlpSpan(row)] }],
  };
}

function otlpSpan(row: Row): OtlpSpan {
  const start = BigInt(String(row['start_time_unix_nano']));
  const main: OtlpKeyValue[] =
    row['main'] === null ? [] : [{ key: 'main', value: { boolValue: row['main'] === true } }];
  return {
    traceId: bytesOfHex(String(row['trace_id'])),
    spanId: bytesOfHex(String(row['span_id'])),
    parentSpanId: row['parent_span_id'] === null ? undefined : bytesOfHex(String(row['parent_span_id'])),
    name: text(row['name']),
    kind: (SPAN_KINDS as readonly string[]).indexOf(String(row['kind'])),
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(String(row['duration_nano'])),
    status: {
      code: (STATUS_CODES as readonly string[]).indexOf(String(row['status_code'])),
      message: text(row['status_message']),
    },
    attributes: [
      ...attributesOf(row['attributes_string'], (value) => ({ stringValue: String(value) })),
      ...attributesOf(row['attributes_int'], (value) => ({ intValue: BigInt(String(value)) })),
      ...attributesOf(row['attributes_double'], (value) => ({ doubleValue: Number(value) })),
      ...attributesOf(row['attributes_boolean'], (value) => ({ boolValue: value === true })),
      ...main,
    ],
    events: ((row['events'] ?? []) as Row[]).map((event) => ({
      timeUnixNano: BigInt(String(event['time_unix_nano'])),
      name: text(event['name']),
      attributes: attributesOf(event['attributes'], (value) => ({ stringValue: String(value) })),
    })),
    links: ((row['links'] ?? []) as Row[]).map((link) => ({
      traceId: bytesOfHex(String(link['trace_id'])),
      spanId: bytesOfHex(String(link['span_id'])),
      traceState: text(link['trace_state']),
      attributes: attributesOf(link['attributes'], (value) => ({ stringValue: String(value) })),
    })),
  };
}

function attributesOf(map: unknown, value: (given: unknown) => OtlpAnyValue): OtlpKeyValue[] {
  return ((map ?? []) as Entries).map((entry) => ({ key: entry.key, value: value(entry.value) }));
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
