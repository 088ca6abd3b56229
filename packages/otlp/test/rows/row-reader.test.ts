// What the user's rules, the limits and the deployed table make of attributes, and how a row is written as a document.
import { firehoseJsonKeys, SPANS_TABLE, TracelakeError } from '@tracelake/schema';
import { encodeOtlpJson, encodeOtlpProtobuf, type OtlpKeyValue, type OtlpTraceRequest } from '@tracelake/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRowReader, documentOf, type RowReaderOptions, type WideRow } from '../../src/index.ts';
import { isDeployed, isYounger } from '../../src/rows/table-version.ts';
import { decodeBodies } from '../decoding.ts';
import { wholeRow } from './whole-rows.ts';

function text(key: string, stringValue: string): OtlpKeyValue {
  return { key, value: { stringValue } };
}

interface Attributes {
  readonly span?: OtlpKeyValue[];
  readonly resource?: OtlpKeyValue[];
  readonly scope?: OtlpKeyValue[];
  readonly event?: OtlpKeyValue[];
  readonly link?: OtlpKeyValue[];
}

function requestWith({ span, resource, scope, event, link }: Attributes): OtlpTraceRequest {
  return {
    resourceSpans: [
      {
        resource: { attributes: resource },
        scopeSpans: [
          {
            scope: { name: 's', attributes: scope },
            spans: [
              {
                traceId: new Uint8Array(16).fill(1),
                spanId: new Uint8Array(8).fill(1),
                startTimeUnixNano: 5n,
                attributes: span,
                droppedAttributesCount: 2,
                events: [{ name: 'e', attributes: event }],
                links: [{ attributes: link }],
              },
            ],
          },
        ],
      },
    ],
  };
}

/** Both forms must say the same. */
function read(attributes: Attributes, options: RowReaderOptions): { row: WideRow; message: string } {
  const request = requestWith(attributes);
  const protobuf = createRowReader(options).read(encodeOtlpProtobuf(request), 'otlpProtobuf');
  const json = createRowReader(options).read(new TextEncoder().encode(encodeOtlpJson(request)), 'otlpJson');
  expect(json).toEqual(protobuf);
  return { row: protobuf.rows[0]!, message: protobuf.message };
}

describe('rules', () => {
  const attributeRule: RowReaderOptions['attributeRule'] = (key) =>
    key.startsWith('secret') || key === 'server.port' ? 'mask' : key.startsWith('junk') ? 'drop' : 'keep';
  const all = [text('secret.a', 'x'), text('junk.b', 'y'), text('c', 'z')];
  const kept = new Map([
    ['secret.a', '[masked]'],
    ['c', 'z'],
  ]);

  test('hold wherever attributes stand', () => {
    const { row } = read({ span: all, resource: all, scope: all, event: all, link: all }, { attributeRule });
    expect(row.attributes_string).toEqual(kept);
    expect(row.resource_attributes).toEqual(kept);
    expect(row.scope_attributes).toEqual(kept);
    expect(row.events?.[0]?.attributes).toEqual(kept);
    expect(row.links?.[0]?.attributes).toEqual(kept);
    expect(row.dropped_attributes_count).toBe(2);
  });

  test('hold inside lists too, at any depth', () => {
    const values = [...all, { key: 'deep', value: { arrayValue: { values: [{ kvlistValue: { values: all } }] } } }];
    const { row } = read({ span: [{ key: 'body', value: { kvlistValue: { values } } }] }, { attributeRule });
    const inner = '"secret.a":"[masked]","c":"z"';
    expect(row.attributes_string?.get('body')).toBe(`{${inner},"deep":[{${inner}}]}`);
  });

  test('a masked number does not fit its column: it is text, and named as misplaced', () => {
    const { row } = read({ span: [{ key: 'server.port', value: { intValue: 80n } }] }, { attributeRule });
    expect(row).not.toHaveProperty('server_port');
    expect(row.attributes_string?.get('server.port')).toBe('[masked]');
    expect(row.misplaced).toBe('\nserver.port\n');
  });

  test('a rule for texts sees all that are kept but the exempt ones, in lists and names too', () => {
    const attributes = [
      text('a', 'pw'),
      text('free', 'pw'),
      { key: 'b', value: { arrayValue: { values: [{ stringValue: 'pw' }] } } },
    ];
    const options: RowReaderOptions = {
      attributeRule: (key) => (key === 'free' ? 'exempt' : 'keep'),
      textRule: (value, key) => value.replace('pw', key === '' ? '*' : `*${key}`),
    };
    const { row } = read({ span: attributes, resource: [text('r', 'pw')], event: [text('e', 'pw')] }, options);
    expect([...row.attributes_string!]).toEqual([
      ['a', '*a'],
      ['free', 'pw'],
      ['b', '["*b"]'],
    ]);
    expect([row.resource_attributes?.get('r'), row.events?.[0]?.attributes?.get('e')]).toEqual(['*r', '*e']);
    const named = requestWith({ span: [] });
    Object.assign(named.resourceSpans![0]!.scopeSpans![0]!.spans![0]!, {
      name: 'GET pw',
      status: { code: 2, message: 'no pw' },
      events: [{ timeUnixNano: 1n, name: 'see pw' }],
    });
    const [other] = createRowReader(options).read(encodeOtlpProtobuf(named), 'otlpProtobuf').rows;
    expect(other).toMatchObject({ name: 'GET *', status_message: 'no *', events: [{ name: 'see *' }] });
  });

  test('are asked once a key and place', () => {
    const asked: string[] = [];
    const reader = createRowReader({
      attributeRule: (key, place) => {
        asked.push(`${place} ${key}`);
        return 'keep';
      },
    });
    const body = encodeOtlpProtobuf(requestWith({ span: [text('a', '1')], resource: [text('a', '1')] }));
    for (let i = 0; i < 3; i++) reader.read(body, 'otlpProtobuf');
    expect(asked.sort()).toEqual(['resource a', 'span a']);
  });
});

describe('limits', () => {
  test('attributes beyond the most are counted with those that the sender dropped, and said', () => {
    const span = ['a', 'b', 'c', 'd'].map((key) => text(key, '1'));
    const { row, message } = read({ span, event: span }, { maxAttributes: 2 });
    expect([...(row.attributes_string?.keys() ?? [])]).toEqual(['a', 'b']);
    expect(row.events?.[0]?.attributes?.size).toBe(2);
    expect(row.dropped_attributes_count).toBe(4);
    expect(message).toContain('4 attribute(s) left out beyond 2 of one set');
  });

  test('a text is cut between characters, is never longer than the limit, and says that it was cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.integer({ min: 3, max: 40 }),
        (value, maxValueBytes) => {
          const { row, message } = read({ span: [text('k', value)] }, { maxValueBytes });
          const bytes = (of: string) => new TextEncoder().encode(of).length;
          const kept = row.attributes_string?.get('k') ?? '';
          if (bytes(value) <= maxValueBytes) {
            expect(kept).toBe(value);
            return;
          }
          expect(bytes(kept)).toBeLessThanOrEqual(maxValueBytes);
          expect(kept.endsWith('…')).toBe(true);
          expect(value.startsWith(kept.slice(0, -1))).toBe(true);
          expect(message).toContain(`1 value(s) cut to ${maxValueBytes} bytes`);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('keys and texts of any length are whole, where a length takes a second byte too', () => {
  for (let length = 0; length <= 300; length++) {
    const [short, long] = ['k', `k${'e'.repeat(length)}`];
    const texts = new Map([
      [short, 'v'.repeat(length)],
      [long.padEnd(2, '.'), 'v'],
    ]);
    const { row } = read({ span: [...texts].map(([key, value]) => text(key, value)) }, {});
    expect(row.attributes_string).toEqual(texts);
  }
});

describe('an older table', () => {
  test('versions are compared by their numbers', () => {
    expect(isYounger('0.10.0', '0.9.9')).toBe(true);
    expect(isYounger('0.9.9', '0.10.0')).toBe(false);
    expect(isYounger('1.0.0', '1.0.0')).toBe(false);
    expect(isYounger('1.0.1', '1')).toBe(true);
  });

  test('a key whose column it lacks goes to the map of its type, as if nobody knew it', () => {
    const older = '0.0.9';
    expect(isDeployed('http_route', older)).toBe(false);
    const span = [text('http.route', '/a'), { key: 'http.status_code', value: { intValue: 200n } }];
    const { row } = read({ span, resource: [text('cloud.region', 'eu')] }, { schemaVersion: older });
    expect(row.attributes_string).toEqual(new Map([['http.route', '/a']]));
    expect(row.attributes_number).toEqual(new Map([['http.status_code', 200]]));
    expect(row.resource_attributes).toEqual(new Map([['cloud.region', 'eu']]));
    expect(row).not.toHaveProperty('misplaced');
    const newest = SPANS_TABLE.columns.map(({ since }) => since).sort((a, b) => (isYounger(a, b) ? -1 : 1))[0];
    const { row: current } = read({ span }, { schemaVersion: newest });
    expect(current).toMatchObject({ http_route: '/a', http_response_status_code: 200 });
  });
});

/** Key of `attributes_string`. */
const TEXTS = '14';

describe('a document', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  );

  test('is JSON whatever the texts are; lone surrogates become U+FFFD', () => {
    fc.assert(
      fc.property(anyText, anyText, (key, value) => {
        const row: WideRow = {
          name: value,
          attributes_string: new Map([
            [key, value],
            ['__proto__', value],
          ]),
        };
        const document = documentOf(row);
        expect(document).not.toContain('\n');
        const whole = (of: string) =>
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(of));
        const parsed = JSON.parse(document) as { name: string; [TEXTS]: Record<string, string> };
        expect(parsed.name).toBe(whole(value));
        expect(Object.entries(parsed[TEXTS])).toContainEqual([whole(key), whole(value)]);
        // What goes over the wire is UTF-8.
        expect(whole(document)).toBe(document);
      }),
      { numRuns: 1_000 },
    );
  });

  test('has integers of 64 bits bare and exact, and doubles that stay doubles', () => {
    const row: WideRow = {
      start_time_unix_nano: 1_767_225_639_319_841_123n,
      duration_nano: -5,
      main: false,
      sample_rate: 2 ** 60,
      attributes_number: new Map([
        ['a', 1e21],
        ['b', -0],
        ['c', 0.1],
        ['d', 2 ** 53 - 1],
      ]),
      trace_state: undefined,
      events: [{ time_unix_nano: 9_223_372_036_854_775_807n, name: '', attributes: new Map() }],
    };
    expect(documentOf(row)).toBe(
      '{"6":1767225639319841123,"7":-5,"f":false,"g":1152921504606847000.0,' +
        '"15":{"a":1e+21,"b":-0.0,"c":0.1,"d":9007199254740991},' +
        '"19":[{"time_unix_nano":9223372036854775807,"name":"","attributes":{}}]}',
    );
    expect(documentOf({})).toBe('{}');
  });

  test('has only members that the table has', () => {
    const { row } = read({ span: [text('http.route', '/a')] }, {});
    const keys = firehoseJsonKeys(SPANS_TABLE);
    const known = SPANS_TABLE.columns.map(({ name }) => keys[name] ?? name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(JSON.parse(documentOf(row)) as object)));
  });
});

test.each([
  '5.0',
  '1e3',
  '-0',
  '9007199254740993e0',
  '9223372036854775807',
  '-9223372036854775809',
  '9223372036854775808',
  '1.2345678901234567890e19',
  '100000000000000000000',
  '1e+300',
  '1.5',
])('an intValue of %s, bare or in a text, is what the column decoder makes of it', (number) => {
  const span = `"traceId":"${'0A'.repeat(16)}","spanId":"${'01'.repeat(8)}"`;
  for (const written of [number, `"${number}"`]) {
    const body = new TextEncoder().encode(
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{${span},"attributes":[{"key":"n","value":{"intValue":${written}}}]}]}]}]}`,
    );
    const rows = createRowReader().read(body, 'otlpJson').rows.map(wholeRow);
    expect(rows).toEqual(decodeBodies([body], 'otlpJson').rows);
  }
});

test('a span whose id is not hexadecimal is left out, also where a good one comes behind it', () => {
  const ids = (spanId: string) => `"traceId":"${'01'.repeat(16)}",${spanId},"startTimeUnixNano":"5"`;
  const read = (spanId: string) => {
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{${ids(spanId)}}]}]}]}`;
    return createRowReader().read(new TextEncoder().encode(text), 'otlpJson');
  };
  const [bad, good] = ['"spanId":"befbf6d63e407"', '"spanId":"befbf6d63e42f3f5"'];
  expect([read(`${bad},${good}`), read(`${good},${bad}`)]).toMatchObject([{ rejected: 1 }, { rejected: 1 }]);
  expect(read(`${good},${good}`)).toMatchObject({ rejected: 0, rows: [{ span_id: 'befbf6d63e42f3f5' }] });
});

test('JSON that JSON.parse would take in part: digits, members that come twice, what nobody knows', () => {
  const json = (span: string) =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'0A'.repeat(16)}","spanId":"${'01'.repeat(8)}",${span}}]}]}]}`;
  const rowsOf = (body: string) => createRowReader().read(new TextEncoder().encode(body), 'otlpJson').rows;
  const attribute = (key: string, value: string) => `"attributes":[{"key":"${key}","value":${value}}]`;
  expect(rowsOf(json(`"startTimeUnixNano":1767225639319841123`))[0]?.start_time_unix_nano).toBe(
    1_767_225_639_319_841_123n,
  );
  expect(rowsOf(json(attribute('n', '{"intValue":9007199254740993}')))[0]?.attributes_string?.get('n')).toBe(
    '9007199254740993',
  );
  const twice = rowsOf(json(`${attribute('a', '{"stringValue":"1"}')},${attribute('b', '{"stringValue":"2"}')}`));
  expect(twice[0]?.attributes_string).toEqual(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
  expect(
    rowsOf(json(attribute('a', '{"stringValue":"x","intValue":1,"stringValue":"y"}')))[0]?.attributes_string?.get('a'),
  ).toBe('y');
  expect(rowsOf(json(attribute('a', '{"stringValue":"\\ud800"}')))[0]?.attributes_string?.get('a')).toBe('\ufffd');
  expect(rowsOf(json(`"unknown":{"x":[1,{"y":null}]},"name":"n"`))[0]?.name).toBe('n');
  for (const bad of [
    '"name":5',
    '"attributes":{}',
    '"attributes":[null]',
    '"kind":1.5',
    '"events":[{"timeUnixNano":-1}]',
    '"name":"a",',
    // What another member of the same name takes the place of must be right all the same.
    '"name":5,"name":"a"',
    '"attributes":[{"key":"a","value":{"boolValue":1,"boolValue":true}}]',
    '"attributes":[{"key":"a","value":{"arrayValue":{"values":[{"boolValue":1}]},"arrayValue":{}}}]',
    '"attributes":[{"key":"a","value":{"kvlistValue":{"values":[{"key":5}]},"kvlistValue":{}}}]',
  ]) {
    expect(() => rowsOf(json(bad)), bad).toThrow(TracelakeError);
  }
  for (const bad of [
    '',
    'null',
    '[]',
    '{',
    '{}x',
    `{"resourceSpans":${'['.repeat(100_000)}`,
    `{"x":${'['.repeat(400)}${']'.repeat(400)}}`,
  ]) {
    expect(() => rowsOf(bad), bad.slice(0, 30)).toThrow(TracelakeError);
  }
});
