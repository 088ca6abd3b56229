// Random OTLP requests that favour what is hard: well-known keys and aliases with values of the wrong type, repeats, empty values, bad ids.
import { HTTP_TARGET_ALIAS, WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';
import type { OtlpAnyValue, OtlpEvent, OtlpKeyValue, OtlpLink, OtlpSpan, OtlpTraceRequest } from '@tracelake/testkit';
import fc from 'fast-check';

const WELL_KNOWN_KEYS = WELL_KNOWN_ATTRIBUTES.flatMap(({ key, aliases }) => [
  key,
  ...aliases.map((alias) => alias.key),
]);

/** Few keys, so that repeats, aliases of one column and the same key on both levels happen often. */
const FAVOURITE_KEYS = [
  'http.response.status_code',
  'http.status_code',
  'url.path',
  'url.query',
  HTTP_TARGET_ALIAS.key,
  'server.address',
  'net.peer.name',
  'faas.max_memory',
  'instance.memory_mb',
  'deployment.environment',
  'deployment.environment.name',
  'service.version',
  'service.name',
  'faas.coldstart',
  'aws.lambda.init_duration_ms',
  'main',
  'sample_rate',
  'SampleRate',
  'exception.type',
  'exception.message',
  'exception.escaped',
  'a',
  'b',
  '',
  'name',
  '__proto__',
];

const text = fc.string({ unit: 'binary', maxLength: 20 });
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FAVOURITE_KEYS) },
  { weight: 3, arbitrary: fc.constantFrom(...WELL_KNOWN_KEYS) },
  { weight: 2, arbitrary: text },
);

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -600n, max: 600n }),
  fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), -(2n ** 53n) - 1n, -1n, 0n, 2n ** 32n, -(2n ** 31n)),
);
const uint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 1_767_225_600_000_000_000n, max: 1_767_225_700_000_000_000n }),
  fc.constant(0n),
);
const double = fc.oneof(fc.double(), fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.5, 1e21, -0, 512.5));
const telling = fc.constantFrom(
  '200',
  '0200',
  '-5',
  '-0',
  '9223372036854775807',
  '9223372036854775808',
  '1.5',
  '1.50',
  'true',
  'false',
  '/a?b=c?d',
  '?',
  '',
  'NaN',
);

const scalar: fc.Arbitrary<OtlpAnyValue> = fc.oneof(
  telling.map((stringValue) => ({ stringValue })),
  text.map((stringValue) => ({ stringValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  int64.map((intValue) => ({ intValue })),
  double.map((doubleValue) => ({ doubleValue })),
  fc.uint8Array({ maxLength: 10 }).map((bytesValue) => ({ bytesValue: Uint8Array.from(bytesValue) })),
  fc.constant({}),
);

const { value } = fc.letrec<{ value: OtlpAnyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 8, arbitrary: scalar },
    {
      weight: 1,
      arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((values) => ({ arrayValue: { values } })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.record({ key: text, value: tie('value') }, { requiredKeys: ['key'] }), { maxLength: 4 })
        .map((values) => ({ kvlistValue: { values } })),
    },
  ),
}));

const attributes: fc.Arbitrary<OtlpKeyValue[]> = fc.array(fc.record({ key, value }, { requiredKeys: ['key'] }), {
  maxLength: 12,
});

function id(length: number): fc.Arbitrary<Uint8Array> {
  const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size }).map((a) => Uint8Array.from(a));
  return fc.oneof(
    { weight: 12, arbitrary: bytes(length) },
    { weight: 3, arbitrary: fc.constant(new Uint8Array(length).fill(7)) },
    { weight: 1, arbitrary: fc.constant(new Uint8Array(length)) },
    { weight: 1, arbitrary: fc.nat(length + 3).chain(bytes) },
  );
}

const count = fc.oneof(fc.nat(3), fc.nat(0xffffffff));

const event: fc.Arbitrary<OtlpEvent> = fc.record(
  {
    timeUnixNano: uint64,
    name: fc.oneof(fc.constant('exception'), text),
    attributes,
    droppedAttributesCount: count,
  },
  { requiredKeys: [] },
);

const link: fc.Arbitrary<OtlpLink> = fc.record(
  { traceId: id(16), spanId: id(8), traceState: text, attributes, droppedAttributesCount: count, flags: count },
  { requiredKeys: [] },
);

const span: fc.Arbitrary<OtlpSpan> = fc.record(
  {
    traceId: id(16),
    spanId: id(8),
    parentSpanId: id(8),
    traceState: text,
    flags: count,
    name: text,
    kind: fc.oneof(fc.nat(7), fc.constant(-1)),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    droppedAttributesCount: count,
    events: fc.array(event, { maxLength: 3 }),
    droppedEventsCount: count,
    links: fc.array(link, { maxLength: 2 }),
    droppedLinksCount: count,
    status: fc.record({ message: text, code: fc.oneof(fc.nat(4), fc.constant(-7)) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['traceId', 'spanId'] },
);

export const arbitraryRequest: fc.Arbitrary<OtlpTraceRequest> = fc.record({
  resourceSpans: fc.array(
    fc.record(
      {
        resource: fc.record({ attributes, droppedAttributesCount: count }, { requiredKeys: [] }),
        scopeSpans: fc.array(
          fc.record(
            {
              scope: fc.record(
                { name: text, version: text, attributes, droppedAttributesCount: count },
                { requiredKeys: [] },
              ),
              spans: fc.array(span, { maxLength: 4 }),
              schemaUrl: text,
            },
            { requiredKeys: [] },
          ),
          { maxLength: 2 },
        ),
        schemaUrl: text,
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
});
