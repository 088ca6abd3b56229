// The decoder's rules, one by one, with values written out.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import {
  bytesOfHex,
  encodeOtlpProtobuf,
  type OtlpAnyValue,
  type OtlpKeyValue,
  type OtlpSpan,
  type OtlpTraceRequest,
} from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import { decodeBodies, decodeProtobuf } from './decoding.ts';

const TRACE_ID = bytesOfHex('0102030405060708090a0b0c0d0e0f10');
const SPAN_ID = bytesOfHex('0102030405060708');
const START = 1_767_225_600_000_000_001n;

function text(key: string, stringValue: string): OtlpKeyValue {
  return { key, value: { stringValue } };
}

function int(key: string, intValue: bigint): OtlpKeyValue {
  return { key, value: { intValue } };
}

function spanWith(span: OtlpSpan): OtlpSpan {
  return { traceId: TRACE_ID, spanId: SPAN_ID, startTimeUnixNano: START, endTimeUnixNano: START + 5n, ...span };
}

function requestWith(spans: OtlpSpan[], resource: OtlpKeyValue[] = []): OtlpTraceRequest {
  return { resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans: spans.map(spanWith) }] }] };
}

function rowWith(attributes: OtlpKeyValue[], resource: OtlpKeyValue[] = []) {
  return decodeProtobuf(requestWith([{ attributes }], resource)).rows[0];
}

function refusalOf(body: Uint8Array, format: 'otlpProtobuf' | 'otlpJson' = 'otlpProtobuf'): TracelakeError {
  try {
    decodeBodies([body], format);
  } catch (error) {
    if (isTracelakeError(error)) return error;
    throw error;
  }
  throw new Error('the body was not refused');
}

describe('identity and time', () => {
  test('ids are lower-case hexadecimal; the duration is end minus start, to the nanosecond', () => {
    const [row] = decodeProtobuf(requestWith([{ parentSpanId: bytesOfHex('ffeeddccbbaa9988') }])).rows;
    expect(row).toMatchObject({
      trace_id: '0102030405060708090a0b0c0d0e0f10',
      span_id: '0102030405060708',
      parent_span_id: 'ffeeddccbbaa9988',
      start_time_unix_nano: START,
      duration_nano: 5n,
    });
  });

  test('a span that never ended has no duration', () => {
    expect(decodeProtobuf(requestWith([{ endTimeUnixNano: 0n }])).rows[0]['duration_nano']).toBeNull();
  });

  test('a span that ends before it starts is kept, and the answer says so', () => {
    const { rows, results } = decodeProtobuf(requestWith([{ endTimeUnixNano: START - 7n }]));
    expect(rows[0]['duration_nano']).toBe(-7n);
    expect(results).toEqual([
      { rows: 1, rejected: 0, message: '1 span was kept that ended before the start: duration_nano is negative' },
    ]);
  });

  test('spans with wrong ids are left out, the others are kept, and the answer names length and rule', () => {
    const { rows, results } = decodeProtobuf(
      requestWith([
        { name: 'short', traceId: new Uint8Array(15).fill(1) },
        { name: 'good' },
        { name: 'zero', spanId: new Uint8Array(8) },
        { name: 'parent', parentSpanId: new Uint8Array(3) },
        { name: 'long', traceId: new Uint8Array(32).fill(1), attributes: [text('a', 'b')] },
      ]),
    );
    expect(rows.map((row) => row['name'])).toEqual(['good']);
    expect(results[0].rejected).toBe(4);
    expect(results[0].message).toBe(
      '2 spans were left out because of trace_id: it has 15 bytes; 16 are needed; ' +
        '1 span was left out because of span_id: it is 8 zero bytes; at least one must not be zero; ' +
        '1 span was left out because of parent_span_id: it has 3 bytes; 8 are needed, or none for a root',
    );
  });

  test('a time that no signed 64-bit integer holds is left out, and said', () => {
    const far = 2n ** 63n;
    const { rows, results } = decodeProtobuf(
      requestWith([
        { startTimeUnixNano: far, endTimeUnixNano: far },
        { endTimeUnixNano: far },
        { endTimeUnixNano: far - 1n },
      ]),
    );
    expect([rows.length, results[0].rejected]).toEqual([1, 2]);
    expect(results[0].message).toContain('start_time_unix_nano: it is beyond 9223372036854775807 ns');
    expect(results[0].message).toContain('end_time_unix_nano: it is beyond 9223372036854775807 ns');
  });

  test('an all-zero parent is no parent', () => {
    const [row] = decodeProtobuf(requestWith([{ parentSpanId: new Uint8Array(8), kind: 1 }])).rows;
    expect(row).toMatchObject({ parent_span_id: null, main: true });
  });
});

describe('where attributes go', () => {
  test('a value of the column’s type, and one that converts exactly', () => {
    expect(rowWith([int('http.response.status_code', 200n)])['http_response_status_code']).toBe(200n);
    expect(rowWith([text('http.response.status_code', '200')])['http_response_status_code']).toBe(200n);
    expect(rowWith([int('user.id', -5n)])['user_id']).toBe('-5');
    expect(rowWith([{ key: 'faas.coldstart', value: { stringValue: 'true' } }])['faas_coldstart']).toBe(true);
  });

  test.each<[string, string, OtlpAnyValue]>([
    ['http.response.status_code', '0200', { stringValue: '0200' }],
    ['http.response.status_code', '200.5', { doubleValue: 200.5 }],
    ['http.response.status_code', '9223372036854775808', { stringValue: '9223372036854775808' }],
    ['faas.coldstart', '1', { intValue: 1n }],
    ['aws.lambda.init_duration_ms', 'NaN', { doubleValue: Number.NaN }],
    ['aws.lambda.init_duration_ms', '9007199254740993', { intValue: 9007199254740993n }],
    ['sample_rate', '0', { intValue: 0n }],
  ])('%s of %s, which does not fit, lies in the string map and is named', (key, expected, value) => {
    const row = rowWith([{ key, value }]);
    expect(row['attributes_string']).toEqual(new Map([[key, expected]]));
    expect(row['misplaced']).toBe(`\n${key}\n`);
  });

  test('an alias is stored under the current name, also when it does not fit', () => {
    expect(rowWith([int('http.status_code', 404n)])['http_response_status_code']).toBe(404n);
    const row = rowWith([text('http.status_code', 'teapot')]);
    expect(row['attributes_string']).toEqual(new Map([['http.response.status_code', 'teapot']]));
    expect(row['misplaced']).toBe('\nhttp.response.status_code\n');
  });

  test('of two names for one column the current one takes it; the other keeps its own key', () => {
    const row = rowWith([int('http.status_code', 404n), int('http.response.status_code', 200n)]);
    expect(row['http_response_status_code']).toBe(200n);
    expect(row['attributes_number']).toEqual(new Map([['http.status_code', 404]]));
    expect(row['misplaced']).toBeNull();
  });

  test('of a repeated key the first counts', () => {
    const row = rowWith([text('a', '1'), text('a', '2'), text('user.id', 'x'), text('user.id', 'y')]);
    expect(row['attributes_string']).toEqual(new Map([['a', '1']]));
    expect(row['user_id']).toBe('x');
  });

  test('http.target is path and query', () => {
    expect(rowWith([text('http.target', '/a/b?c=d?e')])).toMatchObject({ url_path: '/a/b', url_query: 'c=d?e' });
    expect(rowWith([text('http.target', '/a')])).toMatchObject({ url_path: '/a', url_query: null });
  });

  test('an alias in another unit is converted', () => {
    expect(rowWith([], [int('instance.memory_mb', 512n)])['faas_max_memory']).toBe(536_870_912n);
  });

  test('no value is no attribute; an empty key is one', () => {
    const row = rowWith([{ key: 'a' }, { key: 'b', value: {} }, text('', 'empty')]);
    expect(row['attributes_string']).toEqual(new Map([['', 'empty']]));
  });

  test.each<[string, OtlpAnyValue]>([
    ['9223372036854775807', { intValue: 9223372036854775807n }],
    ['-9223372036854775808', { intValue: -9223372036854775808n }],
    ['-Infinity', { doubleValue: Number.NEGATIVE_INFINITY }],
    [
      '[9007199254740993,null,"\\""]',
      { arrayValue: { values: [{ intValue: 9007199254740993n }, {}, { stringValue: '"' }] } },
    ],
    ['{"2":"b","1":"a"}', { kvlistValue: { values: [text('2', 'b'), text('1', 'a')] } }],
    ['AP8=', { bytesValue: Uint8Array.of(0, 255) }],
  ])('%s is text in the string map', (expected, value) => {
    expect(rowWith([{ key: 'k', value }])['attributes_string']).toEqual(new Map([['k', expected]]));
  });

  test('integers up to 2^53 are numbers', () => {
    const row = rowWith([int('a', 2n ** 53n), int('b', -(2n ** 53n)), int('c', 2n ** 53n + 1n)]);
    expect(row['attributes_number']).toEqual(
      new Map([
        ['a', 2 ** 53],
        ['b', -(2 ** 53)],
      ]),
    );
    expect(row['attributes_string']).toEqual(new Map([['c', '9007199254740993']]));
  });
});

describe('resource and scope', () => {
  test('the resource fills the columns of its spans, its other attributes are text', () => {
    const row = rowWith([], [text('service.name', 'shop'), text('cloud.region', 'eu-west-1'), int('shards', 3n)]);
    expect(row).toMatchObject({ service_name: 'shop', cloud_region: 'eu-west-1', misplaced: null });
    expect(row['resource_attributes']).toEqual(new Map([['shards', '3']]));
  });

  test('a service without a name is unknown; a span cannot name it', () => {
    const row = rowWith([text('service.name', 'mine')]);
    expect(row['service_name']).toBe('unknown_service');
    expect(row['attributes_string']).toEqual(new Map([['service.name', 'mine']]));
  });

  test('a span’s own value wins, the resource’s stays in its map, and only that row says so', () => {
    const { rows } = decodeProtobuf(
      requestWith(
        [{ attributes: [text('cloud.region', 'mars')] }, {}, { attributes: [text('faas.name', 'f')] }],
        [text('cloud.region', 'eu-west-1'), text('x', 'y')],
      ),
    );
    expect(rows.map((row) => row['cloud_region'])).toEqual(['mars', 'eu-west-1', 'eu-west-1']);
    expect(rows.map((row) => row['misplaced'])).toEqual(['\ncloud.region\n', null, '\nfaas.name\n']);
    expect(rows.map((row) => row['resource_attributes'])).toEqual([
      new Map([
        ['x', 'y'],
        ['cloud.region', 'eu-west-1'],
      ]),
      new Map([['x', 'y']]),
      new Map([['x', 'y']]),
    ]);
  });

  test('an attribute of spans that the resource sends stays in its map, named where the span has none', () => {
    const { rows } = decodeProtobuf(
      requestWith([{}, { attributes: [text('user.id', 'u1')] }], [text('enduser.id', 'all')]),
    );
    expect(rows.map((row) => row['user_id'])).toEqual([null, 'u1']);
    expect(rows.map((row) => row['misplaced'])).toEqual(['\nuser.id\n', null]);
    expect(rows[1]['resource_attributes']).toEqual(new Map([['user.id', 'all']]));
  });

  test('scope attributes are text under their own keys', () => {
    const request = requestWith([{}]);
    request.resourceSpans![0].scopeSpans![0].scope = { name: 's', attributes: [int('http.status_code', 1n)] };
    expect(decodeProtobuf(request).rows[0]).toMatchObject({
      scope_name: 's',
      scope_version: null,
      scope_attributes: new Map([['http.status_code', '1']]),
    });
  });
});

describe('main and sample rate', () => {
  test.each<[OtlpSpan, boolean]>([
    [{}, true],
    [{ parentSpanId: SPAN_ID }, false],
    [{ parentSpanId: SPAN_ID, kind: 2 }, true],
    [{ parentSpanId: SPAN_ID, kind: 5 }, true],
    [{ attributes: [{ key: 'main', value: { boolValue: false } }] }, false],
    [{ parentSpanId: SPAN_ID, attributes: [text('main', 'true')] }, true],
  ])('%j', (span, expected) => {
    const [row] = decodeProtobuf(requestWith([span])).rows;
    expect(row['main']).toBe(expected);
    expect(row['attributes_boolean']).toEqual(new Map());
  });

  test('a sample rate above zero has its column, under both names', () => {
    expect(rowWith([int('SampleRate', 20n)])['sample_rate']).toBe(20);
    expect(rowWith([{ key: 'sample_rate', value: { doubleValue: 2.5 } }])['sample_rate']).toBe(2.5);
  });
});

describe('events', () => {
  test('the first exception fills the columns that the span leaves open', () => {
    const [row] = decodeProtobuf(
      requestWith([
        {
          attributes: [text('exception.message', 'own')],
          events: [
            { name: 'log', attributes: [text('a', 'b')] },
            { name: 'exception', attributes: [text('exception.type', 'First'), text('exception.message', 'm')] },
            { name: 'exception', attributes: [text('exception.type', 'Second'), text('exception.stacktrace', 's')] },
          ],
        },
      ]),
    ).rows;
    expect(row).toMatchObject({ exception_type: 'First', exception_message: 'own', exception_stacktrace: null });
    expect(row['events']).toHaveLength(3);
  });
});

describe('text that is not UTF-8', () => {
  test('is replaced in names, values and keys, which then are one key', () => {
    const name = Uint8Array.of(42, 2, 0xc3, 0x28);
    const attribute = (value: number) => Uint8Array.of(74, 9, 10, 2, 0xff, 0x61, 18, 3, 10, 1, value);
    const ids = encodeSpanIds();
    const body = wrapSpan(Uint8Array.of(...ids, ...name, ...attribute(0xfe), ...attribute(0x62)));
    const [row] = decodeBodies([body, body], 'otlpProtobuf').rows;
    expect(row['name']).toBe('\ufffd(');
    expect(row['attributes_string']).toEqual(new Map([['\ufffda', '\ufffd']]));
  });
});

function encodeSpanIds(): Uint8Array {
  return Uint8Array.of(10, 16, ...TRACE_ID, 18, 8, ...SPAN_ID);
}

function wrapSpan(span: Uint8Array): Uint8Array {
  const scopeSpans = Uint8Array.of(18, span.length, ...span);
  const resourceSpans = Uint8Array.of(18, scopeSpans.length, ...scopeSpans);
  return Uint8Array.of(10, resourceSpans.length, ...resourceSpans);
}

describe('unusual but valid protobuf', () => {
  test('fields in another order, in parts, repeated, unknown ones between them', () => {
    const attributeBackwards = Uint8Array.of(74, 8, 18, 3, 10, 1, 0x76, 10, 1, 0x6b);
    const unknown = Uint8Array.of(0xfa, 0x06, 2, 1, 2, 0xf8, 0x06, 0x96, 0x01);
    const nameTwice = Uint8Array.of(42, 1, 0x61, 42, 1, 0x62);
    const body = wrapSpan(Uint8Array.of(...attributeBackwards, ...unknown, ...nameTwice, ...encodeSpanIds()));
    const [row] = decodeBodies([body], 'otlpProtobuf').rows;
    expect(row['name']).toBe('b');
    expect(row['attributes_string']).toEqual(new Map([['k', 'v']]));
  });

  test('groups are passed over, one in another too', () => {
    // Field 100 as a group of a number, a text and a group.
    const group = Uint8Array.of(0xa3, 6, 8, 5, 18, 2, 0x7a, 0x7a, 27, 28, 0xa4, 6);
    const body = wrapSpan(Uint8Array.of(...group, ...encodeSpanIds(), ...group));
    expect(decodeBodies([body], 'otlpProtobuf').rows).toHaveLength(1);
  });

  test.each([
    ['one that does not end', [0xa3, 6, 8, 5], 'ends inside a number'],
    ['one that ends as another', [0xa3, 6, 0xac, 6], 'not the one that began'],
    ['an end alone', [0xa4, 6], 'wire type 4 is not in use'],
    ['very many inside each other', Array(101).fill(27), 'groups are nested more than 100 deep'],
  ])('a group that is none is refused: %s', (_, bytes, problem) => {
    const body = wrapSpan(Uint8Array.from(bytes));
    expect(() => decodeBodies([body], 'otlpProtobuf')).toThrow(problem);
  });

  test('an event whose time no column holds has none, and it is told', () => {
    const event = Uint8Array.of(90, 9, 9, ...Array(8).fill(255));
    const body = wrapSpan(Uint8Array.of(...encodeSpanIds(), ...event));
    const { rows, results } = decodeBodies([body], 'otlpProtobuf');
    expect(rows[0]!['events']).toEqual([{ time_unix_nano: 0n, name: '', attributes: new Map() }]);
    expect(results).toMatchObject([{ rows: 1, message: expect.stringContaining('1 event(s) kept without a time') }]);
  });

  test('keys repeat across events without mixing with the span’s', () => {
    const event = Uint8Array.of(90, 10, 26, 8, 10, 1, 0x6b, 18, 3, 10, 1, 0x65);
    const attribute = (value: number) => Uint8Array.of(74, 8, 10, 1, 0x6b, 18, 3, 10, 1, value);
    const body = wrapSpan(Uint8Array.of(...encodeSpanIds(), ...attribute(0x31), ...event, ...attribute(0x32)));
    const [row] = decodeBodies([body], 'otlpProtobuf').rows;
    expect(row['attributes_string']).toEqual(new Map([['k', '1']]));
    expect(row['events']).toMatchObject([{ attributes: new Map([['k', 'e']]) }]);
  });

  test('no bytes are no spans', () => {
    expect(decodeBodies([new Uint8Array(0)], 'otlpProtobuf').results).toEqual([{ rows: 0, rejected: 0, message: '' }]);
  });
});

describe('refused bodies', () => {
  test('name the byte and what was wrong', () => {
    const error = refusalOf(Uint8Array.of(10, 5, 1));
    expect(error.code).toBe('malformed_body');
    expect(error.message).toBe('a field of 5 bytes reaches 4 bytes beyond its message, at byte 1 of the body');
    expect(error.details).toEqual({ offset: 1 });
  });

  test('values nested too deeply, with the limit', () => {
    const nested = (depth: number): OtlpAnyValue =>
      depth === 0 ? { intValue: 1n } : { arrayValue: { values: [nested(depth - 1)] } };
    const request = (depth: number) => requestWith([{ attributes: [{ key: 'k', value: nested(depth) }] }]);
    expect(decodeProtobuf(request(32)).rows[0]['attributes_string']).toEqual(
      new Map([['k', `${'['.repeat(32)}1${']'.repeat(32)}`]]),
    );
    const error = refusalOf(encodeOtlpProtobuf(request(33)));
    expect(error.message).toContain('nested more than 32 levels deep');
    expect(error.details['limit']).toBe(32);
  });

  test('overrides of a large resource that would have to be copied too often', () => {
    const resource = Array.from({ length: 30_000 }, (_, i) => text(`k${i}`, ''));
    const home = ['service.version', 'service.namespace', 'cloud.region', 'faas.name', 'faas.version', 'faas.instance'];
    const spans = Array.from({ length: 64 }, (_, set) => ({
      attributes: home.filter((_key, bit) => set & (1 << bit)).map((key) => text(key, 's')),
    }));
    const request = requestWith(spans, [...home.map((key) => text(key, 'r')), ...resource]);
    expect(refusalOf(encodeOtlpProtobuf(request)).message).toContain('more than 1000000 copies');
  });
});

test('nearly unique and much repeated texts come out as they went in', () => {
  const spans = Array.from({ length: 4500 }, (_, i) => ({
    name: `op ${i}`,
    attributes: [text('user.id', `u${i}`), text('plan', `p${i % 3}`), text('request', `r${i}ü`)],
  }));
  const { rows } = decodeProtobuf(requestWith(spans));
  expect(rows.every((row, i) => row['user_id'] === `u${i}` && row['name'] === `op ${i}`)).toBe(true);
  expect(rows[4499]['attributes_string']).toEqual(
    new Map([
      ['plan', 'p2'],
      ['request', 'r4499ü'],
    ]),
  );
});
