// Small bodies that become much: each is refused where it passes the limit, and costs neither time nor memory beyond it.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { describe, expect, test } from 'vitest';
import { createOtlpDecoder } from '../src/index.ts';
import { ProtobufTree } from '../src/rows/protobuf-tree.ts';
import { createTreeRows } from '../src/rows/tree-rows.ts';
import { ELEMENT_VALUES, ITEM_VALUES, MAX_BODY_VALUES, SPAN_VALUES } from '../src/value-count.ts';

const MAX_SPANS = MAX_BODY_VALUES / SPAN_VALUES;
const MAX_ELEMENTS = MAX_BODY_VALUES / ELEMENT_VALUES;
const IDS = Uint8Array.of(10, 16, ...new Array(16).fill(1), 18, 8, ...new Array(8).fill(2));

/** A protobuf field with a length. */
function field(number: number, ...parts: Uint8Array[]): Uint8Array {
  let length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [number * 8 + 2];
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) + 128);
  return Buffer.concat([Uint8Array.from([...head, length]), ...parts]);
}

function repeated(part: Uint8Array, times: number): Uint8Array {
  return Buffer.alloc(part.length * times, part);
}

const EMPTY_SPAN = field(2);

function arrayAttribute(items: number): Uint8Array {
  return field(9, field(1, Buffer.from('key')), field(2, field(5, repeated(field(1), items))));
}

function decode(body: Uint8Array, format: 'otlpProtobuf' | 'otlpJson' = 'otlpProtobuf') {
  const decoder = createOtlpDecoder(body);
  const refusal = ((): TracelakeError | null => {
    try {
      decoder.decode(0, body.length, format);
      return null;
    } catch (error) {
      if (isTracelakeError(error)) return error;
      throw error;
    }
  })();
  return { refusal, rows: decoder.rows, values: decoder.values };
}

describe('a small body that becomes much', () => {
  test.each<[string, () => Uint8Array]>([
    ['empty spans', () => field(1, field(2, repeated(EMPTY_SPAN, MAX_SPANS)))],
    ['spans of two ids', () => field(1, field(2, repeated(field(2, IDS), MAX_SPANS)))],
    ['empty resources', () => repeated(field(1), MAX_SPANS + 1)],
    ['empty scopes', () => field(1, repeated(field(2), MAX_SPANS))],
    ['empty events', () => field(1, field(2, field(2, IDS, repeated(field(11), MAX_ELEMENTS))))],
    ['empty items of an array', () => field(1, field(2, field(2, IDS, arrayAttribute(MAX_BODY_VALUES / ITEM_VALUES))))],
    ['empty links', () => field(1, field(2, field(2, IDS, repeated(field(13), MAX_ELEMENTS))))],
  ])('%s', (_name, body) => {
    const { refusal, rows, values } = decode(body());
    expect(refusal?.code).toBe('body_too_large');
    expect(refusal?.message).toContain(`more than ${MAX_BODY_VALUES} values`);
    expect(refusal?.hint).toContain('OTEL_BSP_MAX_EXPORT_BATCH_SIZE');
    expect([rows, values]).toEqual([0, 0]);
  });

  test.each([
    ['empty spans', '{}'],
    ['spans whose ids are none', '{"traceId":"?"}'],
  ])('%s, as JSON', (_name, span) => {
    const spans = `${`${span},`.repeat(MAX_SPANS)}${span}`;
    const body = new TextEncoder().encode(`{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`);
    expect(decode(body, 'otlpJson').refusal?.code).toBe('body_too_large');
  });

  test('a large resource with many spans, since it is written with each', () => {
    const attributes = Array.from({ length: 5000 }, (_, i) => ({ key: `key.${i}`, value: { stringValue: '' } }));
    const spans = (count: number) =>
      Array.from({ length: count }, () => ({ traceId: IDS.slice(2, 18), spanId: IDS.slice(20, 28), name: '' }));
    const body = (count: number) =>
      encodeOtlpProtobuf({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: spans(count) }] }] });
    expect(decode(body(1000))).toMatchObject({ refusal: null, rows: 1000 });
    expect(decode(body(1700)).refusal?.code).toBe('body_too_large');
  });

  test.each(['resource', 'scope'] as const)('long texts of a %s with many spans', (place) => {
    const attributes = Array.from({ length: 1000 }, (_, i) => ({
      key: `key.${i}`,
      value: { stringValue: `${i}`.repeat(40) },
    }));
    const spans = Array.from({ length: 3000 }, () => ({ traceId: IDS.slice(2, 18), spanId: IDS.slice(20, 28) }));
    const body = (count: number) => {
      const scope = place === 'scope' ? { attributes } : undefined;
      const resource = place === 'resource' ? { attributes } : undefined;
      return encodeOtlpProtobuf({
        resourceSpans: [{ resource, scopeSpans: [{ scope, spans: spans.slice(0, count) }] }],
      });
    };
    expect(decode(body(1000))).toMatchObject({ refusal: null, rows: 1000 });
    expect(decode(body(3000)).refusal?.code).toBe('body_too_large');
    const rowsOf = (bytes: Uint8Array) => [...createTreeRows({}).rows(new ProtobufTree().read(bytes))];
    expect(rowsOf(body(1000))).toHaveLength(1000);
    expect(() => rowsOf(body(3000))).toThrow(/every 32 bytes of their texts/);
  });
});

test('values are counted by body: many small ones are one large batch', () => {
  const body = field(1, field(2, repeated(field(2, IDS), 100_000)));
  const segment = Buffer.concat([body, body, body]);
  const decoder = createOtlpDecoder(segment);
  for (let at = 0; at < segment.length; at += body.length) decoder.decode(at, at + body.length, 'otlpProtobuf');
  expect(decoder.rows).toBe(300_000);
  expect(decoder.values).toBeGreaterThanOrEqual(300_000 * SPAN_VALUES);
});

test.each(['span', 'resource'] as const)(
  'names of both ages of a %s count the same, whichever comes first',
  (place) => {
    const named = (key: string, value: string) => ({ key, value: { stringValue: value } });
    const pair = [named('cloud.resource_id', 'new'), named('faas.id', 'old')];
    const list = { key: 'list', value: { arrayValue: { values: new Array(1000).fill({ stringValue: '' }) } } };
    const valuesOf = (attributes: ReturnType<typeof named>[]) => {
      const all = [...attributes, list];
      const span = { traceId: IDS.slice(2, 18), spanId: IDS.slice(20, 28), attributes: place === 'span' ? all : [] };
      const resource = { attributes: place === 'resource' ? all : [] };
      return decode(encodeOtlpProtobuf({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] })).values;
    };
    expect(valuesOf(pair.toReversed())).toBe(valuesOf(pair));
  },
);
