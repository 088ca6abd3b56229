// Of an attribute's current name and its older ones the current one counts, wherever it stands: every pair there is, in every reader.
import { columnOfAttribute, HTTP_TARGET_ALIAS, type ScalarType, WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';
import {
  encodeOtlpJson,
  encodeOtlpProtobuf,
  type OtlpAnyValue,
  type OtlpKeyValue,
  type OtlpTraceRequest,
} from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import { createRowReader } from '../src/index.ts';
import { StaticAttributes } from '../src/lambda/static-attributes.ts';
import { RowKeys } from '../src/rows/row-keys.ts';
import { decodeAsJson, decodeProtobuf } from './decoding.ts';

const PAIRS = [
  ...WELL_KNOWN_ATTRIBUTES.flatMap(({ key, type, level, aliases }) =>
    aliases.map((alias) => ({ older: alias.key, key, type, level, scale: alias.scale ?? 1 })),
  ),
  { older: 'SampleRate', key: 'sample_rate', type: 'double', level: 'span', scale: 1 } as const,
];

/** [an older name's, the current one's], and as the column has the second. */
const VALUES: Readonly<Record<ScalarType, readonly [OtlpAnyValue, OtlpAnyValue, unknown]>> = {
  varchar: [{ stringValue: 'old' }, { stringValue: 'new' }, 'new'],
  bigint: [{ intValue: 1n }, { intValue: 2n }, 2n],
  double: [{ doubleValue: 1.5 }, { doubleValue: 2.5 }, 2.5],
  boolean: [{ boolValue: false }, { boolValue: true }, true],
};

function requestWith(level: 'span' | 'resource', attributes: OtlpKeyValue[]): OtlpTraceRequest {
  const ids = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(1) };
  const [span, resource] = level === 'span' ? [attributes, []] : [[], attributes];
  return {
    resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans: [{ ...ids, attributes: span }] }] }],
  };
}

/** What each reader makes of the column and of what is in maps under the keys. */
function readings(request: OtlpTraceRequest, column: string, keys: readonly string[]) {
  const reader = createRowReader();
  const rows: Record<string, unknown>[] = [
    decodeProtobuf(request).rows[0]!,
    decodeAsJson(request).rows[0]!,
    reader.read(encodeOtlpProtobuf(request), 'otlpProtobuf').rows[0] as Record<string, unknown>,
    reader.read(new TextEncoder().encode(encodeOtlpJson(request)), 'otlpJson').rows[0] as Record<string, unknown>,
  ];
  return rows.map((row) => {
    const maps = ['attributes_string', 'attributes_number', 'attributes_boolean', 'resource_attributes'];
    const found = keys.map((key) =>
      maps.flatMap((map) => (row[map] as Map<string, unknown> | undefined)?.get(key) ?? []),
    );
    const value = row[column];
    return [typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value, found.map(String)];
  });
}

describe.each(PAIRS)('$older and $key', ({ older, key, type, level }) => {
  const column = columnOfAttribute(key)!.name;
  const [oldValue, newValue, expected] = VALUES[type];
  const [a, b] = [
    { key: older, value: oldValue },
    { key, value: newValue },
  ];
  const kept = [String(Object.values(oldValue)[0]), ''];

  test.each([
    ['the older first', [a, b]],
    ['the current first', [b, a]],
  ])('%s: the current one counts, the older one’s value stays under its own name', (_, attributes) => {
    for (const reading of readings(requestWith(level, attributes), column, [older, key]))
      expect(reading).toEqual([expected, kept]);
  });

  test('whichever does not fit is text under its own name', () => {
    if (type === 'varchar') return;
    const odd = { stringValue: 'odd' };
    for (const attributes of [
      [{ key: older, value: odd }, b],
      [b, { key: older, value: odd }],
    ]) {
      for (const reading of readings(requestWith(level, attributes), column, [older, key]))
        expect(reading).toEqual([expected, ['odd', '']]);
    }
    const [first, second] = [a, { key, value: odd }];
    const expectedReadings = readings(requestWith(level, [second, first]), column, [older, key]);
    expect(readings(requestWith(level, [first, second]), column, [older, key])).toEqual(expectedReadings);
    expect(expectedReadings[0]![1]).toEqual(['', 'odd']);
  });

  test('as an attribute that a variable gives, too', () => {
    const text = (value: OtlpAnyValue) => String(Object.values(value)[0]);
    for (const given of [
      [older, text(oldValue), key, text(newValue)],
      [key, text(newValue), older, text(oldValue)],
    ]) {
      const row: Record<string, unknown> = {};
      const pairs = new Map([
        [given[0]!, given[1]!],
        [given[2]!, given[3]!],
      ]);
      new StaticAttributes(pairs, new RowKeys(undefined)).addTo(row);
      expect(String(row[column])).toBe(String(expected));
    }
  });
});

test('http.target gives way to url.path and url.query, whichever comes first', () => {
  const target = { key: HTTP_TARGET_ALIAS.key, value: { stringValue: '/old?a=1' } };
  const path = { key: HTTP_TARGET_ALIAS.path, value: { stringValue: '/new' } };
  for (const attributes of [
    [target, path],
    [path, target],
  ]) {
    for (const reading of readings(requestWith('span', attributes), 'url_path', [target.key]))
      expect(reading).toEqual(['/new', ['/old?a=1']]);
  }
});

test('of two older names the first one sent counts', () => {
  const attributes = ['http.host', 'net.peer.name'].map((key) => ({ key, value: { stringValue: key } }));
  for (const reading of readings(requestWith('span', attributes), 'server_address', ['net.peer.name']))
    expect(reading).toEqual(['http.host', ['net.peer.name']]);
});
