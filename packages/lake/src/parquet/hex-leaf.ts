// Binary ids written as lower-case hex text. Fixed-length binary would save 3 % and cost `varchar` in Trino and Athena.
import type { HexVector } from '@tracelake/schema';
import type { ByteSink } from './byte-sink.ts';
import { writeDeltaInt32 } from './delta-binary-packed.ts';
import type { EncodedLeaf, PageBuffers } from './encoded-leaf.ts';
import { ENCODING } from './format-numbers.ts';
import { writeDictionaryIndices } from './rle-hybrid.ts';
import { isNearlyUnique } from './text-leaf.ts';
import type { TextSource } from './text-source.ts';
import { usedEntries } from './used-entries.ts';

/** The two hex digits of a byte as they lie in memory, first digit in the low half. */
const HEX_PAIRS = Uint16Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).padStart(2, '0');
  return digits.charCodeAt(0) | (digits.charCodeAt(1) << 8);
});

/** Appends the vector's ids, none of which is missing: see `withoutMissing`. */
export function encodeHexLeaf(pages: PageBuffers, source: TextSource, vector: HexVector): EncodedLeaf {
  const { dictionary, sizeBytes, ids, count } = vector;
  if (dictionary === null) return encodeUnique(pages, source, sizeBytes, ids, count);
  const used = usedEntries(ids, count, dictionary.size);
  if (dictionary.unique || isNearlyUnique(used.size, count)) {
    return encodeUnique(pages, source, sizeBytes, offsetsOf(dictionary.offsets, ids, count), count);
  }
  appendHex(
    pages.dictionary,
    source,
    offsetsOf(dictionary.offsets, used.entries, used.size),
    used.size,
    sizeBytes,
    true,
  );
  writeDictionaryIndices(pages.data, used.ids, count, used.size);
  return { encoding: ENCODING.rleDictionary, dictionarySize: used.size, bounds: null };
}

/** DELTA_LENGTH_BYTE_ARRAY: equal lengths cost nothing (8.0 to 8.3 bytes a span id, PLAIN 9.7). */
function encodeUnique(
  pages: PageBuffers,
  source: TextSource,
  sizeBytes: number,
  offsets: Int32Array,
  count: number,
): EncodedLeaf {
  writeDeltaInt32(pages.data, new Int32Array(count).fill(sizeBytes * 2), count);
  appendHex(pages.data, source, offsets, count, sizeBytes, false);
  return { encoding: ENCODING.deltaLengthByteArray, dictionarySize: 0, bounds: null };
}

function offsetsOf(offsets: Int32Array, entries: Int32Array, count: number): Int32Array {
  const picked = new Int32Array(count);
  for (let index = 0; index < count; index++) picked[index] = offsets[entries[index]];
  return picked;
}

function appendHex(
  sink: ByteSink,
  source: TextSource,
  offsets: Int32Array,
  count: number,
  sizeBytes: number,
  withLengths: boolean,
): void {
  sink.reserve(count * (sizeBytes * 2 + 4));
  const { view } = sink;
  let at = sink.length;
  for (let index = 0; index < count; index++) {
    if (withLengths) {
      view.setInt32(at, sizeBytes * 2, true);
      at += 4;
    }
    const offset = offsets[index];
    const bytes = offset >= 0 ? source.segment : source.side;
    const start = offset >= 0 ? offset : ~offset;
    for (let byte = start; byte < start + sizeBytes; byte++, at += 2) view.setUint16(at, HEX_PAIRS[bytes[byte]], true);
  }
  sink.length = at;
}
