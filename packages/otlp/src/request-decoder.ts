// Walks an ExportTraceServiceRequest: resources, scopes, spans; closes each row with what its resource and scope say.
import { MISPLACED_SEPARATOR } from '@tracelake/schema';
import type { AttributeReader } from './attribute-reader.ts';
import { ATTRIBUTE_SLOTS } from './attribute-slots.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import type { DecodeNotes } from './decode-notes.ts';
import { SCOPE_STARTS } from './key-scope.ts';
import type { ProtobufReader } from './protobuf-reader.ts';
import { ResourceAttributes } from './resource-attributes.ts';
import { SpanDecoder } from './span-decoder.ts';
import { TextAttributes } from './text-attributes.ts';
import { SPAN_VALUES, type ValueCount } from './value-count.ts';

/** Field 1 and field 2 with a length: what every message on the way to a span is made of. */
const FIRST_FIELD_TAG = 10;
const SECOND_FIELD_TAG = 18;
/** InstrumentationScope.attributes. */
const THIRD_FIELD_TAG = 26;
/** ResourceSpans.instrumentation_library_spans: scope_spans as OTLP named them before 0.15, in the same form. */
const LIBRARY_SPANS_TAG = 8002;

const MISSING = -1;

export class RequestDecoder {
  readonly #reader: ProtobufReader;
  readonly #columns: SpansColumns;
  readonly #resource: ResourceAttributes;
  readonly #scopeAttributes: TextAttributes;
  readonly #span: SpanDecoder;
  readonly #valueCount: ValueCount;
  #scopeName = MISSING;
  #scopeVersion = MISSING;
  /** Where the message ends that `#find` found. */
  #foundEnd = 0;

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#reader = attribute.reader;
    this.#columns = columns;
    this.#valueCount = attribute.values;
    this.#resource = new ResourceAttributes(attribute, columns);
    this.#scopeAttributes = new TextAttributes(attribute);
    this.#span = new SpanDecoder(attribute, columns);
  }

  /** Adds the spans of the request from `start` to `end`. */
  decode(start: number, end: number, notes: DecodeNotes): void {
    this.#resource.beginBody();
    this.#span.beginBody();
    const before = this.#columns.mapEntries;
    for (let from = this.#find(FIRST_FIELD_TAG, start, end); from >= 0; ) {
      const to = this.#foundEnd;
      this.#decodeResourceSpans(from, to, notes);
      from = this.#find(FIRST_FIELD_TAG, to, end);
    }
    this.#valueCount.add(this.#columns.mapEntries - before);
  }

  /**
   * Where the next message in the field `wanted` begins, from `position` on; it ends at `#foundEnd`. -1: there is none; other fields are
   * skipped. Unlike a visitor, a loop around this makes no object.
   */
  #find(wanted: number, position: number, end: number): number {
    const reader = this.#reader;
    for (let p = position; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (tag === wanted) {
        const length = reader.length(reader.next, end);
        this.#foundEnd = reader.next + length;
        return reader.next;
      }
      reader.skip(tag, reader.next, end);
    }
    return -1;
  }

  /** Two passes: the resource may come behind its spans, or in several parts. */
  #decodeResourceSpans(start: number, end: number, notes: DecodeNotes): void {
    const resource = this.#resource;
    this.#valueCount.add(SPAN_VALUES);
    resource.begin();
    this.#readResources(start, end);
    if (resource.isOutOfOrder) {
      resource.begin();
      this.#valueCount.isCounted = true;
      for (const isOlder of [false, true]) this.#readResources(start, end, isOlder);
      this.#valueCount.isCounted = false;
    }
    resource.end();
    if (!this.#decodeScopes(SECOND_FIELD_TAG, start, end, notes)) {
      this.#decodeScopes(LIBRARY_SPANS_TAG, start, end, notes);
    }
    resource.fill(this.#columns.rows);
  }

  #readResources(start: number, end: number, isOlder?: boolean): void {
    for (let from = this.#find(FIRST_FIELD_TAG, start, end); from >= 0; ) {
      const to = this.#foundEnd;
      this.#readResource(from, to, isOlder);
      from = this.#find(FIRST_FIELD_TAG, to, end);
    }
  }

  /** Whether there are any. */
  #decodeScopes(wanted: number, start: number, end: number, notes: DecodeNotes): boolean {
    const first = this.#find(wanted, start, end);
    for (let from = first; from >= 0; ) {
      const to = this.#foundEnd;
      this.#decodeScopeSpans(from, to, notes);
      from = this.#find(wanted, to, end);
    }
    return first >= 0;
  }

  #readResource(start: number, end: number, isOlder?: boolean): void {
    for (let from = this.#find(FIRST_FIELD_TAG, start, end); from >= 0; ) {
      const to = this.#foundEnd;
      this.#resource.add(from, to, isOlder);
      from = this.#find(FIRST_FIELD_TAG, to, end);
    }
  }

  #decodeScopeSpans(start: number, end: number, notes: DecodeNotes): void {
    this.#valueCount.add(SPAN_VALUES);
    this.#scopeName = MISSING;
    this.#scopeVersion = MISSING;
    this.#scopeAttributes.scope.begin(SCOPE_STARTS.instrumentation);
    for (let from = this.#find(FIRST_FIELD_TAG, start, end); from >= 0; ) {
      const to = this.#foundEnd;
      this.#readScope(from, to);
      from = this.#find(FIRST_FIELD_TAG, to, end);
    }
    const firstRow = this.#columns.rows;
    for (let from = this.#find(SECOND_FIELD_TAG, start, end); from >= 0; ) {
      const to = this.#foundEnd;
      this.#valueCount.add(SPAN_VALUES);
      if (this.#span.decode(from, to, notes)) this.#closeRow();
      from = this.#find(SECOND_FIELD_TAG, to, end);
    }
    this.#fillScope(firstRow, this.#columns.rows);
  }

  /** Gives what the scope says to its rows. */
  #fillScope(start: number, end: number): void {
    const { scopeName, scopeVersion, scopeGroup, scopeAttributes } = this.#columns;
    const group = scopeAttributes.entries.end();
    if (start === end) return;
    if (this.#scopeName !== MISSING) scopeName.addRun(start, end, this.#scopeName);
    if (this.#scopeVersion !== MISSING) scopeVersion.addRun(start, end, this.#scopeVersion);
    scopeGroup.setRun(start, end, group);
    this.#valueCount.add((end - start) * scopeAttributes.weightOf(group));
  }

  /** An InstrumentationScope. An empty name or version is as none. */
  #readScope(start: number, end: number): void {
    const reader = this.#reader;
    const { scopeName, scopeVersion, scopeAttributes } = this.#columns;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (tag !== FIRST_FIELD_TAG && tag !== SECOND_FIELD_TAG && tag !== THIRD_FIELD_TAG) {
        reader.skip(tag, reader.next, end);
        continue;
      }
      const length = reader.length(reader.next, end);
      const from = reader.next;
      if (tag === THIRD_FIELD_TAG) this.#scopeAttributes.add(from, from + length, scopeAttributes);
      else if (tag === FIRST_FIELD_TAG) {
        this.#scopeName = length === 0 ? MISSING : scopeName.dictionary.intern(reader.source, from, length);
      } else this.#scopeVersion = length === 0 ? MISSING : scopeVersion.dictionary.intern(reader.source, from, length);
      reader.next = from + length;
    }
  }

  #closeRow(): void {
    const columns = this.#columns;
    const row = columns.rows;
    const { attributes } = this.#span;
    if (attributes.overridden.length > 0) this.#resource.fillBeside(attributes, row);
    if (attributes.misplaced.length > 0 || this.#resource.misplaced.length > 0) this.#addMisplaced(row);
    columns.attributesString.entries.end();
    columns.attributesNumber.entries.end();
    columns.attributesBoolean.entries.end();
    columns.events.endRow(row);
    columns.links.endRow(row);
    columns.rows = row + 1;
  }

  #addMisplaced(row: number): void {
    const { attributes } = this.#span;
    const slots = [...attributes.misplaced];
    for (const slot of this.#resource.misplaced) if (!attributes.sends(slot)) slots.push(slot);
    if (slots.length === 0) return;
    // In the order of the slots, so that rows that miss the same keys share one text.
    const keys = slots.sort((a, b) => a - b).map((slot) => ATTRIBUTE_SLOTS[slot].key);
    const text = MISPLACED_SEPARATOR + keys.join(MISPLACED_SEPARATOR) + MISPLACED_SEPARATOR;
    this.#columns.misplaced.add(row, this.#columns.misplaced.dictionary.internMade(text));
  }
}
