// Writes one leaf as a column chunk: its levels and values as a dictionary page and a data page, compressed.
import type { ByteSink } from './byte-sink.ts';
import type { EncodedLeaf, PageBuffers, ValueBounds } from './encoded-leaf.ts';
import { ENCODING, type Encoding, PAGE_TYPE } from './format-numbers.ts';
import type { Levels } from './levels.ts';
import { type ParquetCodec, type ParquetCodecName, UNCOMPRESSED } from './parquet-codec.ts';
import type { ParquetLeaf } from './parquet-leaf.ts';
import { ThriftCompactWriter } from './thrift-compact-writer.ts';

/** Below this a compressor costs more than it saves: most of all in small files, where half the columns are NULL. */
const MIN_COMPRESSED_BYTES = 64;

/** What the footer says about a chunk. Offsets are from the start of its row group. */
export interface ColumnChunk {
  readonly leaf: ParquetLeaf;
  readonly codec: ParquetCodecName;
  readonly encodings: readonly Encoding[];
  readonly valueCount: number;
  readonly nullCount: number;
  readonly startOffset: number;
  readonly hasDictionary: boolean;
  readonly dataPageOffset: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly bounds: ValueBounds | null;
}

/** Appends the values of a leaf to the pages; `null` for a leaf without values. */
export type EncodeLeaf = ((pages: PageBuffers) => EncodedLeaf) | null;

const NO_VALUES: EncodedLeaf = { encoding: ENCODING.plain, dictionarySize: 0, bounds: null };

export class ColumnChunkWriter {
  readonly chunks: ColumnChunk[] = [];
  readonly #rowGroup: ByteSink;
  readonly #codec: ParquetCodec;
  readonly #thrift: ThriftCompactWriter;
  readonly #pages: PageBuffers;

  constructor(rowGroup: ByteSink, pages: PageBuffers, codec: ParquetCodec) {
    this.#rowGroup = rowGroup;
    this.#pages = pages;
    this.#codec = codec;
    this.#thrift = new ThriftCompactWriter(rowGroup);
  }

  /** `encode` is only called when the levels have a value. */
  write(leaf: ParquetLeaf, levels: Levels, encode: EncodeLeaf): void {
    const { dictionary, data } = this.#pages;
    this.#pages.clear();
    levels.write(data);
    const encoded = encode !== null && levels.count > levels.nullCount ? encode(this.#pages) : NO_VALUES;
    const codec = dictionary.length + data.length < MIN_COMPRESSED_BYTES ? UNCOMPRESSED : this.#codec;
    const startOffset = this.#rowGroup.length;
    const hasDictionary = encoded.dictionarySize > 0;
    let uncompressedBytes = 0;
    if (hasDictionary) {
      uncompressedBytes += this.#page(codec, PAGE_TYPE.dictionary, dictionary, encoded.dictionarySize, ENCODING.plain);
    }
    const dataPageOffset = this.#rowGroup.length;
    uncompressedBytes += this.#page(codec, PAGE_TYPE.data, data, levels.count, encoded.encoding);
    this.chunks.push({
      leaf,
      codec: codec.name,
      encodings: hasDictionary ? [ENCODING.plain, ENCODING.rle, encoded.encoding] : [ENCODING.rle, encoded.encoding],
      valueCount: levels.count,
      nullCount: levels.nullCount,
      startOffset,
      hasDictionary,
      dataPageOffset,
      compressedBytes: this.#rowGroup.length - startOffset,
      uncompressedBytes,
      bounds: copyOf(encoded.bounds),
    });
  }

  /** Returns the page's size with its header, as if it were not compressed. */
  #page(codec: ParquetCodec, type: number, body: ByteSink, valueCount: number, encoding: Encoding): number {
    const raw = body.written();
    const compressed = codec.compress(raw);
    const headerStart = this.#rowGroup.length;
    const thrift = this.#thrift;
    thrift.root(() => {
      thrift.int32(1, type);
      thrift.int32(2, raw.length);
      thrift.int32(3, compressed.length);
      if (type === PAGE_TYPE.dictionary) {
        thrift.struct(7, () => {
          thrift.int32(1, valueCount);
          thrift.int32(2, encoding);
        });
      } else {
        thrift.struct(5, () => {
          thrift.int32(1, valueCount);
          thrift.int32(2, encoding);
          thrift.int32(3, ENCODING.rle);
          thrift.int32(4, ENCODING.rle);
        });
      }
    });
    const headerBytes = this.#rowGroup.length - headerStart;
    this.#rowGroup.append(compressed);
    return headerBytes + raw.length;
  }
}

/** Bounds of text are views of an arena that lives on. */
function copyOf(bounds: ValueBounds | null): ValueBounds | null {
  return bounds === null ? null : { min: bounds.min.slice(), max: bounds.max.slice() };
}
