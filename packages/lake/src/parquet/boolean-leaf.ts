// Booleans: one bit a value (PLAIN).
import type { EncodedLeaf, PageBuffers } from './encoded-leaf.ts';
import { ENCODING } from './format-numbers.ts';

export function encodeBooleanLeaf(pages: PageBuffers, values: Uint8Array, count: number): EncodedLeaf {
  const sink = pages.data;
  const size = (count + 7) >> 3;
  sink.reserve(size);
  const { bytes, length: start } = sink;
  bytes.fill(0, start, start + size);
  for (let index = 0; index < count; index++) {
    if (values[index] !== 0) bytes[start + (index >> 3)] |= 1 << (index & 7);
  }
  sink.length = start + size;
  return { encoding: ENCODING.plain, dictionarySize: 0, bounds: null };
}
