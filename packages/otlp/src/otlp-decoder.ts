// OTLP trace bodies in a segment to one growing batch of spans: the BatchDecoder that the lake is given.
import {
  type BatchDecoder,
  type BodyFormat,
  type ColumnBatch,
  type DecodeResult,
  SPANS_TABLE,
} from '@tracelake/schema';
import { AttributeReader } from './attribute-reader.ts';
import { ByteArena } from './columns/byte-arena.ts';
import { SpansColumns } from './columns/spans-columns.ts';
import { DecodeNotes } from './decode-notes.ts';
import { transcodeOtlpJson } from './json/otlp-json-transcoder.ts';
import { KeyCache } from './key-cache.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { RequestDecoder } from './request-decoder.ts';
import { ValueCount } from './value-count.ts';

export interface OtlpDecoderOptions {
  /** Seeds the hash tables, so that nobody can send keys that collide. Random by default; no result depends on it. */
  readonly hashSeed?: number;
  /** Beyond this many distinct keys they are looked up the slow way. */
  readonly maxHashedKeys?: number;
}

class OtlpDecoder implements BatchDecoder {
  readonly #arena: ByteArena;
  readonly #reader: ProtobufReader;
  readonly #keys: KeyCache;
  readonly #columns: SpansColumns;
  readonly #request: RequestDecoder;
  readonly #values = new ValueCount();

  constructor(segment: Uint8Array, options: OtlpDecoderOptions) {
    const hashSeed = options.hashSeed ?? Math.floor(Math.random() * 0x7fffffff);
    this.#arena = new ByteArena(segment);
    this.#reader = new ProtobufReader(this.#arena.segment);
    this.#keys = new KeyCache(hashSeed, options.maxHashedKeys);
    const attribute = new AttributeReader(this.#reader, this.#keys, this.#values);
    this.#columns = new SpansColumns(attribute, this.#arena, hashSeed);
    this.#request = new RequestDecoder(attribute, this.#columns);
  }

  get rows(): number {
    return this.#columns.rows;
  }

  get values(): number {
    return this.#values.total;
  }

  decode(start: number, end: number, format: BodyFormat): DecodeResult {
    const before = this.#columns.rows;
    const notes = new DecodeNotes();
    this.#mark();
    try {
      if (format === 'otlpJson') this.#decodeJson(start, end, notes);
      else {
        this.#reader.begin(this.#arena.segment, start);
        this.#request.decode(start, end, notes);
      }
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    return { rows: this.#columns.rows - before, rejected: notes.rejected, message: notes.message };
  }

  /** JSON is written again as protobuf in the side arena and goes the same way from there: equal requests give equal rows. */
  #decodeJson(start: number, end: number, notes: DecodeNotes): void {
    const { from, to } = transcodeOtlpJson(this.#arena, start, end, notes);
    this.#reader.begin(this.#arena.side, from);
    this.#request.decode(from, to, notes);
  }

  batch(): ColumnBatch {
    return {
      table: SPANS_TABLE.name,
      rows: this.#columns.rows,
      segment: this.#arena.segment.bytes,
      side: this.#arena.side.bytes.subarray(0, this.#arena.sideLength),
      keys: this.#keys.table(),
      columns: this.#columns.vectors(),
    };
  }

  #mark(): void {
    this.#arena.mark();
    this.#keys.mark();
    this.#columns.mark();
    this.#values.beginBody();
  }

  #rollBack(): void {
    this.#arena.rollBack();
    this.#keys.rollBack();
    this.#columns.rollBack();
    this.#values.rollBack();
  }
}

/**
 * A decoder of the bodies that lie in `segment`; texts of the batch point into it.
 * Nothing of a body that is refused is kept, so its bytes may be written over; those of an accepted body must stay.
 */
export function createOtlpDecoder(segment: Uint8Array, options: OtlpDecoderOptions = {}): BatchDecoder {
  return new OtlpDecoder(segment, options);
}
