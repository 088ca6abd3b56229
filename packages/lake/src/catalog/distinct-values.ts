// The values of a vector as numbers of distinct values, so that counting costs per row one array access, and hashing and
// text only happen once a distinct value.
import type {
  BooleanVector,
  CodeVector,
  FieldValueType,
  Float64Vector,
  HexVector,
  Int64Vector,
  MapVector,
  ScalarVector,
  TextVector,
} from '@tracelake/schema';
import { LaneDictionary } from '../parquet/lane-dictionary.ts';
import type { TextSource } from '../parquet/text-source.ts';
import { hashBoolean, hashInt64, hashNumber, hashText } from './value-hash.ts';
import { valueTextOfBytes } from './value-text.ts';

export interface DistinctValues {
  readonly type: FieldValueType;
  /** Number of the distinct value, per value. */
  readonly ids: Int32Array;
  readonly size: number;
  hash(id: number): number;
  text(id: number): string;
  isFraction(id: number): boolean;
}

const UTF8 = new TextEncoder();

export function distinctValues(source: TextSource, vector: ScalarVector | MapVector['values']): DistinctValues {
  switch (vector.kind) {
    case 'text':
      return distinctTexts(source, vector);
    case 'code':
      return distinctWords(vector);
    case 'int64':
      return distinctInt64(vector);
    case 'float64':
      return distinctFloat64(vector);
    case 'boolean':
      return distinctBooleans(vector);
    case 'hex':
      return distinctHex(source, vector);
  }
}

function distinctTexts(source: TextSource, { ids, dictionary }: TextVector): DistinctValues {
  const { offsets, lengths } = dictionary;
  return {
    type: 'string',
    ids,
    size: dictionary.size,
    hash: (id) => hashText(source.viewAt(offsets[id]), source.positionOf(offsets[id]), lengths[id]),
    text: (id) => valueTextOfBytes(source.bytesAt(offsets[id], lengths[id])),
    isFraction: () => false,
  };
}

function distinctWords({ codes, words, count }: CodeVector): DistinctValues {
  return {
    type: 'string',
    ids: Int32Array.from(codes.subarray(0, count)),
    size: words.length,
    hash: (id) => hashString(words[id]),
    text: (id) => words[id],
    isFraction: () => false,
  };
}

/** No table has an attribute kept as binary id; were there one, its hex text would be its value. */
function distinctHex(source: TextSource, { ids, dictionary, sizeBytes, count }: HexVector): DistinctValues {
  const offsets = dictionary === null ? ids : dictionary.offsets;
  const hex = (id: number) => Buffer.from(source.bytesAt(offsets[id], sizeBytes)).toString('hex');
  return {
    type: 'string',
    ids: dictionary === null ? Int32Array.from({ length: count }, (_, index) => index) : ids,
    size: dictionary === null ? count : dictionary.size,
    hash: (id) => hashString(hex(id)),
    text: hex,
    isFraction: () => false,
  };
}

export function hashString(text: string): number {
  const bytes = UTF8.encode(text);
  return hashText(new DataView(bytes.buffer), 0, bytes.length);
}

function distinctInt64({ low, high, count }: Int64Vector): DistinctValues {
  const { dictionary, ids } = numberLanes(
    count,
    (index) => low[index],
    (index) => high[index],
  );
  return {
    type: 'number',
    ids,
    size: dictionary.size,
    hash: (id) => hashInt64(dictionary.low[id], dictionary.high[id]),
    text: (id) => String(BigInt(dictionary.high[id]) * 4294967296n + BigInt(dictionary.low[id] >>> 0)),
    isFraction: () => false,
  };
}

function distinctFloat64({ values, count }: Float64Vector): DistinctValues {
  const lanes = new Int32Array(values.buffer, values.byteOffset, count * 2);
  const { dictionary, ids } = numberLanes(
    count,
    (index) => lanes[index * 2],
    (index) => lanes[index * 2 + 1],
  );
  const doubles = new Float64Array(dictionary.size);
  const doubleLanes = new Int32Array(doubles.buffer);
  for (let id = 0; id < dictionary.size; id++) {
    doubleLanes[id * 2] = dictionary.low[id];
    doubleLanes[id * 2 + 1] = dictionary.high[id];
  }
  return {
    type: 'number',
    ids,
    size: dictionary.size,
    hash: (id) => hashNumber(doubles[id]),
    text: (id) => String(doubles[id]),
    isFraction: (id) => !Number.isInteger(doubles[id]),
  };
}

function distinctBooleans({ values, count }: BooleanVector): DistinctValues {
  return {
    type: 'boolean',
    ids: Int32Array.from(values.subarray(0, count)),
    size: 2,
    hash: (id) => hashBoolean(id === 1),
    text: (id) => (id === 1 ? 'true' : 'false'),
    isFraction: () => false,
  };
}

function numberLanes(
  count: number,
  lowAt: (index: number) => number,
  highAt: (index: number) => number,
): { dictionary: LaneDictionary; ids: Int32Array } {
  const dictionary = new LaneDictionary();
  const ids = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const low = lowAt(index);
    const high = highAt(index);
    const id = dictionary.idOf(low, high);
    ids[index] = id < 0 ? dictionary.addApart(low, high) : id;
  }
  return { dictionary, ids };
}
