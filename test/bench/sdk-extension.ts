// An extension as one makes it of ready parts: fetch, node:http, protobufjs, rows as objects, JSON.stringify, AWS's client. What ours is measured
// against: it takes spans and telemetry, hides secrets, makes an event of each invocation and sends in the same rhythm; it keeps nothing on disk and retries nothing itself.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { columnOfAttribute } from '@tracelake/schema';
import { Root } from 'protobufjs';
import descriptor from '../../packages/otlp/test/proto/otlp-trace.json' with { type: 'json' };

interface Attribute {
  readonly key: string;
  readonly value?: Readonly<Record<string, unknown>>;
}
type Message = Readonly<Record<string, unknown>> & { readonly attributes?: readonly Attribute[] };
interface Request {
  readonly resourceSpans?: readonly {
    readonly resource?: Message;
    readonly scopeSpans?: readonly { readonly scope?: Message; readonly spans?: readonly Message[] }[];
  }[];
}

const { AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_FUNCTION_NAME, TRACELAKE_STREAM_NAME, TRACELAKE_FLUSH } = process.env;
const PORT = Number(process.env.TRACELAKE_OTLP_PORT);
const API = `http://${AWS_LAMBDA_RUNTIME_API}`;
const FLUSH_MS = 10_000;
const FLUSH_BYTES = 262_144;
const RECORD_BYTES = 1_000_000;
const SECRET = /password|passwd|secret|credential|authorization|cookie|token$|api[._-]?key/i;
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];

const type = Root.fromJSON(descriptor).lookupType('ExportTraceServiceRequest');
const client = new FirehoseClient({ endpoint: process.env.AWS_ENDPOINT_URL_FIREHOSE });
let waiting: Buffer[] = [];
let waitingBytes = 0;
let waitingSinceMs = 0;
let whenDone: (() => void) | undefined;

function add(row: object): void {
  const line = Buffer.from(`${JSON.stringify(row)}\n`);
  if (waiting.length === 0) waitingSinceMs = Date.now();
  waiting.push(line);
  waitingBytes += line.length;
}

function plainValue(value: Readonly<Record<string, unknown>> = {}): unknown {
  if (value.intValue !== undefined) return Number(value.intValue);
  const complex = value.arrayValue ?? value.kvlistValue;
  if (complex !== undefined) return JSON.stringify(complex);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? value.bytesValue;
}

function plainAttributes({ attributes = [] }: Message = {}): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const { key, value } of attributes) plain[key] = SECRET.test(key) ? '[masked]' : plainValue(value);
  return plain;
}

function addSpans(request: Request): void {
  for (const { resource, scopeSpans = [] } of request.resourceSpans ?? []) {
    const { 'service.name': service_name, ...shared } = plainAttributes(resource);
    for (const { scope, spans = [] } of scopeSpans) {
      for (const span of spans)
        add({ ...rowOf(span), service_name, scope_name: scope?.name, resource_attributes: shared });
    }
  }
}

function rowOf(span: Message): object {
  const columns: Record<string, unknown> = {};
  const [attributes_string, attributes_number, attributes_boolean]: Record<string, unknown>[] = [{}, {}, {}];
  for (const [key, value] of Object.entries(plainAttributes(span))) {
    const column = columnOfAttribute(key)?.name;
    if (column !== undefined) columns[column] = value;
    else if (typeof value === 'number') attributes_number![key] = value;
    else if (typeof value === 'boolean') attributes_boolean![key] = value;
    else attributes_string![key] = value;
  }
  const { status, events = [], startTimeUnixNano, endTimeUnixNano } = span as Record<string, never>;
  const { code = 0, message } = (status ?? {}) as { code?: number; message?: string };
  return {
    trace_id: hexOf(span.traceId),
    span_id: hexOf(span.spanId),
    parent_span_id: span.parentSpanId === undefined ? undefined : hexOf(span.parentSpanId),
    name: span.name,
    kind: KINDS[Number(span.kind ?? 0)],
    start_time_unix_nano: String(startTimeUnixNano),
    duration_nano: Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)),
    status_code: STATUSES[code],
    status_message: message,
    ...columns,
    attributes_string,
    attributes_number,
    attributes_boolean,
    events: (events as Message[]).map((event) => ({
      time_unix_nano: event.timeUnixNano,
      name: event.name,
      attributes: plainAttributes(event),
    })),
  };
}

function hexOf(bytes: unknown): string {
  return Buffer.from(bytes as Uint8Array).toString('hex');
}

async function send(): Promise<void> {
  const Records: { Data: Buffer }[] = [];
  let [record, recordBytes]: [Buffer[], number] = [[], 0];
  for (const line of waiting) {
    if (recordBytes + line.length > RECORD_BYTES) {
      Records.push({ Data: Buffer.concat(record) });
      [record, recordBytes] = [[], 0];
    }
    record.push(line);
    recordBytes += line.length;
  }
  if (record.length > 0) Records.push({ Data: Buffer.concat(record) });
  [waiting, waitingBytes] = [[], 0];
  if (Records.length > 0)
    await client.send(new PutRecordBatchCommand({ DeliveryStreamName: TRACELAKE_STREAM_NAME, Records }));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface PlatformEvent {
  readonly type: string;
  readonly time: string;
  readonly record: {
    readonly requestId?: string;
    readonly status?: string;
    readonly metrics?: { readonly durationMs?: number };
  };
}

function addTelemetry(events: readonly PlatformEvent[]): void {
  for (const { type: kind, time, record } of events) {
    if (kind !== 'platform.runtimeDone') continue;
    const { requestId, status, metrics } = record;
    add({
      name: AWS_LAMBDA_FUNCTION_NAME,
      main: true,
      time,
      faas_invocation_id: requestId,
      status,
      duration_ms: metrics?.durationMs,
    });
    whenDone?.();
  }
}

const spans = createServer(async (request, response) => {
  const body = await bodyOf(request);
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  setImmediate(() => addSpans(type.toObject(type.decode(body), { longs: String }) as Request));
});
const telemetry = createServer(async (request, response) => {
  const body = await bodyOf(request);
  response.end();
  addTelemetry(JSON.parse(body.toString()));
});
await new Promise<void>((resolve) => spans.listen(PORT, '127.0.0.1', resolve));
await new Promise<void>((resolve) => telemetry.listen(0, resolve));
const registered = await fetch(`${API}/2020-01-01/extension/register`, {
  method: 'POST',
  headers: { 'lambda-extension-name': 'sdk' },
  body: JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }),
});
const headers = { 'lambda-extension-identifier': registered.headers.get('lambda-extension-identifier')! };
await registered.text();
const subscribed = await fetch(`${API}/2022-07-01/telemetry`, {
  method: 'PUT',
  headers,
  body: JSON.stringify({
    schemaVersion: '2022-12-13',
    types: ['platform'],
    buffering: { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 25 },
    destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${(telemetry.address() as AddressInfo).port}` },
  }),
});
await subscribed.text();
for (;;) {
  const done = TRACELAKE_FLUSH === 'end' ? new Promise<void>((resolve) => (whenDone = resolve)) : undefined;
  const answer = await fetch(`${API}/2020-01-01/extension/event/next`, { headers });
  const { eventType } = (await answer.json()) as { eventType: string };
  if (eventType === 'INVOKE') await done;
  const isDue = waitingBytes >= FLUSH_BYTES || Date.now() - waitingSinceMs >= FLUSH_MS;
  if (TRACELAKE_FLUSH === 'end' || eventType === 'SHUTDOWN' || isDue) await send();
  if (eventType === 'SHUTDOWN') process.exit(0);
}
