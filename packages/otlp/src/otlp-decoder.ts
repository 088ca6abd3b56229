// OTLP trace bodies in a segment to one growing batch of spans: the BatchDecoder that the lake is given.
import {
  type BatchDecoder,
  type BatchDecoderOptions,
  type BodyFormat,
  type ColumnBatch,
  type DecodeResult,
  SPANS_TABLE,
} from '@tracelake/schema';
import { AttributeReader } from './attribute-reader.ts';
import type { ByteSource } from './bytes/byte-source.ts';
import { ByteArena } from './columns/byte-arena.ts';
import { SpansColumns } from './columns/spans-columns.ts';
import { DecodeNotes } from './decode-notes.ts';
import { transcodeOtlpJson } from './json/otlp-json-transcoder.ts';
import { KeyCache, MAX_BODY_KEYS } from './key-cache.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { RequestDecoder } from './request-decoder.ts';
import { ValueCount } from './value-count.ts';

export interface OtlpDecoderOptions extends BatchDecoderOptions {
  /** Seeds the hash tables, so that nobody can send keys that collide. Random by default; no result depends on it. */
  readonly hashSeed?: number;
  /** Beyond this many distinct keys they are looked up the slow way. */
  readonly maxHashedKeys?: number;
}

/** What a decoder may hold on to when its batch is handed over: what usual segments need. More is given back. */
const KEPT_VALUES = 2_097_152;
const KEPT_SIDE_BYTES = 16_777_216;
/** Keys are not forgotten one by one: past this many the cache begins anew. */
const KEPT_KEYS = 8_192;
/** Sets of attributes are told apart by 32-bit stamps; far fewer than there are of them. */
const MAX_SPANS = 500_000_000;

/** The parts of a decoder, which know each other. */
class DecoderParts {
  readonly arena: ByteArena;
  readonly reader: ProtobufReader;
  readonly keys: KeyCache;
  readonly columns: SpansColumns;
  readonly request: RequestDecoder;
  readonly values = new ValueCount();
  /** Of all batches. */
  spans = 0;

  constructor(segment: Uint8Array, { hashSeed, maxHashedKeys, forNewBodies = false }: OtlpDecoderOptions) {
    const seed = hashSeed ?? Math.floor(Math.random() * 0x7fffffff);
    this.arena = new ByteArena(segment);
    this.reader = new ProtobufReader(this.arena.segment);
    this.keys = new KeyCache(seed, { maxHashedKeys, maxKeysOfBody: forNewBodies ? MAX_BODY_KEYS : undefined });
    const attribute = new AttributeReader(this.reader, this.keys, this.values);
    this.columns = new SpansColumns(attribute, this.arena, seed);
    this.request = new RequestDecoder(attribute, this.columns);
  }

  /** Adds the spans of the protobuf request that lies from `start` to `end` of `source`. */
  decode(source: ByteSource, start: number, end: number, notes: DecodeNotes): void {
    // Those lie in the other source.
    if (source !== this.reader.source) this.keys.recent.forget();
    this.reader.begin(source, start);
    this.request.decode(start, end, notes);
  }

  mark(): void {
    this.arena.mark();
    this.keys.mark();
    this.columns.mark();
    this.values.beginBody();
  }

  rollBack(): void {
    this.arena.rollBack();
    this.keys.rollBack();
    this.columns.rollBack();
    this.values.rollBack();
  }

  get areWorthKeeping(): boolean {
    return (
      this.values.total <= KEPT_VALUES &&
      this.arena.side.bytes.length <= KEPT_SIDE_BYTES &&
      this.keys.size <= KEPT_KEYS &&
      this.spans <= MAX_SPANS
    );
  }

  clear(segment: Uint8Array): void {
    this.arena.clear(segment);
    this.keys.recent.forget();
    this.columns.clear();
    this.values.clear();
  }
}

class OtlpDecoder implements BatchDecoder {
  #segment: Uint8Array;
  readonly #options: OtlpDecoderOptions;
  #parts: DecoderParts;

  constructor(segment: Uint8Array, options: OtlpDecoderOptions) {
    this.#segment = segment;
    this.#options = options;
    this.#parts = new DecoderParts(segment, options);
  }

  get rows(): number {
    return this.#parts.columns.rows;
  }

  get values(): number {
    return this.#parts.values.total;
  }

  get isCrowded(): boolean {
    return this.#parts.keys.isCrowded;
  }

  decode(start: number, end: number, format: BodyFormat): DecodeResult {
    const { columns } = this.#parts;
    const before = columns.rows;
    const notes = new DecodeNotes();
    this.#parts.mark();
    try {
      this.#decode(start, end, format, notes);
    } catch (error) {
      this.#parts.rollBack();
      throw error;
    }
    return { rows: columns.rows - before, rejected: notes.rejected, message: notes.message };
  }

  /** JSON is written again as protobuf in the side arena and goes the same way from there: equal requests give equal rows. */
  #decode(start: number, end: number, format: BodyFormat, notes: DecodeNotes): void {
    const { arena } = this.#parts;
    if (format !== 'otlpJson') {
      this.#parts.decode(arena.segment, start, end, notes);
      return;
    }
    const { from, to } = transcodeOtlpJson(arena, start, end, notes);
    this.#parts.decode(arena.side, from, to, notes);
  }

  batch(): ColumnBatch {
    const { arena, keys, columns } = this.#parts;
    return {
      table: SPANS_TABLE.name,
      rows: columns.rows,
      segment: arena.segment.bytes,
      side: arena.side.bytes.subarray(0, arena.sideLength),
      keys: keys.table(),
      columns: columns.vectors(),
    };
  }

  clear(segment: Uint8Array = this.#segment): void {
    const parts = this.#parts;
    this.#segment = segment;
    parts.spans += parts.columns.rows;
    if (parts.areWorthKeeping) parts.clear(segment);
    else this.#parts = new DecoderParts(this.#segment, this.#options);
  }
}

/**
 * A decoder of the bodies that lie in `segment`; texts of the batch point into it.
 * Nothing of a body that is refused is kept, so its bytes may be written over; those of an accepted body must stay.
 */
export function createOtlpDecoder(segment: Uint8Array, options: OtlpDecoderOptions = {}): BatchDecoder {
  return new OtlpDecoder(segment, options);
}
