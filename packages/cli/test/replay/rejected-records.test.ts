// Firehose's envelopes, in each spelling that it is known to use.
import { expect, it } from 'vitest';
import { recordBatches } from '../../src/replay/record-batches.ts';
import { rejectedRecords } from '../../src/replay/rejected-records.ts';

const rawData = Buffer.from('{"name":"x"}').toString('base64');

it.each(['lastErrorCode', 'ErrorCode', 'errorCode'])('finds the code as %s', (name) => {
  const { records } = rejectedRecords(`${JSON.stringify({ rawData, [name]: 'DataFormatConversion.ParseError' })}\n`);
  expect(records).toEqual([
    { data: Buffer.from('{"name":"x"}'), code: 'DataFormatConversion.ParseError', message: 'unknown' },
  ]);
});

it('counts lines that hold no record, so that nobody deletes them', () => {
  const text = [JSON.stringify({ rawData }), '{"rawData":', '{}', 'null', ''].join('\n');
  expect(rejectedRecords(text)).toMatchObject({ records: [{ code: 'unknown' }], unreadable: 3 });
});

it('makes calls of at most 500 records and 3 MiB, in order', () => {
  const many = Array.from({ length: 1_201 }, (_, n) => new Uint8Array([n % 256]));
  expect(recordBatches(many).map((batch) => batch.length)).toEqual([500, 500, 201]);
  expect(recordBatches(many).flat()).toEqual(many);
  const large = Array.from({ length: 7 }, () => new Uint8Array(1_000_000));
  expect(recordBatches(large).map((batch) => batch.length)).toEqual([3, 3, 1]);
  expect(recordBatches([])).toEqual([]);
});
