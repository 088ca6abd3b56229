// A column batch as plain rows: slow and simple, so that tests can compare what was decoded value by value.
import {
  type ColumnBatch,
  type ColumnVector,
  isScalarType,
  type ListVector,
  type MapVector,
  type ScalarVector,
  SPANS_TABLE,
  type TextArena,
  type TextDictionary,
} from '@tracelake/schema';

export type ScalarValue = string | bigint | number | boolean | null;
export type MapValue = Map<string, ScalarValue>;
export type ListValue = Record<string, ScalarValue | MapValue>[];

/** By physical column name; every column is there. Maps and lists are empty where there is nothing. */
export type BatchRow = Record<string, ScalarValue | MapValue | ListValue>;

/** Fails where a text is not UTF-8, a map has a key twice, or a vector is too short. */
export function batchToRows(batch: ColumnBatch): BatchRow[] {
  const readers = SPANS_TABLE.columns.map((column) => {
    const vector = batch.columns[column.name];
    if (vector !== undefined) return { name: column.name, read: readerOf(batch, vector, batch.rows) };
    const { type } = column;
    return { name: column.name, read: () => (isScalarType(type) ? null : type.kind === 'map' ? new Map() : []) };
  });
  for (const name of Object.keys(batch.columns)) {
    if (!readers.some((reader) => reader.name === name)) throw new Error(`the table has no column ${name}`);
  }
  return Array.from({ length: batch.rows }, (_, row) =>
    Object.fromEntries(readers.map(({ name, read }) => [name, read(row)])),
  );
}

type RowReader<T> = (row: number) => T;

function readerOf(batch: ColumnBatch, vector: ColumnVector, rows: number): RowReader<BatchRow[string]> {
  if (vector.kind === 'map') return mapReader(batch, vector);
  if (vector.kind === 'list') return listReader(batch, vector);
  return scalarReader(batch, vector, rows);
}

function scalarReader(arena: TextArena, vector: ScalarVector, rows: number): RowReader<ScalarValue> {
  const { rows: present, count } = vector;
  if (present === null) {
    if (count !== rows) throw new Error(`a dense vector has ${count} values for ${rows} rows`);
    return (row) => scalarAt(arena, vector, row);
  }
  const placeOf = new Map<number, number>();
  for (let place = 0; place < count; place++) {
    if (place > 0 && present[place] <= present[place - 1]) throw new Error('rows of a vector do not ascend');
    placeOf.set(present[place], place);
  }
  return (row) => {
    const place = placeOf.get(row);
    return place === undefined ? null : scalarAt(arena, vector, place);
  };
}

function scalarAt(arena: TextArena, vector: ScalarVector, place: number): ScalarValue {
  switch (vector.kind) {
    case 'text':
      return textOf(dictionaryBytes(arena, vector.dictionary, vector.ids[place]));
    case 'hex': {
      const id = vector.ids[place];
      if (vector.dictionary !== null) return hexOf(dictionaryBytes(arena, vector.dictionary, id));
      return id === -1 ? null : hexOf(arenaBytes(arena, id, vector.sizeBytes));
    }
    case 'int64':
      return (BigInt(vector.high[place]) << 32n) | BigInt(vector.low[place] >>> 0);
    case 'float64':
      return vector.values[place];
    case 'boolean':
      return vector.values[place] === 1;
    case 'code':
      return vector.words[vector.codes[place]];
  }
}

function mapReader(batch: ColumnBatch, vector: MapVector): RowReader<MapValue> {
  const { values, ends, keys, groupOf } = vector;
  if (values.count !== vector.count) throw new Error('a map has not as many values as keys');
  const valueAt = scalarReader(batch, values, vector.count);
  return (row) => {
    const owner = groupOf === null ? row : groupOf[row];
    const map: MapValue = new Map();
    for (let entry = owner === 0 ? 0 : ends[owner - 1]; entry < ends[owner]; entry++) {
      const key = keyText(batch, keys[entry]);
      if (map.has(key)) throw new Error(`row ${row} has the key ${JSON.stringify(key)} twice in one map`);
      map.set(key, valueAt(entry));
    }
    return map;
  };
}

function listReader(batch: ColumnBatch, vector: ListVector): RowReader<ListValue> {
  const fields = Object.entries(vector.fields).map(([name, field]) => ({
    name,
    read: readerOf(batch, field, vector.count) as RowReader<ScalarValue | MapValue>,
  }));
  return (row) => {
    const elements: ListValue = [];
    for (let element = row === 0 ? 0 : vector.ends[row - 1]; element < vector.ends[row]; element++) {
      elements.push(Object.fromEntries(fields.map(({ name, read }) => [name, read(element)])));
    }
    return elements;
  };
}

function keyText(batch: ColumnBatch, id: number): string {
  const { bytes, offsets, lengths, size } = batch.keys;
  if (id < 0 || id >= size) throw new Error(`key ${id} is not in the key table of ${size}`);
  return textOf(bytes.subarray(offsets[id], offsets[id] + lengths[id]));
}

function dictionaryBytes(arena: TextArena, dictionary: TextDictionary, id: number): Uint8Array {
  if (id < 0 || id >= dictionary.size) throw new Error(`entry ${id} is not in a dictionary of ${dictionary.size}`);
  return arenaBytes(arena, dictionary.offsets[id], dictionary.lengths[id]);
}

function arenaBytes(arena: TextArena, offset: number, length: number): Uint8Array {
  const bytes = offset >= 0 ? arena.segment : arena.side;
  const start = offset >= 0 ? offset : ~offset;
  if (start + length > bytes.length) throw new Error(`a text reaches beyond the arena: ${offset}, ${length}`);
  return bytes.subarray(start, start + length);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
