// How a record is cut into documents, and what of it fails.
import { describe, expect, test } from 'vitest';
import { hiveType } from '../../src/firehose/hive-type.ts';
import { type ConversionOptions, convertRecord } from '../../src/firehose/record-conversion.ts';

const COLUMNS = [{ name: 'n', type: hiveType('bigint') }];

function convert(record: string, options: ConversionOptions = {}) {
  const { rows, failures } = convertRecord(new TextEncoder().encode(record), COLUMNS, options);
  return {
    rows: rows.map(({ n }) => n),
    failures: failures.map(({ code, message, rawData }) => [code, message, new TextDecoder().decode(rawData)]),
  };
}

describe('documents of a record (docs: record-format-conversion)', () => {
  test.each(['{"n":1}{"n":2}', '{"n":1}\n{"n":2}\n', ' {"n" : 1}\r\n\t{"n":2}'])('%j has two', (record) => {
    expect(convert(record)).toEqual({ rows: [1n, 2n], failures: [] });
  });

  test('an array is no document', () => {
    const [[code]] = convert('[{"n":1}]').failures;
    expect(code).toBe('DataFormatConversion.MalformedData');
  });

  test.each(['', ' \n'])('an empty record %j fails (probed)', (record) => {
    const message = 'The record was empty or contained only whitespace.';
    expect(convert(record).failures).toEqual([['DataFormatConversion.MalformedData', message, record]]);
  });
});

describe('one document of several fails (unprobed: both ways must be survived)', () => {
  const RECORD = '{"n":1}\n{"n":"oops"}\n{"n":3}';

  test('alone: the others convert', () => {
    const message = 'Data does not match the schema. For input string: "oops"';
    expect(convert(RECORD)).toEqual({
      rows: [1n, 3n],
      failures: [['DataFormatConversion.MalformedData', message, '{"n":"oops"}']],
    });
  });

  test('together: the record fails as a whole, with all of it as raw data', () => {
    const { rows, failures } = convert(RECORD, { failureUnit: 'together' });
    expect(rows).toEqual([]);
    expect(failures.map(([, , raw]) => raw)).toEqual([RECORD]);
  });

  test('what is no JSON takes the rest of its record with it', () => {
    const { rows, failures } = convert('{"n":1}{"n":}{"n":3}');
    expect(rows).toEqual([1n]);
    expect(failures).toEqual([
      ['DataFormatConversion.ParseError', expect.stringContaining('Encountered malformed JSON.'), '{"n":}{"n":3}'],
    ]);
  });
});

describe('strictness', () => {
  test.each(['{n:1}', "{'n':1}", '{"n":01}', '{"n":1,}', '{"n":NaN}', '{"n":"\n"}', '{"n":"\\x"}', '{"n":1', 'nul'])(
    '%j is no JSON',
    (record) => {
      expect(convert(record).failures[0]?.[0]).toBe('DataFormatConversion.ParseError');
    },
  );

  test('a key twice fails the record, as in the OpenX library', () => {
    expect(convert('{"n":1,"n":2}').failures[0]?.[1]).toContain('Duplicate key');
  });
});
