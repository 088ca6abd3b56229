// Requests as the official encoders write them: protobufjs on the official schema, and the OpenTelemetry SDK's own serializers.
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { referenceRows } from '@tracelake/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryRequest } from './arbitrary-request.ts';
import { decodeBodies } from './decoding.ts';
import { encodeOfficially } from './proto/otlp-schema.ts';

test('what protobufjs writes gives the rows of the reference', () => {
  fc.assert(
    fc.property(arbitraryRequest, (request) => {
      const { rows } = decodeBodies([encodeOfficially(request)], 'otlpProtobuf');
      expect(rows).toEqual(referenceRows(request).rows);
    }),
    { numRuns: 300 },
  );
});

const sdkValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
);
const sdkAttributes = fc.dictionary(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }), sdkValue, {
  maxKeys: 6,
});

test('what the SDK writes as protobuf and as JSON gives equal rows, with the values that were set', () => {
  fc.assert(
    fc.property(sdkAttributes, sdkAttributes, sdkAttributes, (resource, attributes, eventAttributes) => {
      const exporter = new InMemorySpanExporter();
      const provider = new BasicTracerProvider({
        resource: resourceFromAttributes({ 'service.name': 'shop', ...resource }),
        spanProcessors: [new SimpleSpanProcessor(exporter)],
      });
      const tracer = provider.getTracer('tests', '1.2.3');
      const linked = tracer.startSpan('linked');
      const span = tracer.startSpan('op', { kind: 1, startTime: [1_767_225_600, 123_456_789], attributes });
      span.addLink({ context: linked.spanContext(), attributes });
      span.addEvent('done', eventAttributes, [1_767_225_601, 1]);
      span.recordException(new TypeError('no'));
      span.end([1_767_225_602, 123_456_790]);
      const spans = exporter.getFinishedSpans();
      const fromProtobuf = decodeBodies([ProtobufTraceSerializer.serializeRequest(spans)!], 'otlpProtobuf');
      const fromJson = decodeBodies([JsonTraceSerializer.serializeRequest(spans)!], 'otlpJson');
      expect(fromJson).toEqual(fromProtobuf);
      const [row] = fromProtobuf.rows;
      const context = span.spanContext();
      expect(row).toMatchObject({
        trace_id: context.traceId,
        span_id: context.spanId,
        name: 'op',
        kind: 'SERVER',
        start_time_unix_nano: 1_767_225_600_123_456_789n,
        duration_nano: 2_000_000_001n,
        exception_type: 'TypeError',
        exception_message: 'no',
        scope_name: 'tests',
        scope_version: '1.2.3',
      });
      expect(row['links']).toMatchObject([{ span_id: linked.spanContext().spanId }]);
      for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === 'string') expect((row['attributes_string'] as Map<string, string>).get(key)).toBe(value);
        if (typeof value === 'boolean')
          expect((row['attributes_boolean'] as Map<string, boolean>).get(key)).toBe(value);
        // A whole number is written as an integer, which has no -0.
        if (typeof value === 'number')
          expect((row['attributes_number'] as Map<string, number>).get(key)).toBe(value + 0);
        if (Array.isArray(value)) {
          expect((row['attributes_string'] as Map<string, string>).get(key)).toBe(JSON.stringify(value));
        }
      }
    }),
    { numRuns: 60 },
  );
});
