// Bodies that are made from a number, with values of every kind; and each row as a query must answer it, so that content is compared too.
import { createHash } from 'node:crypto';
import { type OtlpTraceRequest, seededRandom } from '@tracelake/testkit';

export const SPANS_PER_BODY = 20;
/** 64 MiB, one landing file, are then 34 bodies: few rows to compare. */
export const LARGE_PADDING_BYTES = 100_000;

/** The answers to these, in this order, make a row. */
export const ROW_SQL = `SELECT "test.body", "test.place", trace_id, span_id, parent_span_id, name, kind, status_code,
  start_time_unix_nano, duration_nano, service_name, "http.route", "http.response.status_code",
  "test.text", "test.flag", "test.weight", to_hex(md5(to_utf8("test.padding"))), events FROM spans`;

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS = ['UNSET', 'OK', 'ERROR'];
const FIRST_START_NANO = 1_795_000_000_000_000_000n;

interface NumberedSpan {
  readonly place: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly kind: number;
  readonly status: number;
  readonly startNano: bigint;
  readonly durationNano: bigint;
  readonly route: string;
  readonly statusCode: number;
  readonly text: string;
  readonly flag: boolean;
  readonly weight: number;
  readonly padding: string;
}

function idText(digits: number, first: number, second: number): string {
  return first.toString(16).padStart(digits - 8, 'a') + second.toString(16).padStart(8, '0');
}

/** The same for the same numbers, whenever it is asked. */
function numberedSpan(body: number, place: number, paddingBytes: number): NumberedSpan {
  const random = seededRandom(body * SPANS_PER_BODY + place);
  return {
    place,
    traceId: idText(32, 1 + (body % 7), body),
    spanId: idText(16, 1 + place, body),
    parentSpanId: place === 0 ? null : idText(16, 1, body),
    kind: random.below(KINDS.length),
    status: random.below(STATUS.length),
    startNano: FIRST_START_NANO + BigInt(body) * 1_000_000n + BigInt(random.below(1_000_000)),
    durationNano: BigInt(random.uint32()) * 1_000n,
    route: `/routes/${random.below(9)}`,
    statusCode: 200 + random.below(300),
    text: `${random.uint32()} – ½ 雪 ${'é'.repeat(random.below(4))}`,
    flag: random.below(2) === 1,
    weight: random.fraction(),
    padding: String.fromCharCode(97 + random.below(26)).repeat(paddingBytes),
  };
}

export function numberedBody(body: number, paddingBytes: number): OtlpTraceRequest {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
  const spans = Array.from({ length: SPANS_PER_BODY }, (_, place) => {
    const span = numberedSpan(body, place, paddingBytes);
    return {
      traceId: bytes(span.traceId),
      spanId: bytes(span.spanId),
      parentSpanId: span.parentSpanId === null ? undefined : bytes(span.parentSpanId),
      name: `span ${span.place}`,
      kind: span.kind,
      startTimeUnixNano: span.startNano,
      endTimeUnixNano: span.startNano + span.durationNano,
      status: { code: span.status },
      attributes: [
        { key: 'test.body', value: { intValue: BigInt(body) } },
        { key: 'test.place', value: { intValue: BigInt(place) } },
        { key: 'http.route', value: { stringValue: span.route } },
        { key: 'http.response.status_code', value: { intValue: BigInt(span.statusCode) } },
        { key: 'test.text', value: { stringValue: span.text } },
        { key: 'test.flag', value: { boolValue: span.flag } },
        { key: 'test.weight', value: { doubleValue: span.weight } },
        { key: 'test.padding', value: { stringValue: span.padding } },
      ],
      events: [
        {
          timeUnixNano: span.startNano + 1n,
          name: 'taken',
          attributes: [{ key: 'text', value: { stringValue: span.text } }],
        },
      ],
    };
  });
  const attributes = [{ key: 'service.name', value: { stringValue: `service ${body % 5}` } }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
}

/** By the one letter that fills it, and its length: of these there are few, and a judgement asks for thousands. */
const PADDING_DIGESTS = new Map<string, string>();

function paddingDigest(padding: string): string {
  const key = `${padding.charAt(0)} ${padding.length}`;
  const known = PADDING_DIGESTS.get(key);
  if (known !== undefined) return known;
  const digest = createHash('md5').update(padding).digest('hex').toUpperCase();
  PADDING_DIGESTS.set(key, digest);
  return digest;
}

/** As ROW_SQL answers it. */
export function answeredRow(body: number, place: number, paddingBytes: number): readonly unknown[] {
  const span = numberedSpan(body, place, paddingBytes);
  return [
    body,
    place,
    span.traceId,
    span.spanId,
    span.parentSpanId,
    `span ${place}`,
    KINDS[span.kind],
    STATUS[span.status],
    String(span.startNano),
    String(span.durationNano),
    `service ${body % 5}`,
    span.route,
    String(span.statusCode),
    span.text,
    span.flag,
    span.weight,
    paddingDigest(span.padding),
    [[String(span.startNano + 1n), 'taken', { text: span.text }]],
  ];
}
