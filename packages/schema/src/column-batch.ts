// Rows as column buffers: what the OTLP decoder fills and the Parquet writer writes, without an object per row.
// Plain typed arrays only, so that a batch can be handed to a worker thread by transfer.

/**
 * Where text lies. An offset >= 0 points into `segment` (bodies as received); an offset < 0 is `~offset` into `side`
 * (text that was made: JSON of lists, decimals, replaced UTF-8). `segment` may be a view of a SharedArrayBuffer.
 */
export interface TextArena {
  segment: Uint8Array;
  side: Uint8Array;
}

/** Distinct byte strings. `unique`: nearly every value is new, so entries are not shared and a dictionary page gains nothing. */
export interface TextDictionary {
  offsets: Int32Array;
  lengths: Int32Array;
  size: number;
  unique: boolean;
}

/** Attribute keys of the batch, by key id. Always valid UTF-8. */
export interface KeyTable {
  bytes: Uint8Array;
  offsets: Int32Array;
  lengths: Int32Array;
  size: number;
}

/** `rows`: ascending row numbers that have a value, or `null` when every row has one. Arrays may be longer than `count`. */
interface SparseVector {
  rows: Int32Array | null;
  count: number;
}

export interface TextVector extends SparseVector {
  kind: 'text';
  /** Entry of `dictionary` per value. */
  ids: Int32Array;
  dictionary: TextDictionary;
}

/** Binary ids written as lower-case hex text. Each value is `sizeBytes` bytes of the segment or side arena. */
export interface HexVector extends SparseVector {
  kind: 'hex';
  sizeBytes: 8 | 16;
  /** With a dictionary: entry per value; without: arena offset per value. -1 is a missing value (inside lists). */
  ids: Int32Array;
  dictionary: TextDictionary | null;
}

/** 64-bit integers in two lanes; `high` is signed. */
export interface Int64Vector extends SparseVector {
  kind: 'int64';
  low: Int32Array;
  high: Int32Array;
}

export interface Float64Vector extends SparseVector {
  kind: 'float64';
  values: Float64Array;
}

export interface BooleanVector extends SparseVector {
  kind: 'boolean';
  values: Uint8Array;
}

/** Few known words: span kind, status code. `codes` are positions in `words`. */
export interface CodeVector extends SparseVector {
  kind: 'code';
  words: readonly string[];
  codes: Uint8Array;
}

export type ScalarVector = TextVector | HexVector | Int64Vector | Float64Vector | BooleanVector | CodeVector;

/**
 * A map column. Entries of row r are `ends[r - 1]` (0 for the first) to `ends[r]`, exclusive.
 * With `groupOf`, many rows share one entry range: row r has that of group `groupOf[r]`, and `ends` is by group.
 */
export interface MapVector {
  kind: 'map';
  groupOf: Int32Array | null;
  ends: Int32Array;
  count: number;
  /** Key id per entry. */
  keys: Int32Array;
  /** One value per entry; its `rows` is null and its `count` equals this count. */
  values: TextVector | Float64Vector | BooleanVector;
}

/** A list of rows. Elements of row r are `ends[r - 1]` to `ends[r]`; each field has one value per element. */
export interface ListVector {
  kind: 'list';
  ends: Int32Array;
  count: number;
  fields: Record<string, ScalarVector | MapVector>;
}

export type ColumnVector = ScalarVector | MapVector | ListVector;

/** `columns` by physical name; a column that is left out is NULL in every row. */
export interface ColumnBatch extends TextArena {
  table: string;
  rows: number;
  keys: KeyTable;
  columns: Record<string, ColumnVector>;
}
