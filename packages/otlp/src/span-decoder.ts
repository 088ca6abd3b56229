// Reads one OTLP Span into a row.
import { SPAN_KINDS, STATUS_CODES } from '@tracelake/schema';
import type { AttributeReader } from './attribute-reader.ts';
import { slotNumber } from './attribute-slots.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import type { TextDictionaryBuilder } from './columns/text-dictionary-builder.ts';
import type { DecodeNotes } from './decode-notes.ts';
import { EventDecoder } from './event-decoder.ts';
import { LinkDecoder } from './link-decoder.ts';
import type { ProtobufReader } from './protobuf-reader.ts';
import { ATTRIBUTES_TAG, SpanAttributes } from './span-attributes.ts';
import { idProblem, isAllZero, isValidId, SPAN_ID_BYTES, TRACE_ID_BYTES } from './span-id.ts';

/** Tags of opentelemetry.proto.trace.v1.Span and of its Status. */
const TRACE_ID_TAG = 10;
const SPAN_ID_TAG = 18;
const TRACE_STATE_TAG = 26;
const PARENT_SPAN_ID_TAG = 34;
const NAME_TAG = 42;
const KIND_TAG = 48;
const START_TIME_TAG = 57;
const END_TIME_TAG = 65;
const DROPPED_ATTRIBUTES_TAG = 80;
const EVENTS_TAG = 90;
const DROPPED_EVENTS_TAG = 96;
const LINKS_TAG = 106;
const DROPPED_LINKS_TAG = 112;
const STATUS_TAG = 122;
const FLAGS_TAG = 133;
const STATUS_MESSAGE_TAG = 18;
const STATUS_CODE_TAG = 24;

/** Low three bits of the tag of texts, bytes and messages. */
const LENGTH_WIRE_TYPE = 2;

const SERVER = SPAN_KINDS.indexOf('SERVER');
const CONSUMER = SPAN_KINDS.indexOf('CONSUMER');
const MAIN_SLOT = slotNumber('main');
const MISSING = -1;

export class SpanDecoder {
  readonly attributes: SpanAttributes;
  readonly #reader: ProtobufReader;
  readonly #columns: SpansColumns;
  readonly #events: EventDecoder;
  readonly #links: LinkDecoder;
  /** Entry of the last trace id: the next span is often of the same trace. */
  #lastTraceId = MISSING;

  // The open span: positions and lengths of ids, entries of texts, numbers.
  #traceIdAt = 0;
  #traceIdLength = 0;
  #spanIdAt = 0;
  #spanIdLength = 0;
  #parentIdAt = 0;
  #parentIdLength = 0;
  #traceState = MISSING;
  #name = MISSING;
  #statusMessage = MISSING;
  #kind = 0;
  #status = 0;
  #flags = 0;
  #startLow = 0;
  #startHigh = 0;
  #endLow = 0;
  #endHigh = 0;
  #droppedAttributes = 0;
  #droppedEvents = 0;
  #droppedLinks = 0;

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#reader = attribute.reader;
    this.#columns = columns;
    this.attributes = new SpanAttributes(attribute, columns);
    this.#events = new EventDecoder(attribute, columns);
    this.#links = new LinkDecoder(attribute, columns);
  }

  beginBody(): void {
    this.#events.beginBody();
  }

  /**
   * Reads the Span from `start` to `end` into the open row; the caller closes it.
   * `false`: the span was left out (see `notes`), and nothing of it is in the columns.
   */
  decode(start: number, end: number, notes: DecodeNotes): boolean {
    this.#begin();
    this.#readFields(start, end, notes);
    if (this.attributes.isOutOfOrder) this.attributes.addInOrder(start, end);
    if (!this.#hasValidIds(notes) || !this.#hasValidTimes(notes)) {
      this.#columns.cut(this.#columns.rows);
      return false;
    }
    this.#addIds();
    this.#addTimes(notes);
    this.#addRest();
    this.#events.fillExceptionColumns(this.attributes);
    return true;
  }

  #begin(): void {
    this.attributes.beginRow();
    this.#events.beginRow();
    this.#traceIdLength = 0;
    this.#spanIdLength = 0;
    this.#parentIdLength = 0;
    this.#traceState = MISSING;
    this.#name = MISSING;
    this.#statusMessage = MISSING;
    this.#kind = 0;
    this.#status = 0;
    this.#flags = 0;
    this.#startLow = 0;
    this.#startHigh = 0;
    this.#endLow = 0;
    this.#endHigh = 0;
    this.#droppedAttributes = 0;
    this.#droppedEvents = 0;
    this.#droppedLinks = 0;
  }

  #readFields(start: number, end: number, notes: DecodeNotes): void {
    const reader = this.#reader;
    const { bytes } = reader;
    let p = start;
    while (p < end) {
      // Three of four fields.
      if (bytes[p] === ATTRIBUTES_TAG) {
        p = this.attributes.addRun(p, end);
        continue;
      }
      const tag = reader.tag(p, end);
      if ((tag & 7) === LENGTH_WIRE_TYPE) this.#readContent(tag, reader.next, end, notes);
      else this.#readNumber(tag, reader.next, end);
      p = reader.next;
    }
  }

  /** A field with a length: ids, texts and messages. */
  #readContent(tag: number, position: number, end: number, notes: DecodeNotes): void {
    const reader = this.#reader;
    const { source } = reader;
    const columns = this.#columns;
    const length = reader.length(position, end);
    const content = reader.next;
    switch (tag) {
      case TRACE_ID_TAG:
        this.#traceIdAt = content;
        this.#traceIdLength = length;
        break;
      case SPAN_ID_TAG:
        this.#spanIdAt = content;
        this.#spanIdLength = length;
        break;
      case PARENT_SPAN_ID_TAG:
        this.#parentIdAt = content;
        this.#parentIdLength = length;
        break;
      case NAME_TAG:
        this.#name = columns.name.dictionary.intern(source, content, length);
        break;
      case TRACE_STATE_TAG:
        this.#traceState = this.#internUnlessEmpty(columns.traceState.dictionary, content, length);
        break;
      case STATUS_TAG:
        this.#readStatus(content, content + length);
        break;
      case ATTRIBUTES_TAG:
        this.attributes.add(content, content + length);
        break;
      case EVENTS_TAG:
        this.#events.decode(content, content + length, notes);
        break;
      case LINKS_TAG:
        this.#links.decode(content, content + length, notes);
        break;
      default:
        reader.skip(tag, position, end);
    }
    reader.next = content + length;
  }

  #readNumber(tag: number, position: number, end: number): void {
    const reader = this.#reader;
    const { view } = reader;
    switch (tag) {
      case KIND_TAG:
        this.#kind = reader.uint32(position, end);
        break;
      case START_TIME_TAG:
        reader.fixed(position, 8, end);
        this.#startLow = view.getInt32(position, true);
        this.#startHigh = view.getInt32(position + 4, true);
        break;
      case END_TIME_TAG:
        reader.fixed(position, 8, end);
        this.#endLow = view.getInt32(position, true);
        this.#endHigh = view.getInt32(position + 4, true);
        break;
      case FLAGS_TAG:
        reader.fixed(position, 4, end);
        this.#flags = view.getInt32(position, true);
        break;
      case DROPPED_ATTRIBUTES_TAG:
        this.#droppedAttributes = reader.uint32(position, end);
        break;
      case DROPPED_EVENTS_TAG:
        this.#droppedEvents = reader.uint32(position, end);
        break;
      case DROPPED_LINKS_TAG:
        this.#droppedLinks = reader.uint32(position, end);
        break;
      default:
        reader.skip(tag, position, end);
    }
  }

  #readStatus(start: number, end: number): void {
    const reader = this.#reader;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      const position = reader.next;
      if (tag === STATUS_MESSAGE_TAG) {
        const length = reader.length(position, end);
        const content = reader.next;
        this.#statusMessage = this.#internUnlessEmpty(this.#columns.statusMessage.dictionary, content, length);
        reader.next = content + length;
      } else if (tag === STATUS_CODE_TAG) this.#status = reader.uint32(position, end);
      else reader.skip(tag, position, end);
    }
  }

  #internUnlessEmpty(dictionary: TextDictionaryBuilder, position: number, length: number): number {
    return length === 0 ? MISSING : dictionary.intern(this.#reader.source, position, length);
  }

  #hasValidIds(notes: DecodeNotes): boolean {
    const { source } = this.#reader;
    if (!isValidId(source, this.#traceIdAt, this.#traceIdLength, TRACE_ID_BYTES)) {
      notes.reject('trace_id', idProblem(this.#traceIdLength, TRACE_ID_BYTES));
      return false;
    }
    if (!isValidId(source, this.#spanIdAt, this.#spanIdLength, SPAN_ID_BYTES)) {
      notes.reject('span_id', idProblem(this.#spanIdLength, SPAN_ID_BYTES));
      return false;
    }
    if (this.#parentIdLength === 0 || this.#parentIdLength === SPAN_ID_BYTES) return true;
    notes.reject('parent_span_id', `${idProblem(this.#parentIdLength, SPAN_ID_BYTES)}, or none for a root`);
    return false;
  }

  #hasValidTimes(notes: DecodeNotes): boolean {
    if (this.#startHigh >= 0 && this.#endHigh >= 0) return true;
    notes.rejectTime(this.#startHigh < 0 ? 'start_time_unix_nano' : 'end_time_unix_nano');
    return false;
  }

  #addIds(): void {
    const columns = this.#columns;
    const { rows } = columns;
    const { source } = this.#reader;
    const traces = columns.traceId.dictionary;
    if (!traces.repeats(this.#lastTraceId, source, this.#traceIdAt, TRACE_ID_BYTES)) {
      this.#lastTraceId = traces.internBinary(source, this.#traceIdAt, TRACE_ID_BYTES);
    }
    columns.traceId.add(rows, this.#lastTraceId);
    columns.spanId.add(rows, this.#spanIdAt ^ source.offsetMask);
    if (this.#parentIdLength > 0 && isAllZero(source, this.#parentIdAt, SPAN_ID_BYTES)) this.#parentIdLength = 0;
    if (this.#parentIdLength > 0) {
      columns.parentSpanId.add(
        rows,
        columns.parentSpanId.dictionary.internBinary(source, this.#parentIdAt, SPAN_ID_BYTES),
      );
    }
  }

  /** A span that never ended (end 0) has no duration. */
  #addTimes(notes: DecodeNotes): void {
    const { rows, startTimeUnixNano, durationNano } = this.#columns;
    startTimeUnixNano.add(rows, this.#startLow, this.#startHigh);
    if (this.#endLow === 0 && this.#endHigh === 0) return;
    const borrow = this.#endLow >>> 0 < this.#startLow >>> 0 ? 1 : 0;
    const high = (this.#endHigh - this.#startHigh - borrow) | 0;
    durationNano.add(rows, (this.#endLow - this.#startLow) | 0, high);
    if (high < 0) notes.endBeforeStart();
  }

  #addRest(): void {
    const columns = this.#columns;
    const { rows } = columns;
    const kind = this.#kind < SPAN_KINDS.length ? this.#kind : 0;
    if (this.#name === MISSING) this.#name = columns.name.dictionary.internMade('');
    columns.name.add(rows, this.#name);
    if (this.#traceState !== MISSING) columns.traceState.add(rows, this.#traceState);
    columns.kind.add(rows, kind);
    columns.statusCode.add(rows, this.#status < STATUS_CODES.length ? this.#status : 0);
    if (this.#statusMessage !== MISSING) columns.statusMessage.add(rows, this.#statusMessage);
    columns.flags.add(rows, this.#flags, 0);
    columns.droppedAttributesCount.add(rows, this.#droppedAttributes | 0, 0);
    columns.droppedEventsCount.add(rows, this.#droppedEvents | 0, 0);
    columns.droppedLinksCount.add(rows, this.#droppedLinks | 0, 0);
    if (!this.attributes.hasColumn(MAIN_SLOT)) {
      const isMain = this.#parentIdLength === 0 || kind === SERVER || kind === CONSUMER;
      columns.attributes.store(MAIN_SLOT, rows, isMain ? 1 : 0, 0, 0);
    }
  }
}
