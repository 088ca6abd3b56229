// Walks an ExportTraceServiceRequest in protobuf and tells the row builder what it finds.
import {
  AttributeReader,
  type KeyFinder,
  VALUE_BOOLEAN,
  VALUE_DOUBLE,
  VALUE_EMPTY,
  VALUE_INT64,
  VALUE_TEXT,
} from '../attribute-reader.ts';
import { ByteSource } from '../bytes/byte-source.ts';
import { decodeUtf8 } from '../bytes/utf8.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import { valueText } from '../value-text.ts';
import { type AttributeValue, integerValue } from './attribute-value.ts';
import type { AttributeSet } from './row-attributes.ts';
import { emptySpan, type RowBuilder, type SpanFields } from './row-builder.ts';
import type { AttributeRule, RowKey, RowKeys } from './row-keys.ts';

/** Tags of fields with a length, by number. */
const FIELD_1 = 10;
const FIELD_2 = 18;
const FIELD_3 = 26;
const FIELD_4 = 34;
/** Tags of the other fields of Span, Status and Event. */
const SPAN_NAME = 42;
const SPAN_KIND = 48;
const SPAN_START = 57;
const SPAN_END = 65;
const SPAN_ATTRIBUTES = 74;
const SPAN_DROPPED_ATTRIBUTES = 80;
const SPAN_EVENTS = 90;
const SPAN_DROPPED_EVENTS = 96;
const SPAN_LINKS = 106;
const SPAN_DROPPED_LINKS = 112;
const SPAN_STATUS = 122;
const SPAN_FLAGS = 133;
const STATUS_CODE = 24;
const EVENT_TIME = 9;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const NOT_ASCII = /[\u0080-\uffff]/;
const PIECE_BYTES = 8_192;

/** One character a byte. Where there is a faster way, the caller brings it. */
function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let p = 0; p < bytes.length; p += PIECE_BYTES) {
    text += String.fromCharCode.apply(null, bytes.subarray(p, p + PIECE_BYTES) as unknown as number[]);
  }
  return text;
}

type Finder = KeyFinder<RowKey, null>;

export class ProtobufRows {
  readonly #builder: RowBuilder;
  readonly #reader = new ProtobufReader(new ByteSource(new Uint8Array(0), 0));
  /** The body, a character a byte: to cut a text out of it is cheaper than to decode one. */
  #characters = '';
  readonly #latin1: (bytes: Uint8Array) => string;
  readonly #attribute: AttributeReader<RowKey, null, Finder>;
  #traceId = '';

  constructor(
    keys: RowKeys,
    builder: RowBuilder,
    memberRule: ((key: string) => AttributeRule) | null,
    latin1 = latin1Text,
  ) {
    const finder: Finder = {
      find: (_, position, length) => keys.of(this.#text(position, position + length)),
    };
    this.#latin1 = latin1;
    this.#builder = builder;
    this.#attribute = new AttributeReader<RowKey, null, Finder>(this.#reader, finder, builder.values);
    this.#attribute.memberRule = memberRule;
  }

  read(body: Uint8Array): void {
    this.#reader.begin(new ByteSource(body, 0), 0);
    this.#characters = this.#latin1(body);
    this.#each(0, body.length, FIELD_1, (start, end) => this.#resourceSpans(start, end));
  }

  /** Visits each message in the field `wanted`; skips all other fields. */
  #each(start: number, end: number, wanted: number, visit: (start: number, end: number) => void): void {
    this.#fields(start, end, (tag, from, to) => {
      if (tag === wanted) visit(from, to);
    });
  }

  /** Visits each field that has a length; skips all others. */
  #fields(start: number, end: number, visit: (tag: number, start: number, end: number) => void): void {
    const reader = this.#reader;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (!this.#hasLength(tag)) {
        reader.skip(tag, reader.next, end);
        continue;
      }
      const length = reader.length(reader.next, end);
      const from = reader.next;
      visit(tag, from, from + length);
      reader.next = from + length;
    }
  }

  #hasLength(tag: number): boolean {
    return (tag & 7) === 2 && tag >= 8;
  }

  #text(start: number, end: number): string {
    const text = this.#characters.slice(start, end);
    return NOT_ASCII.test(text) ? decodeUtf8(this.#reader.bytes, start, end - start) : text;
  }

  #hex(start: number, end: number): string {
    const { bytes } = this.#reader;
    let text = '';
    for (let p = start; p < end; p++) text += HEX[bytes[p]];
    return text;
  }

  /** The next span is often of the same trace. */
  #traceIdAt(start: number, end: number): string {
    const { bytes } = this.#reader;
    const last = this.#traceId;
    if (last.length === 2 * (end - start)) {
      let p = start;
      while (p < end && last.startsWith(HEX[bytes[p]], 2 * (p - start))) p++;
      if (p === end) return last;
    }
    this.#traceId = this.#hex(start, end);
    return this.#traceId;
  }

  /** Two passes: the resource may come behind its spans, or in several parts. */
  #resourceSpans(start: number, end: number): void {
    const builder = this.#builder;
    builder.beginResource();
    this.#each(start, end, FIELD_1, (from, to) => {
      this.#each(from, to, FIELD_1, (at, attributeEnd) => this.#addAttribute(at, attributeEnd, builder.resource));
    });
    builder.endResource();
    this.#each(start, end, FIELD_2, (from, to) => this.#scopeSpans(from, to));
  }

  #scopeSpans(start: number, end: number): void {
    const builder = this.#builder;
    builder.beginScope();
    this.#each(start, end, FIELD_1, (from, to) => {
      this.#fields(from, to, (tag, at, fieldEnd) => {
        if (tag === FIELD_1) builder.scopeName = this.#text(at, fieldEnd);
        else if (tag === FIELD_2) builder.scopeVersion = this.#text(at, fieldEnd);
        else if (tag === FIELD_3) this.#addAttribute(at, fieldEnd, builder.scope);
      });
    });
    builder.endScope();
    this.#each(start, end, FIELD_2, (from, to) => this.#addSpan(from, to));
  }

  /** Adds the KeyValue from `start` to `end`. */
  #addAttribute(start: number, end: number, set: AttributeSet): void {
    const key = this.#attribute.read(start, end, null);
    if (!set.wants(key)) return;
    const value = this.#value();
    if (value !== undefined) set.add(key, value);
  }

  /** The value that was just read; `undefined` for an empty one. */
  #value(): AttributeValue | undefined {
    const attribute = this.#attribute;
    switch (attribute.type) {
      case VALUE_TEXT:
        return this.#text(attribute.start, attribute.start + attribute.length);
      case VALUE_BOOLEAN:
        return attribute.low === 1;
      case VALUE_INT64:
        return integerValue(attribute.low, attribute.high);
      case VALUE_DOUBLE:
        return attribute.double;
      case VALUE_EMPTY:
        return undefined;
      default:
        return { text: valueText(attribute) };
    }
  }

  #addSpan(start: number, end: number): void {
    const reader = this.#reader;
    const span = emptySpan();
    this.#builder.beginSpan();
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (this.#hasLength(tag)) {
        const length = reader.length(reader.next, end);
        const from = reader.next;
        this.#readContent(tag, from, from + length, span);
        reader.next = from + length;
      } else this.#readNumber(tag, reader.next, end, span);
    }
    this.#builder.endSpan(span);
  }

  #readContent(tag: number, start: number, end: number, span: SpanFields): void {
    if (tag === SPAN_ATTRIBUTES) this.#addAttribute(start, end, this.#builder.span);
    else if (tag === FIELD_1) span.traceId = this.#traceIdAt(start, end);
    else if (tag === FIELD_2) span.spanId = this.#hex(start, end);
    else if (tag === FIELD_3) span.traceState = this.#text(start, end);
    else if (tag === FIELD_4) span.parentSpanId = this.#hex(start, end);
    else if (tag === SPAN_NAME) span.name = this.#text(start, end);
    else if (tag === SPAN_STATUS) this.#readStatus(start, end, span);
    else if (tag === SPAN_EVENTS) this.#addEvent(start, end);
    else if (tag === SPAN_LINKS) this.#addLink(start, end);
  }

  #readNumber(tag: number, position: number, end: number, span: SpanFields): void {
    const reader = this.#reader;
    if (tag === SPAN_START) span.startTimeUnixNano = this.#fixed64(position, end);
    else if (tag === SPAN_END) span.endTimeUnixNano = this.#fixed64(position, end);
    else if (tag === SPAN_KIND) span.kind = reader.uint32(position, end);
    else if (tag === SPAN_DROPPED_ATTRIBUTES) span.droppedAttributesCount = reader.uint32(position, end);
    else if (tag === SPAN_DROPPED_EVENTS) span.droppedEventsCount = reader.uint32(position, end);
    else if (tag === SPAN_DROPPED_LINKS) span.droppedLinksCount = reader.uint32(position, end);
    else if (tag === SPAN_FLAGS) {
      reader.fixed(position, 4, end);
      span.flags = reader.view.getUint32(position, true);
    } else reader.skip(tag, position, end);
  }

  #fixed64(position: number, end: number): bigint {
    this.#reader.fixed(position, 8, end);
    return this.#reader.view.getBigUint64(position, true);
  }

  #readStatus(start: number, end: number, span: SpanFields): void {
    const reader = this.#reader;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (tag === STATUS_CODE) span.statusCode = reader.uint32(reader.next, end);
      else if (tag === FIELD_2) {
        const length = reader.length(reader.next, end);
        const from = reader.next;
        span.statusMessage = this.#text(from, from + length);
        reader.next = from + length;
      } else reader.skip(tag, reader.next, end);
    }
  }

  #addEvent(start: number, end: number): void {
    const reader = this.#reader;
    const { event } = this.#builder;
    let time = 0n;
    let name = '';
    event.begin();
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (tag === EVENT_TIME) time = this.#fixed64(reader.next, end);
      else if (tag === FIELD_2 || tag === FIELD_3) {
        const length = reader.length(reader.next, end);
        const from = reader.next;
        if (tag === FIELD_2) name = this.#text(from, from + length);
        else this.#addAttribute(from, from + length, event);
        reader.next = from + length;
      } else reader.skip(tag, reader.next, end);
    }
    this.#builder.addEvent(time, name);
  }

  #addLink(start: number, end: number): void {
    const { link } = this.#builder;
    let traceId = '';
    let spanId = '';
    let traceState = '';
    link.begin();
    this.#fields(start, end, (tag, from, to) => {
      if (tag === FIELD_1) traceId = this.#hex(from, to);
      else if (tag === FIELD_2) spanId = this.#hex(from, to);
      else if (tag === FIELD_3) traceState = this.#text(from, to);
      else if (tag === FIELD_4) this.#addAttribute(from, to, link);
    });
    this.#builder.addLink(traceId, spanId, traceState);
  }
}
