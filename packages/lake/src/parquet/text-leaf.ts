// Text values: one dictionary where values repeat, else lengths as deltas and the bytes behind them.
import type { TextDictionary } from '@tracelake/schema';
import { writeDeltaInt32 } from './delta-binary-packed.ts';
import type { EncodedLeaf, PageBuffers, ValueBounds } from './encoded-leaf.ts';
import { ENCODING } from './format-numbers.ts';
import { writeDictionaryIndices } from './rle-hybrid.ts';
import type { TextEntries, TextSource } from './text-source.ts';
import { type UsedEntries, usedEntries } from './used-entries.ts';

/** Above this share of distinct values a dictionary gains nothing. */
const MAX_DISTINCT_SHARE = 0.66;

/** With so few values the share says nothing. */
const MIN_SAMPLE = 64;

/** Bounds are for leaving out row groups: of many values or long texts they hardly ever do. */
const MAX_BOUNDED_ENTRIES = 2000;
const MAX_BOUND_BYTES = 64;

export function isNearlyUnique(distinct: number, count: number): boolean {
  return count > MIN_SAMPLE && distinct > count * MAX_DISTINCT_SHARE;
}

/** Appends `ids[0, count)`, entries of `dictionary`. */
export function encodeTextLeaf(
  pages: PageBuffers,
  source: TextSource,
  dictionary: Pick<TextDictionary, 'offsets' | 'lengths' | 'size' | 'unique'>,
  ids: Int32Array,
  count: number,
): EncodedLeaf {
  if (dictionary.unique) return encodeUnique(pages, source, dictionary, ids, count);
  const used = usedEntries(ids, count, dictionary.size);
  if (isNearlyUnique(used.size, count)) return encodeUnique(pages, source, dictionary, ids, count);
  source.appendPlain(pages.dictionary, dictionary, used.entries, used.size);
  writeDictionaryIndices(pages.data, used.ids, count, used.size);
  return {
    encoding: ENCODING.rleDictionary,
    dictionarySize: used.size,
    bounds: textBounds(source, dictionary, used),
  };
}

/** DELTA_LENGTH_BYTE_ARRAY: 9 % smaller than PLAIN on request ids. */
function encodeUnique(
  pages: PageBuffers,
  source: TextSource,
  entries: TextEntries,
  ids: Int32Array,
  count: number,
): EncodedLeaf {
  const lengths = new Int32Array(count);
  for (let index = 0; index < count; index++) lengths[index] = entries.lengths[ids[index]];
  writeDeltaInt32(pages.data, lengths, count);
  source.appendBytes(pages.data, entries, ids, count);
  return { encoding: ENCODING.deltaLengthByteArray, dictionarySize: 0, bounds: null };
}

function textBounds(source: TextSource, entries: TextEntries, used: UsedEntries): ValueBounds | null {
  if (used.size === 0 || used.size > MAX_BOUNDED_ENTRIES) return null;
  const at = (number: number) => {
    const entry = used.entries[number];
    return source.bytesAt(entries.offsets[entry], entries.lengths[entry]);
  };
  let min = at(0);
  let max = min;
  for (let number = 1; number < used.size; number++) {
    const text = at(number);
    if (compareBytes(text, min) < 0) min = text;
    else if (compareBytes(text, max) > 0) max = text;
  }
  if (min.length > MAX_BOUND_BYTES || max.length > MAX_BOUND_BYTES) return null;
  return { min, max };
}

/** Unsigned byte order: that of UTF8 statistics. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index++) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return left.length - right.length;
}
