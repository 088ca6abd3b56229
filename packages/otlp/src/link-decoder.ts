// Reads a span's links into the links column.
import type { AttributeReader } from './attribute-reader.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import type { DecodeNotes } from './decode-notes.ts';
import { SCOPE_STARTS } from './key-scope.ts';
import type { ProtobufReader } from './protobuf-reader.ts';
import { isValidId, SPAN_ID_BYTES, TRACE_ID_BYTES } from './span-id.ts';
import { TextAttributes } from './text-attributes.ts';
import { ELEMENT_VALUES, type ValueCount } from './value-count.ts';

/** Tags of opentelemetry.proto.trace.v1.Span.Link. */
const TRACE_ID_TAG = 10;
const SPAN_ID_TAG = 18;
const TRACE_STATE_TAG = 26;
const ATTRIBUTES_TAG = 34;

const MISSING = -1;

export class LinkDecoder {
  readonly #reader: ProtobufReader;
  readonly #columns: SpansColumns;
  readonly #attributes: TextAttributes;
  readonly #valueCount: ValueCount;

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#reader = attribute.reader;
    this.#columns = columns;
    this.#valueCount = attribute.values;
    this.#attributes = new TextAttributes(attribute);
  }

  /** Adds the Link from `start` to `end` to the open row. An id of a wrong length or of zeros is left out, which is noted. */
  decode(start: number, end: number, notes: DecodeNotes): void {
    const reader = this.#reader;
    const { links } = this.#columns;
    this.#valueCount.add(ELEMENT_VALUES);
    this.#attributes.scope.begin(SCOPE_STARTS.link);
    let traceId = MISSING;
    let spanId = MISSING;
    let traceState = MISSING;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      const position = reader.next;
      if (tag !== TRACE_ID_TAG && tag !== SPAN_ID_TAG && tag !== TRACE_STATE_TAG && tag !== ATTRIBUTES_TAG) {
        reader.skip(tag, position, end);
        continue;
      }
      const length = reader.length(position, end);
      const content = reader.next;
      if (tag === TRACE_ID_TAG) traceId = this.#idAt(content, length, TRACE_ID_BYTES);
      else if (tag === SPAN_ID_TAG) spanId = this.#idAt(content, length, SPAN_ID_BYTES);
      else if (tag === TRACE_STATE_TAG)
        traceState = links.traceStates.dictionary.intern(reader.source, content, length);
      else this.#attributes.add(content, content + length, links.attributes);
      reader.next = content + length;
    }
    if (traceId === MISSING || spanId === MISSING) notes.linkWithoutId();
    if (traceState === MISSING) traceState = links.traceStates.dictionary.internMade('');
    links.traceIds.add(links.count, traceId);
    links.spanIds.add(links.count, spanId);
    links.traceStates.add(links.count, traceState);
    links.attributes.entries.end();
    links.count++;
  }

  #idAt(position: number, length: number, expected: number): number {
    const { source } = this.#reader;
    return isValidId(source, position, length, expected) ? position ^ source.offsetMask : MISSING;
  }
}
