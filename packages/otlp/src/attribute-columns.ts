// The columns of attributes, by slot: takes a value if it fits the column exactly.
import type { ColumnVector } from '@tracelake/schema';
import { type AttributeReader, VALUE_BOOLEAN, VALUE_DOUBLE, VALUE_INT64, VALUE_TEXT } from './attribute-reader.ts';
import { ATTRIBUTE_SLOTS } from './attribute-slots.ts';
import type { ByteArena } from './columns/byte-arena.ts';
import { BooleanColumn, Float64Column, Int64Column, TextColumn } from './columns/sparse-columns.ts';
import type { TextDictionaryBuilder } from './columns/text-dictionary-builder.ts';
import { internValue } from './text-attributes.ts';
import { booleanOfText, doubleOfText, integerOfDouble, integerOfText, scaledInteger } from './value-conversion.ts';
import { doubleOf, fitsDouble, int64Of, int64Text, valueText } from './value-text.ts';

type AttributeColumn = TextColumn | Int64Column | Float64Column | BooleanColumn;

const TEXT_COLUMN = 0;
const INT64_COLUMN = 1;
const FLOAT64_COLUMN = 2;
const BOOLEAN_COLUMN = 3;
const COLUMN_TYPES = { varchar: TEXT_COLUMN, bigint: INT64_COLUMN, double: FLOAT64_COLUMN, boolean: BOOLEAN_COLUMN };

export class AttributeColumns {
  /** The value that `convert` took: a text's entry, an integer's halves, 0 or 1; or `double`. */
  low = 0;
  high = 0;
  double = 0;
  readonly #columns: readonly AttributeColumn[];
  readonly #types = Uint8Array.from(ATTRIBUTE_SLOTS, (slot) => COLUMN_TYPES[slot.type]);
  readonly #attribute: AttributeReader;

  constructor(attribute: AttributeReader, arena: ByteArena, hashSeed: number) {
    this.#attribute = attribute;
    this.#columns = ATTRIBUTE_SLOTS.map(({ type }) => {
      if (type === 'varchar') return new TextColumn(arena, hashSeed);
      if (type === 'bigint') return new Int64Column();
      return type === 'double' ? new Float64Column() : new BooleanColumn();
    });
  }

  /**
   * Adds the value just read to its column if it has the column's very type: what nearly always happens. A text's entry is in `low` then.
   */
  addSameType(slot: number, row: number): boolean {
    const attribute = this.#attribute;
    const column = this.#columns[slot];
    switch (this.#types[slot]) {
      case TEXT_COLUMN:
        if (attribute.type !== VALUE_TEXT) return false;
        this.low = (column as TextColumn).dictionary.intern(attribute.reader.source, attribute.start, attribute.length);
        (column as TextColumn).add(row, this.low);
        return true;
      case INT64_COLUMN:
        if (attribute.type !== VALUE_INT64) return false;
        (column as Int64Column).add(row, attribute.low, attribute.high);
        return true;
      case BOOLEAN_COLUMN:
        if (attribute.type !== VALUE_BOOLEAN) return false;
        (column as BooleanColumn).add(row, attribute.low);
        return true;
      default:
        return false;
    }
  }

  /** Adds a value of the column's type that came before: a text's entry, an integer or a boolean. */
  addAgain(slot: number, row: number, value: number): void {
    const column = this.#columns[slot];
    switch (this.#types[slot]) {
      case TEXT_COLUMN:
        (column as TextColumn).addRepeated(row, value);
        return;
      case INT64_COLUMN:
        (column as Int64Column).add(row, value, value >> 31);
        return;
      default:
        (column as BooleanColumn).add(row, value);
    }
  }

  /** Takes the value just read into `low`, `high` and `double` if it can be converted to the column's type exactly. */
  convert(slot: number, scale: number): boolean {
    switch (this.#types[slot]) {
      case TEXT_COLUMN: {
        this.low = internValue(this.#attribute, (this.#columns[slot] as TextColumn).dictionary);
        return true;
      }
      case INT64_COLUMN:
        return this.#takeInteger(scale);
      case FLOAT64_COLUMN:
        return this.#takeDouble(ATTRIBUTE_SLOTS[slot].positive, scale);
      default:
        return this.#takeBoolean();
    }
  }

  /** Adds a value that `convert` took. */
  store(slot: number, row: number, low: number, high: number, double: number): void {
    const column = this.#columns[slot];
    switch (this.#types[slot]) {
      case TEXT_COLUMN:
        (column as TextColumn).add(row, low);
        return;
      case INT64_COLUMN:
        (column as Int64Column).add(row, low, high);
        return;
      case FLOAT64_COLUMN:
        (column as Float64Column).add(row, double);
        return;
      default:
        (column as BooleanColumn).add(row, low);
    }
  }

  /** Adds a value that `convert` took to the rows from `start` up to `end`. */
  storeRun(slot: number, start: number, end: number, low: number, high: number, double: number): void {
    if (this.#types[slot] === TEXT_COLUMN) this.textColumn(slot).addRun(start, end, low);
    else for (let row = start; row < end; row++) this.store(slot, row, low, high, double);
  }

  /** The text of a value that `convert` took. */
  textOf(slot: number, low: number, high: number, double: number): string {
    switch (this.#types[slot]) {
      case TEXT_COLUMN:
        return (this.#columns[slot] as TextColumn).dictionary.textOf(low);
      case INT64_COLUMN:
        return int64Text(low, high);
      case FLOAT64_COLUMN:
        return String(double);
      default:
        return low === 1 ? 'true' : 'false';
    }
  }

  textColumn(slot: number): TextColumn {
    return this.#columns[slot] as TextColumn;
  }

  #takeInteger(scale: number): boolean {
    let value = this.#integer();
    if (value !== null && scale !== 1) value = scaledInteger(value, scale);
    else if (value === null && scale !== 1 && this.#attribute.type === VALUE_DOUBLE) {
      // Half a mebibyte is a whole number of bytes.
      const scaled = this.#attribute.double * scale;
      value = scaled / scale === this.#attribute.double ? integerOfDouble(scaled) : null;
    }
    if (value === null) return false;
    this.low = Number(BigInt.asIntN(32, value));
    this.high = Number(value >> 32n);
    return true;
  }

  #integer(): bigint | null {
    const attribute = this.#attribute;
    if (attribute.type === VALUE_INT64) return int64Of(attribute.low, attribute.high);
    if (attribute.type === VALUE_DOUBLE) return integerOfDouble(attribute.double);
    return attribute.type === VALUE_TEXT ? integerOfText(valueText(attribute)) : null;
  }

  #takeDouble(positive: boolean, scale: number): boolean {
    const value = this.#double();
    if (value === null || !Number.isFinite(value * scale) || (positive && value <= 0)) return false;
    this.double = value * scale;
    return true;
  }

  #double(): number | null {
    const attribute = this.#attribute;
    if (attribute.type === VALUE_DOUBLE) return attribute.double;
    if (attribute.type === VALUE_TEXT) return doubleOfText(valueText(attribute));
    if (attribute.type !== VALUE_INT64 || !fitsDouble(attribute.low, attribute.high)) return null;
    return doubleOf(attribute.low, attribute.high);
  }

  #takeBoolean(): boolean {
    const attribute = this.#attribute;
    if (attribute.type === VALUE_BOOLEAN) {
      this.low = attribute.low;
      return true;
    }
    const value = attribute.type === VALUE_TEXT ? booleanOfText(valueText(attribute)) : null;
    this.low = value === true ? 1 : 0;
    return value !== null;
  }

  cut(row: number): void {
    for (const column of this.#columns) column.cut(row);
  }

  get dictionaries(): TextDictionaryBuilder[] {
    return this.#columns.flatMap((column) => (column instanceof TextColumn ? [column.dictionary] : []));
  }

  vectors(rows: number): Record<string, ColumnVector> {
    const vectors: Record<string, ColumnVector> = {};
    ATTRIBUTE_SLOTS.forEach(({ column }, slot) => {
      const vector = this.#columns[slot].vector(rows);
      if (vector.count > 0) vectors[column] = vector;
    });
    return vectors;
  }
}
