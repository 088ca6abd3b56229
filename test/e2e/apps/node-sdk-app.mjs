// A user's app on the real OpenTelemetry Node SDK. It is told where the lake is by OTEL_EXPORTER_OTLP_ENDPOINT alone.
// Usage: node node-sdk-app.mjs proto|http. Prints what it sent, one JSON line a span.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

const exporter = process.argv[2] === 'http' ? new JsonExporter() : new ProtobufExporter();
const sent = new InMemorySpanExporter();
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({
    'service.name': 'node-sdk-app',
    'service.version': '1.2.3',
    'cloud.region': 'eu-central-1',
    'team.name': 'tea & coffee',
    'team.size': 7,
  }),
  spanProcessors: [new BatchSpanProcessor(exporter), new SimpleSpanProcessor(sent)],
});
const tracer = provider.getTracer('node-sdk-app-scope', '4.5.6');

const startSeconds = Math.floor(Date.now() / 1000) - 60;
const at = (nanos) => [startSeconds, nanos];

const root = tracer.startSpan('GET /tea/{id}', { kind: SpanKind.SERVER, startTime: at(123456789) }, ROOT_CONTEXT);
root.setAttributes({
  'http.request.method': 'GET',
  'http.route': '/tea/{id}',
  'http.status_code': 503,
  'user.id': 'user-7',
  'text.plain': 'Earl Grey',
  'text.empty': '',
  'text.hard': 'quotes " and \' and \\ and\nline feeds\tand ☕ and \u0000',
  'text.digits': '0042',
  'number.integer': 42,
  'number.negative': -7,
  'number.zero': 0,
  'number.largest_safe': Number.MAX_SAFE_INTEGER,
  'number.smallest_safe': Number.MIN_SAFE_INTEGER,
  'number.double': 0.1,
  'number.tiny': 5e-324,
  'number.huge': 1.7976931348623157e308,
  'flag.yes': true,
  'flag.no': false,
  'list.texts': ['a', 'b "c"', ''],
  'list.integers': [1, -2, 3],
  'list.doubles': [0.5, 1.25],
  'list.flags': [true, false],
  'list.empty': [],
});
const inRoot = trace.setSpan(ROOT_CONTEXT, root);

const child = tracer.startSpan('brew', { kind: SpanKind.INTERNAL, startTime: at(223456789) }, inRoot);
child.addEvent('water boils', { 'kettle.degrees': 99.5, 'kettle.name': 'iron' }, at(223456790));
child.addEvent('no attributes', at(223456791));
const error = new RangeError('the tea is too hot: 99.5 > 80');
child.recordException(error, at(223456999));
child.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
child.end(at(999999999));

const elsewhere = {
  traceId: 'abcdefabcdefabcdefabcdefabcdefab',
  spanId: '1234567890abcdef',
  traceFlags: TraceFlags.SAMPLED,
};
const consumer = tracer.startSpan(
  'process orders',
  {
    kind: SpanKind.CONSUMER,
    startTime: at(323456789),
    links: [{ context: elsewhere, attributes: { 'link.reason': 'sent it' } }, { context: root.spanContext() }],
  },
  inRoot,
);
consumer.setStatus({ code: SpanStatusCode.OK });
consumer.end(at(323456790));

for (const kind of [SpanKind.CLIENT, SpanKind.PRODUCER]) {
  tracer.startSpan(`kind ${kind}`, { kind, startTime: at(400000000 + kind) }, inRoot).end(at(400000000 + kind));
}
root.end([startSeconds + 3, 1]);

await provider.forceFlush();
for (const span of sent.getFinishedSpans()) process.stdout.write(`${JSON.stringify(asSent(span))}\n`);
await provider.shutdown();

function asSent(span) {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    name: span.name,
    kind: SpanKind[span.kind],
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    statusCode: SpanStatusCode[span.status.code],
    statusMessage: span.status.message ?? null,
    attributes: span.attributes,
    resourceAttributes: span.resource.attributes,
    scopeName: span.instrumentationScope.name,
    scopeVersion: span.instrumentationScope.version,
    events: span.events.map(({ name, time, attributes }) => ({ name, timeUnixNano: nanos(time), attributes })),
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: attributes ?? {},
    })),
  };
}

function nanos([seconds, nanoseconds]) {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
}
