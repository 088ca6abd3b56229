// One column chunk with version 1 data pages: levels and values are compressed together, dictionaries are PLAIN_DICTIONARY.
import type { ColumnChunk, Encoding, SchemaElement, SchemaTree, Statistics } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import type { encodeNestedValues } from 'hyparquet-writer/src/dremel.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { writePlain } from 'hyparquet-writer/src/plain.js';
import { getMaxRepetitionLevel } from 'hyparquet-writer/src/schema.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';

type LeafData = ReturnType<typeof encodeNestedValues>;

/** parquet-mr ends a page after so many rows. */
const PAGE_ROWS = 20_000;
/** A dictionary of more bytes is given up. */
const MAX_DICTIONARY_BYTES = 1_048_576;
/** Longer bounds are left out of the statistics. */
const MAX_STATISTICS_BYTES = 4_096;

const NANOS_PER_DAY = 86_400_000_000_000n;
const JULIAN_DAY_OF_1970 = 2_440_588n;

export function writeColumnChunk(
  writer: ByteWriter,
  path: SchemaTree[],
  data: LeafData,
  wantsDictionary: boolean,
): ColumnChunk {
  const element = path.at(-1)!.element;
  const type = element.type!;
  const present = Array.from(data.values as Iterable<unknown>).filter((value) => value !== null && value !== undefined);
  const physical = present.map((value) => physicalValue(value, element));
  const dictionary = wantsDictionary ? dictionaryOf(physical, element) : undefined;
  const start = writer.offset;
  let uncompressed = 0;
  if (dictionary !== undefined) {
    const page = new ByteWriter();
    plain(page, dictionary.values, element);
    uncompressed += writePage(writer, page, { dictionary: dictionary.values.length });
  }
  const dataStart = writer.offset;
  for (const page of pagesOf(data, path)) {
    const body = new ByteWriter();
    levels(body, page.repetitions, getMaxRepetitionLevel(path.map(({ element: each }) => each)));
    levels(body, page.definitions, data.maxDefinitionLevel);
    if (dictionary === undefined) plain(body, physical.slice(page.firstValue, page.endValue), element);
    else indexes(body, dictionary.indexes.slice(page.firstValue, page.endValue), dictionary.values.length);
    const encoding = dictionary === undefined ? 'PLAIN' : 'PLAIN_DICTIONARY';
    uncompressed += writePage(writer, body, { data: page.definitions.length, encoding });
  }
  const slots = data.definitionLevels.length;
  return {
    file_offset: BigInt(start),
    meta_data: {
      type,
      encodings: [dictionary === undefined ? 'PLAIN' : 'PLAIN_DICTIONARY', 'RLE', 'BIT_PACKED'],
      path_in_schema: path.slice(1).map(({ element: each }) => each.name),
      codec: 'SNAPPY',
      num_values: BigInt(slots),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(dataStart),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
      statistics: statistics(present, element, slots),
    },
  };
}

interface Page {
  readonly repetitions: readonly number[];
  readonly definitions: readonly number[];
  /** Among the values that are there. */
  readonly firstValue: number;
  readonly endValue: number;
}

function* pagesOf(
  { repetitionLevels, definitionLevels, maxDefinitionLevel }: LeafData,
  path: SchemaTree[],
): Generator<Page> {
  const isRepeated = getMaxRepetitionLevel(path.map(({ element }) => element)) > 0;
  let start = 0;
  let rows = 0;
  let firstValue = 0;
  for (let slot = 0; slot <= definitionLevels.length; slot++) {
    const beginsRow = slot === definitionLevels.length || !isRepeated || repetitionLevels[slot] === 0;
    if (!beginsRow) continue;
    const isLast = slot === definitionLevels.length;
    if (rows === PAGE_ROWS || (isLast && slot > start)) {
      const definitions = definitionLevels.slice(start, slot);
      const values = definitions.filter((level) => level === maxDefinitionLevel).length;
      const endValue = firstValue + values;
      yield { repetitions: repetitionLevels.slice(start, slot), definitions, firstValue, endValue };
      [start, rows, firstValue] = [slot, 0, endValue];
    }
    rows++;
  }
}

function physicalValue(value: unknown, { type }: SchemaElement): unknown {
  if (type === 'BYTE_ARRAY') return new TextEncoder().encode(value as string);
  return type === 'INT96' ? int96(value as bigint) : value;
}

/** Nanoseconds of the day and the Julian day, which has 32 bits: a greater one becomes some other day. */
function int96(nanos: bigint): Uint8Array {
  const bytes = new Uint8Array(12);
  const ofDay = ((nanos % NANOS_PER_DAY) + NANOS_PER_DAY) % NANOS_PER_DAY;
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, ofDay, true);
  view.setInt32(8, Number(BigInt.asIntN(32, (nanos - ofDay) / NANOS_PER_DAY + JULIAN_DAY_OF_1970)), true);
  return bytes;
}

function plain(writer: ByteWriter, values: readonly unknown[], { type }: SchemaElement): void {
  const isInt96 = type === 'INT96';
  writePlain(writer, values as unknown[], isInt96 ? 'FIXED_LEN_BYTE_ARRAY' : type!, isInt96 ? 12 : undefined);
}

interface Dictionary {
  readonly values: readonly unknown[];
  readonly indexes: readonly number[];
}

/** A Map takes 0 and -0 for the same, as Java's Double does not. */
function dictionaryKey(value: unknown): unknown {
  if (Object.is(value, -0)) return '-0';
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
}

function dictionaryOf(values: readonly unknown[], { type }: SchemaElement): Dictionary | undefined {
  if (type === 'BOOLEAN' || values.length === 0) return undefined;
  const places = new Map<unknown, number>();
  const distinct: unknown[] = [];
  let bytes = 0;
  const indexed = values.map((value) => {
    const key = dictionaryKey(value);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, distinct.length);
    bytes += value instanceof Uint8Array ? value.length + 4 : 8;
    return distinct.push(value) - 1;
  });
  return bytes > MAX_DICTIONARY_BYTES ? undefined : { values: distinct, indexes: indexed };
}

function indexes(writer: ByteWriter, values: readonly number[], dictionarySize: number): void {
  const width = 32 - Math.clz32(dictionarySize - 1);
  writer.appendUint8(width);
  writeRleBitPackedHybrid(writer, values as number[], width);
}

function levels(writer: ByteWriter, values: readonly number[], max: number): void {
  if (max === 0) return;
  const encoded = new ByteWriter();
  writeRleBitPackedHybrid(encoded, values as number[], 32 - Math.clz32(max));
  writer.appendUint32(encoded.offset);
  writer.appendBytes(encoded.getBytes());
}

type PageKind = { readonly dictionary: number } | { readonly data: number; readonly encoding: Encoding };

function writePage(writer: ByteWriter, page: ByteWriter, kind: PageKind): number {
  const bytes = page.getBytes();
  const compressed = snappyCompress(bytes);
  const sizes = { uncompressed_page_size: bytes.length, compressed_page_size: compressed.length };
  const start = writer.offset;
  if ('dictionary' in kind) {
    const header = { num_values: kind.dictionary, encoding: 'PLAIN_DICTIONARY' as const };
    writePageHeader(writer, { type: 'DICTIONARY_PAGE', ...sizes, dictionary_page_header: header });
  } else {
    const header = {
      num_values: kind.data,
      encoding: kind.encoding,
      definition_level_encoding: 'RLE' as const,
      repetition_level_encoding: 'RLE' as const,
    };
    writePageHeader(writer, { type: 'DATA_PAGE', ...sizes, data_page_header: header });
  }
  const headerBytes = writer.offset - start;
  writer.appendBytes(compressed);
  return headerBytes + bytes.length;
}

/** INT96 has none that mean anything. Text is compared by its bytes. */
function statistics(values: readonly unknown[], { type }: SchemaElement, slots: number): Statistics {
  const nulls = { null_count: BigInt(slots - values.length) };
  const hasNaN = values.some((value) => Number.isNaN(value));
  if (type === 'INT96' || values.length === 0 || hasNaN) return nulls;
  if (type === 'BYTE_ARRAY') {
    const texts = values.map((value) => Buffer.from(value as string)).sort(Buffer.compare);
    const [min, max] = [texts[0]!, texts.at(-1)!];
    if (min.length + max.length > MAX_STATISTICS_BYTES) return nulls;
    return { ...nulls, min_value: new Uint8Array(min), max_value: new Uint8Array(max) };
  }
  const ordered = values as (number | bigint | boolean)[];
  const min = ordered.reduce((least, value) => (value < least ? value : least));
  const max = ordered.reduce((greatest, value) => (value > greatest ? value : greatest));
  return { ...nulls, min, max, min_value: min, max_value: max };
}
