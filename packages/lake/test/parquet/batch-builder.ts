// Builds a ColumnBatch from plain rows: what the decoder does from bytes, slow and simple, for tests.
import type {
  ColumnBatch,
  ColumnType,
  ColumnVector,
  ListVector,
  MapVector,
  ScalarType,
  ScalarVector,
  TableDefinition,
  TextDictionary,
} from '@tracelake/schema';
import { isScalarType } from '@tracelake/schema';

export type ScalarValue = string | bigint | number | boolean | null;
export type MapValue = Record<string, string | number | boolean>;
export type CellValue = ScalarValue | MapValue | Record<string, ScalarValue | MapValue>[];
export type PlainRow = Record<string, CellValue | undefined>;

export interface BatchShape {
  /** Text is put into the side arena instead of the segment. */
  readonly side?: boolean;
  /** Text dictionaries have an entry for each value. */
  readonly unique?: boolean;
  /** Columns and list fields that are given as binary ids (their values must be hex), with or without a dictionary. */
  readonly hex?: Readonly<Record<string, 'dictionary' | 'offsets'>>;
  /** Columns given as codes. */
  readonly codes?: Readonly<Record<string, readonly string[]>>;
  /** Map columns whose equal rows share one range of entries. */
  readonly grouped?: ReadonlySet<string>;
}

const UTF8 = new TextEncoder();

/** Bytes that grow; the batch gets them at the end. */
class Arena {
  readonly chunks: Uint8Array[] = [];
  length = 0;

  add(bytes: Uint8Array): number {
    this.chunks.push(bytes);
    this.length += bytes.length;
    return this.length - bytes.length;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk]));
  }
}

/** JSON knows neither NaN nor infinities nor -0. */
function exactText(value: string | number | boolean): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

class BatchBuilder {
  readonly segment = new Arena();
  readonly side = new Arena();
  readonly keyArena = new Arena();
  readonly keyIds = new Map<string, number>();
  readonly keyOffsets: number[] = [];
  readonly keyLengths: number[] = [];
  readonly shape: BatchShape;

  constructor(shape: BatchShape) {
    this.shape = shape;
    // Offset 0 of the side arena is -1, which hex vectors cannot tell from a missing value.
    this.side.add(Uint8Array.of(0));
    this.segment.add(UTF8.encode('not part of any value'));
  }

  place(bytes: Uint8Array): number {
    return this.shape.side ? ~this.side.add(bytes) : this.segment.add(bytes);
  }

  key(key: string): number {
    let id = this.keyIds.get(key);
    if (id === undefined) {
      id = this.keyIds.size;
      this.keyIds.set(key, id);
      const bytes = UTF8.encode(key);
      this.keyOffsets.push(this.keyArena.add(bytes));
      this.keyLengths.push(bytes.length);
    }
    return id;
  }

  dictionary(
    values: readonly string[],
    toBytes: (value: string) => Uint8Array,
  ): { ids: Int32Array; dictionary: TextDictionary } {
    const unique = this.shape.unique ?? false;
    const numbers = new Map<string, number>();
    const offsets: number[] = [this.place(UTF8.encode('left by a body that was taken back'))];
    const lengths: number[] = [34];
    const ids = values.map((value) => {
      const known = unique ? undefined : numbers.get(value);
      if (known !== undefined) return known;
      const bytes = toBytes(value);
      offsets.push(this.place(bytes));
      lengths.push(bytes.length);
      numbers.set(value, offsets.length - 1);
      return offsets.length - 1;
    });
    return {
      ids: Int32Array.from(ids),
      dictionary: {
        offsets: Int32Array.from(offsets),
        lengths: Int32Array.from(lengths),
        size: offsets.length,
        unique,
      },
    };
  }

  scalar(name: string, type: ScalarType, cells: readonly (ScalarValue | undefined)[]): ScalarVector {
    const present = cells.flatMap((cell, row) => (cell === null || cell === undefined ? [] : [row]));
    const rows = present.length === cells.length ? null : Int32Array.from(present);
    const values = present.map((row) => cells[row] as NonNullable<ScalarValue>);
    const sparse = { rows, count: values.length };
    if (type === 'boolean') {
      return { kind: 'boolean', ...sparse, values: Uint8Array.from(values, (value) => (value ? 1 : 0)) };
    }
    if (type === 'double') return { kind: 'float64', ...sparse, values: Float64Array.from(values as number[]) };
    if (type === 'bigint') {
      const low = Int32Array.from(values as bigint[], (value) => Number(BigInt.asIntN(32, value)));
      const high = Int32Array.from(values as bigint[], (value) => Number(value >> 32n));
      return { kind: 'int64', ...sparse, low, high };
    }
    const words = this.shape.codes?.[name];
    if (words !== undefined) {
      return {
        kind: 'code',
        ...sparse,
        words,
        codes: Uint8Array.from(values, (value) => words.indexOf(value as string)),
      };
    }
    const hex = this.shape.hex?.[name];
    if (hex !== undefined) return this.hex(hex, values as string[], sparse, cells);
    return { kind: 'text', ...sparse, ...this.dictionary(values as string[], (value) => UTF8.encode(value)) };
  }

  /** With offsets, missing values are -1 instead of being left out of `rows`. */
  hex(
    form: 'dictionary' | 'offsets',
    values: readonly string[],
    sparse: { rows: Int32Array | null; count: number },
    cells: readonly (ScalarValue | undefined)[],
  ): ScalarVector {
    const sizeBytes = (values[0]?.length ?? 16) === 32 ? 16 : 8;
    const toBytes = (value: string) => Uint8Array.from(Buffer.from(value, 'hex'));
    if (form === 'dictionary') return { kind: 'hex', sizeBytes, ...sparse, ...this.dictionary(values, toBytes) };
    const ids = Int32Array.from(cells, (cell) => (typeof cell === 'string' ? this.place(toBytes(cell)) : -1));
    return { kind: 'hex', sizeBytes, rows: null, count: cells.length, ids, dictionary: null };
  }

  map(name: string, value: ScalarType, cells: readonly (MapValue | undefined | null)[]): MapVector {
    const groupOf = this.shape.grouped?.has(name) ? new Int32Array(cells.length) : null;
    const groups: MapValue[] = [];
    const groupIds = new Map<string, number>();
    cells.forEach((cell, row) => {
      const entries = cell ?? {};
      const text = JSON.stringify(Object.entries(entries).map(([key, item]) => [key, exactText(item)]));
      if (groupOf === null || !groupIds.has(text)) groupIds.set(text, groups.push(entries) - 1);
      if (groupOf !== null) groupOf[row] = groupIds.get(text)!;
    });
    const entries = groups.map((group) => Object.entries(group));
    const flat = entries.flat();
    let end = 0;
    return {
      kind: 'map',
      groupOf,
      ends: Int32Array.from(entries, (group) => (end += group.length)),
      count: flat.length,
      keys: Int32Array.from(flat, ([key]) => this.key(key)),
      values: this.scalar(
        `${name}.value`,
        value,
        flat.map((entry) => entry[1]),
      ) as MapVector['values'],
    };
  }

  list(name: string, type: Extract<ColumnType, { kind: 'array' }>, cells: readonly CellValue[]): ListVector {
    const lists = cells.map((cell) => (Array.isArray(cell) ? cell : []));
    const elements = lists.flat();
    const fields: Record<string, ScalarVector | MapVector> = {};
    for (const field of type.fields) {
      const values = elements.map((element) => element[field.name]);
      // A field that no element has is left out: then it is NULL in every element.
      if (values.every((value) => value === undefined)) continue;
      fields[field.name] = this.vector(`${name}.${field.name}`, field.type, values) as ScalarVector | MapVector;
    }
    let end = 0;
    return {
      kind: 'list',
      ends: Int32Array.from(lists, (list) => (end += list.length)),
      count: elements.length,
      fields,
    };
  }

  vector(name: string, type: ColumnType, cells: readonly (CellValue | undefined)[]): ColumnVector {
    if (isScalarType(type)) return this.scalar(name, type, cells as ScalarValue[]);
    if (type.kind === 'map') return this.map(name, type.value, cells as MapValue[]);
    return this.list(name, type, cells as CellValue[]);
  }
}

/** A column that no row has is left out of the batch. */
export function buildBatch(table: TableDefinition, rows: readonly PlainRow[], shape: BatchShape = {}): ColumnBatch {
  const builder = new BatchBuilder(shape);
  const columns: Record<string, ColumnVector> = {};
  for (const column of table.columns) {
    const cells = rows.map((row) => row[column.name]);
    if (cells.some((cell) => cell !== undefined))
      columns[column.name] = builder.vector(column.name, column.type, cells);
  }
  return {
    table: table.name,
    rows: rows.length,
    segment: builder.segment.bytes(),
    side: builder.side.bytes(),
    keys: {
      bytes: builder.keyArena.bytes(),
      offsets: Int32Array.from(builder.keyOffsets),
      lengths: Int32Array.from(builder.keyLengths),
      size: builder.keyIds.size,
    },
    columns,
  };
}
