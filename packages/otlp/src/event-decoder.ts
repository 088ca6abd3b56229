// Reads a span's events into the events column, and remembers what the first exception among them says.
import type { AttributeReader } from './attribute-reader.ts';
import { slotNumber } from './attribute-slots.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import type { DecodeNotes } from './decode-notes.ts';
import { SCOPE_STARTS } from './key-scope.ts';
import type { SpanAttributes } from './span-attributes.ts';
import { TextAttributes } from './text-attributes.ts';
import { ELEMENT_VALUES, type ValueCount } from './value-count.ts';

/** Tags of opentelemetry.proto.trace.v1.Span.Event. */
const TIME_TAG = 9;
const NAME_TAG = 18;
const ATTRIBUTES_TAG = 26;

const EXCEPTION_NAME = 'exception';
const EXCEPTION_SLOTS = ['exception.type', 'exception.message', 'exception.stacktrace'].map(slotNumber);

export class EventDecoder {
  readonly #attribute: AttributeReader;
  readonly #columns: SpansColumns;
  readonly #attributes: TextAttributes;
  readonly #valueCount: ValueCount;
  /** The open event's values for EXCEPTION_SLOTS, as entries of the events' dictionary; -1 is none. */
  readonly #values = [-1, -1, -1];
  /** Whether the open row has had its exception event. */
  #found = false;
  /** Entry of the last name, which is often the next one's too, and whether it is "exception". */
  #lastName = -1;
  #lastIsException = false;

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#attribute = attribute;
    this.#columns = columns;
    this.#valueCount = attribute.values;
    this.#attributes = new TextAttributes(attribute);
  }

  /** Entries of the last body may be gone. */
  beginBody(): void {
    this.#lastName = -1;
  }

  beginRow(): void {
    this.#found = false;
    this.#values[0] = -1;
    this.#values[1] = -1;
    this.#values[2] = -1;
  }

  /** Adds the Event from `start` to `end` to the open row. A time that no signed integer holds is left out (0, as OTLP has it), which is noted. */
  decode(start: number, end: number, notes: DecodeNotes): void {
    const { reader } = this.#attribute;
    const { events } = this.#columns;
    this.#valueCount.add(ELEMENT_VALUES);
    this.#attributes.scope.begin(SCOPE_STARTS.event);
    let low = 0;
    let high = 0;
    let name = -1;
    let isException = false;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      const position = reader.next;
      if (tag === TIME_TAG) {
        reader.fixed(position, 8, end);
        low = reader.view.getInt32(position, true);
        high = reader.view.getInt32(position + 4, true);
      } else if (tag === NAME_TAG) {
        const length = reader.length(position, end);
        const content = reader.next;
        name = events.names.dictionary.intern(reader.source, content, length);
        reader.next = content + length;
      } else if (tag === ATTRIBUTES_TAG) {
        const length = reader.length(position, end);
        const content = reader.next;
        if (this.#addAttribute(content, content + length)) isException = true;
        reader.next = content + length;
      } else reader.skip(tag, position, end);
    }
    if (high < 0) {
      notes.eventWithoutTime();
      low = 0;
      high = 0;
    }
    if (name < 0) name = events.names.dictionary.internMade('');
    events.times.add(events.count, low, high);
    events.names.add(events.count, name);
    events.attributes.entries.end();
    events.count++;
    if (isException || this.#isExceptionName(name)) this.#found = true;
  }

  /** Whether the attribute is one of an exception. */
  #addAttribute(start: number, end: number): boolean {
    const keyId = this.#attributes.add(start, end, this.#columns.events.attributes);
    if (keyId < 0 || this.#found) return false;
    const { keys } = this.#attribute;
    const place = EXCEPTION_SLOTS.indexOf(keys.slots[keyId]);
    if (place >= 0) this.#values[place] = this.#attributes.valueId;
    return place >= 0 || keys.isException(keyId);
  }

  #isExceptionName(name: number): boolean {
    if (name !== this.#lastName) {
      this.#lastName = name;
      this.#lastIsException = this.#columns.events.names.dictionary.textOf(name) === EXCEPTION_NAME;
    }
    return this.#lastIsException;
  }

  /** Gives the first exception's values to the open row's columns, unless the span sent its own. */
  fillExceptionColumns(span: SpanAttributes): void {
    if (!this.#found) return;
    const { attributes, events, rows } = this.#columns;
    for (let place = 0; place < EXCEPTION_SLOTS.length; place++) {
      const slot = EXCEPTION_SLOTS[place];
      const value = this.#values[place];
      if (value < 0 || span.sends(slot)) continue;
      const column = attributes.textColumn(slot);
      column.add(rows, column.dictionary.internFrom(events.attributes.dictionary, value));
    }
  }
}
