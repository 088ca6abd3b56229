// Columns past every capacity they grow through: the value that makes one grow must not be lost.
import { describe, expect, it } from 'vitest';
import { createOtlpDecoder } from '../../src/index.ts';

/** One more than every capacity that a column grows through. */
const SPANS = 2049;

function requestWith(spans: number): Uint8Array {
  const values = Array.from({ length: spans }, (_, index) => ({
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: (index + 1).toString(16).padStart(16, '0'),
    name: `name ${index % 7}`,
    kind: (index % 5) + 1,
    startTimeUnixNano: String(1_795_366_800_000_000_000 + index),
    endTimeUnixNano: '1795366801000000000',
    attributes: [
      { key: 'http.route', value: { stringValue: `/route/${index % 5}` } },
      { key: 'faas.coldstart', value: { boolValue: index % 2 === 1 } },
      { key: 'aws.lambda.memory_used_mb', value: { doubleValue: index + 0.5 } },
      { key: 'text', value: { stringValue: `value ${index % 11}` } },
      { key: 'number', value: { doubleValue: index + 0.25 } },
      { key: 'flag', value: { boolValue: index % 3 === 1 } },
    ],
  }));
  return new TextEncoder().encode(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: values }] }] }));
}

describe('columns that grow while they are filled', () => {
  const body = requestWith(SPANS);
  const decoder = createOtlpDecoder(body);
  decoder.decode(0, body.byteLength, 'otlpJson');
  const batch = decoder.batch();
  const textAt = (dictionary: { offsets: Int32Array; lengths: Int32Array }, id: number): string => {
    const offset = dictionary.offsets[id];
    const [bytes, from] = offset >= 0 ? [batch.segment, offset] : [batch.side, ~offset];
    return Buffer.from(bytes.subarray(from, from + dictionary.lengths[id])).toString('utf8');
  };
  const rows = Array.from({ length: SPANS }, (_, index) => index);

  it('keep the value that made them grow: text, codes, booleans, doubles', () => {
    const { name, http_route: route, kind, faas_coldstart: cold, aws_lambda_memory_used_mb: memory } = batch.columns;
    expect(rows.map((row) => name.kind === 'text' && textAt(name.dictionary, name.ids[row]))).toEqual(
      rows.map((row) => `name ${row % 7}`),
    );
    expect(rows.map((row) => route.kind === 'text' && textAt(route.dictionary, route.ids[row]))).toEqual(
      rows.map((row) => `/route/${row % 5}`),
    );
    expect(rows.map((row) => kind.kind === 'code' && kind.codes[row])).toEqual(rows.map((row) => (row % 5) + 1));
    expect(rows.map((row) => cold.kind === 'boolean' && cold.values[row])).toEqual(rows.map((row) => row % 2));
    expect(rows.map((row) => memory.kind === 'float64' && memory.values[row])).toEqual(rows.map((row) => row + 0.5));
  });

  it('keep the value that made a map grow', () => {
    const { attributes_string: texts, attributes_number: numbers, attributes_boolean: flags } = batch.columns;
    const values = (column: typeof texts) => (column.kind === 'map' ? column.values : null);
    const [text, number, flag] = [values(texts), values(numbers), values(flags)];
    expect(rows.map((row) => text?.kind === 'text' && textAt(text.dictionary, text.ids[row]))).toEqual(
      rows.map((row) => `value ${row % 11}`),
    );
    expect(rows.map((row) => number?.kind === 'float64' && number.values[row])).toEqual(rows.map((row) => row + 0.25));
    expect(rows.map((row) => flag?.kind === 'boolean' && flag.values[row])).toEqual(
      rows.map((row) => (row % 3 === 1 ? 1 : 0)),
    );
  });
});
