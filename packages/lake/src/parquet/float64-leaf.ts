// Doubles: a dictionary by their bits, else PLAIN. Never byte streams: the number map mixes keys that share few values
// (6.7 bytes a span as dictionary, 11 to 12 as BYTE_STREAM_SPLIT).
import type { ByteSink } from './byte-sink.ts';
import type { EncodedLeaf, PageBuffers, ValueBounds } from './encoded-leaf.ts';
import { ENCODING } from './format-numbers.ts';
import { appendLanes } from './int64-leaf.ts';
import { LaneDictionary } from './lane-dictionary.ts';
import { writeDictionaryIndices } from './rle-hybrid.ts';

const MAX_DISTINCT_SHARE = 0.66;
const MIN_SAMPLE = 64;
const MAX_DICTIONARY_SIZE = 65_536;

/** When to look whether a dictionary still pays. */
const PROBATION_VALUES = 4096;
const PROBATION_SHARE = 0.5;

export function encodeFloat64Leaf(pages: PageBuffers, values: Float64Array, count: number): EncodedLeaf {
  const bounds = float64Bounds(values, count);
  const dictionary = new LaneDictionary();
  const ids = numberValues(dictionary, values, count);
  if (ids !== null) {
    appendLanes(pages.dictionary, dictionary.low, dictionary.high, dictionary.size);
    writeDictionaryIndices(pages.data, ids, count, dictionary.size);
    return { encoding: ENCODING.rleDictionary, dictionarySize: dictionary.size, bounds };
  }
  appendPlain(pages.data, values, count);
  return { encoding: ENCODING.plain, dictionarySize: 0, bounds };
}

function numberValues(dictionary: LaneDictionary, values: Float64Array, count: number): Int32Array | null {
  const ids = new Int32Array(count);
  const lanes = new Int32Array(values.buffer, values.byteOffset, count * 2);
  for (let index = 0; index < count; index++) {
    const id = dictionary.idOf(lanes[index * 2], lanes[index * 2 + 1]);
    if (id < 0 || id >= MAX_DICTIONARY_SIZE) return null;
    if (id >= PROBATION_VALUES && id > index * PROBATION_SHARE) return null;
    ids[index] = id;
  }
  return count > MIN_SAMPLE && dictionary.size > count * MAX_DISTINCT_SHARE ? null : ids;
}

function appendPlain(sink: ByteSink, values: Float64Array, count: number): void {
  sink.append(new Uint8Array(values.buffer, values.byteOffset, count * 8));
}

/**
 * None where a NaN is among the values: engines order NaN differently (DuckDB above all numbers), so bounds without it
 * would make one of them leave out rows. Zeros get the sign that widens the bounds, as parquet.thrift asks.
 */
function float64Bounds(values: Float64Array, count: number): ValueBounds | null {
  if (count === 0) return null;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    const value = values[index];
    if (Number.isNaN(value)) return null;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min: plainFloat64(min === 0 ? -0 : min), max: plainFloat64(max === 0 ? 0 : max) };
}

function plainFloat64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}
