// Spans by what the address says of them.
import { expect, it } from 'vitest';
import { addressedRow, spanAddress } from '../../src/trace/span-address.ts';

const SPANS = ['a', 'b', 'c', 'b', 'b'].map((spanId) => ({ span: { spanId } }));

it('each has an address of its own, which finds it again', () => {
  const addresses = SPANS.map((_, row) => spanAddress(SPANS, row));
  expect(addresses).toEqual(['a', 'b', 'c', 'b.2', 'b.3']);
  expect(addresses.map((address) => addressedRow(SPANS, address))).toEqual([0, 1, 2, 3, 4]);
});

it('an address of more than there are means the first; of none nothing', () => {
  expect(['b.9', 'x', undefined, ''].map((address) => addressedRow(SPANS, address))).toEqual([1, null, null, null]);
});
