// What is left of a row that no Firehose record can hold.
import { documentOf } from '@tracelake/otlp/documents';
import { expect, test } from 'vitest';
import { CUT_KEY, cutRow } from '../../src/core/cut-row.ts';
import { FIREHOSE_LIMITS } from '../../src/core/document-packing.ts';

const LONG = '\u0001'.repeat(16_384);

test('identity, times, numbers and short texts stay; long texts are cut, events and links counted', () => {
  const row = {
    trace_id: 'a'.repeat(32),
    span_id: 'b'.repeat(16),
    start_time_unix_nano: 1_795_891_974_053_000_000n,
    duration_nano: 5,
    name: 'checkout',
    db_query_text: LONG,
    attributes_string: new Map([
      ['short', 'kept'],
      ['long', LONG],
    ]),
    attributes_number: new Map([['n', 1]]),
    events: [{ time_unix_nano: 1n, name: 'e', attributes: new Map() }],
    dropped_events_count: 2,
  };
  expect(cutRow(row)).toEqual({
    trace_id: row.trace_id,
    span_id: row.span_id,
    start_time_unix_nano: row.start_time_unix_nano,
    duration_nano: 5,
    name: 'checkout',
    db_query_text: `${LONG.slice(0, 256)}…`,
    attributes_string: new Map([
      ['short', 'kept'],
      ['long', `${LONG.slice(0, 256)}…`],
    ]),
    attributes_number: row.attributes_number,
    attributes_boolean: new Map([[CUT_KEY, true]]),
    dropped_events_count: 3,
  });
  expect(row.attributes_string.get('long')).toBe(LONG);
});

test('as many attributes as a span may have fit, whatever their texts are', () => {
  const attributes_string = new Map(Array.from({ length: 512 }, (_, i) => [`attribute ${i}`, LONG]));
  expect(Buffer.byteLength(documentOf(cutRow({ attributes_string })))).toBeLessThan(FIREHOSE_LIMITS.recordBytes);
});

test('of more attributes than fit, or longer keys, the first stay and the others are counted', () => {
  const keys = Array.from({ length: 9_000 }, (_, i) => `key ${i} ${'\u0001'.repeat(300)}`);
  const row = {
    name: 'checkout',
    dropped_attributes_count: 2,
    attributes_string: new Map(keys.map((key) => [key, LONG])),
  };
  const cut = cutRow(row);
  expect(Buffer.byteLength(documentOf(cut))).toBeLessThan(FIREHOSE_LIMITS.recordBytes);
  const kept = [...cut.attributes_string!.keys()];
  expect(kept.length).toBeGreaterThan(100);
  expect(kept).toEqual(keys.slice(0, kept.length));
  expect(cut.dropped_attributes_count).toBe(2 + 9_000 - kept.length);
});

test('a key that is larger than any record takes only its own attribute with it', () => {
  const attributes_string = new Map([
    ['k'.repeat(2_000_000), 'v'],
    ['short', 'kept'],
  ]);
  expect(cutRow({ attributes_string })).toMatchObject({
    attributes_string: new Map([['short', 'kept']]),
    dropped_attributes_count: 1,
  });
});
