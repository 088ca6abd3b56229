// A small shop's traces with everything a span can have, as OTLP requests.
import { bytesOfHex, type OtlpKeyValue, type OtlpSpan, type OtlpTraceRequest } from '@tracelake/testkit';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
export const FAILED_TRACE_ID = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

/** 2026-11-22T17:00:00Z */
export const START_NANO = 1_795_366_800_000_000_000n;

export function text(key: string, stringValue: string): OtlpKeyValue {
  return { key, value: { stringValue } };
}

export function traceRequest(service: string, spans: OtlpSpan[], resource: OtlpKeyValue[] = []): OtlpTraceRequest {
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.name', service), ...resource] },
        scopeSpans: [{ scope: { name: 'shop-instrumentation', version: '1.2.3' }, spans }],
      },
    ],
  };
}

export function span(spanId: string, parts: Partial<OtlpSpan>): OtlpSpan {
  return {
    traceId: bytesOfHex(TRACE_ID),
    spanId: bytesOfHex(spanId),
    name: 'work',
    kind: 1,
    startTimeUnixNano: START_NANO,
    endTimeUnixNano: START_NANO + 1_000_000n,
    ...parts,
  };
}

const FUNCTION = [text('faas.name', 'checkout-function'), text('cloud.region', 'eu-central-1')];

/** Two services, one trace of three spans and one failed trace. */
export const SAMPLE_REQUESTS: readonly OtlpTraceRequest[] = [
  traceRequest('web', [
    span('0000000000000001', {
      name: 'GET /checkout',
      kind: 2,
      endTimeUnixNano: START_NANO + 250_000_001n,
      traceState: 'vendor=1',
      attributes: [
        text('http.route', '/checkout'),
        text('user.plan', 'pro'),
        { key: 'http.response.status_code', value: { intValue: 200n } },
        { key: 'cart.total', value: { doubleValue: 12.5 } },
        { key: 'cart.gift', value: { boolValue: true } },
        { key: 'order.number', value: { intValue: 9_223_372_036_854_775_807n } },
        { key: 'cart.items', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: 2n }] } } },
        text('it\'s "odd"', "'; DROP TABLE spans; --"),
        text('with:colon', 'yes'),
      ],
      events: [{ timeUnixNano: START_NANO + 5n, name: 'cart loaded', attributes: [text('cart.id', 'c-1')] }],
      links: [
        {
          traceId: bytesOfHex(FAILED_TRACE_ID),
          spanId: bytesOfHex('00000000000000ff'),
          attributes: [text('reason', 'retry')],
        },
      ],
      status: { code: 1 },
    }),
    span('0000000000000002', {
      parentSpanId: bytesOfHex('0000000000000001'),
      name: 'POST payment',
      kind: 3,
      startTimeUnixNano: START_NANO + 10_000_000n,
      endTimeUnixNano: START_NANO + 200_000_000n,
    }),
  ]),
  traceRequest(
    'checkout',
    [
      span('0000000000000003', {
        parentSpanId: bytesOfHex('0000000000000002'),
        name: 'charge',
        kind: 2,
        startTimeUnixNano: START_NANO + 20_000_000n,
        endTimeUnixNano: START_NANO + 180_000_000n,
        attributes: [text('payment.provider', 'ottercard'), { key: 'faas.coldstart', value: { boolValue: true } }],
      }),
      span('0000000000000004', {
        traceId: bytesOfHex(FAILED_TRACE_ID),
        name: 'charge',
        kind: 2,
        startTimeUnixNano: START_NANO + 60_000_000_000n,
        endTimeUnixNano: START_NANO + 63_000_000_000n,
        attributes: [text('payment.provider', 'brindlepay'), text('user.plan', 'free')],
        status: { code: 2, message: 'declined' },
      }),
    ],
    FUNCTION,
  ),
];
