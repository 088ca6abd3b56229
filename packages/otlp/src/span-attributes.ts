// Where the attributes of a span go: to their column if the value fits it, else to a map.
// - A well-known column takes the first value that fits it: of the current name, else of the older names.
// - A value that does not fit goes to the string map under the current name, and `misplaced` names it.
// - What comes when the column is taken goes to a map under the key it was sent with.
// - An attribute whose home is the resource is always named in `misplaced`: its column holds the span's value, not the resource's.
import { HTTP_TARGET_ALIAS } from '@tracelake/schema';
import {
  type AttributeReader,
  VALUE_BOOLEAN,
  VALUE_DOUBLE,
  VALUE_EMPTY,
  VALUE_INT64,
  VALUE_TEXT,
} from './attribute-reader.ts';
import {
  ATTRIBUTE_SLOTS,
  HTTP_TARGET_SLOT,
  isOlderName,
  isScaledSlot,
  RESOURCE_SLOT_COUNT,
  scaleOfKey,
  slotNumber,
  unscaledSlot,
} from './attribute-slots.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import { KeyScope, SCOPE_STARTS } from './key-scope.ts';
import { SlotValues } from './slot-values.ts';
import { internValue } from './text-attributes.ts';
import { doubleOf, fitsDouble } from './value-text.ts';

const PATH_SLOT = slotNumber(HTTP_TARGET_ALIAS.path);
const QUERY_SLOT = slotNumber(HTTP_TARGET_ALIAS.query);
/** Span.attributes. */
export const ATTRIBUTES_TAG = 74;
const QUESTION_MARK = 0x3f;

function addOnce(slots: number[], slot: number): void {
  if (!slots.includes(slot)) slots.push(slot);
}

export class SpanAttributes {
  /** Slots of the open row whose keys `misplaced` must name. */
  readonly misplaced: number[] = [];
  /** Slots of the open row that belong to the resource but were sent by the span. */
  readonly overridden: number[] = [];
  /** Values of those that fit: they come to their columns when the rows before have the resource's. */
  readonly overriding: SlotValues;
  /** Whether an older name stands, or may stand, where the open row's current name belongs. */
  isOutOfOrder = false;
  readonly #attribute: AttributeReader;
  readonly #columns: SpansColumns;
  readonly #scope = new KeyScope();
  /** By slot: the row's stamp once the column, or the map under the current name, has a value. */
  readonly #inColumn = new Int32Array(ATTRIBUTE_SLOTS.length);
  readonly #inMap = new Int32Array(ATTRIBUTE_SLOTS.length);

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#attribute = attribute;
    this.#columns = columns;
    this.overriding = new SlotValues(columns.attributes);
  }

  beginRow(): void {
    this.#scope.begin(SCOPE_STARTS.span);
    this.isOutOfOrder = false;
    // Setting a length leaves the compiled code, also where it changes nothing.
    if (this.misplaced.length > 0) this.misplaced.length = 0;
    if (this.overridden.length > 0) {
      this.overridden.length = 0;
      this.overriding.clear();
    }
  }

  /** Whether the open row's span has sent the attribute itself, fitting or not. */
  sends(slot: number): boolean {
    return this.#inColumn[slot] === this.#scope.stamp || this.#inMap[slot] === this.#scope.stamp;
  }

  hasColumn(slot: number): boolean {
    return this.#inColumn[slot] === this.#scope.stamp;
  }

  /** Adds the attributes that lie from `position` on to the open row, and returns where something else begins. */
  addRun(position: number, end: number): number {
    const { reader } = this.#attribute;
    const { bytes } = reader;
    let p = position;
    while (p < end && bytes[p] === ATTRIBUTES_TAG) {
      let length = bytes[p + 1];
      let start = p + 2;
      // Also where the last byte of all is the tag, and no length follows.
      if (!(length < 128 && start + length <= end)) {
        length = reader.length(p + 1, end);
        start = reader.next;
      }
      p = start + length;
      if (!this.#addAgain(start, length)) this.add(start, p);
    }
    return p;
  }

  /** Adds an attribute that came before, byte for byte. */
  #addAgain(start: number, length: number): boolean {
    const { keys, reader } = this.#attribute;
    const { recent } = keys;
    const scope = this.#scope;
    const place = recent.find(reader.view, start, length);
    if (place < 0) return false;
    const keyId = recent.keyIdAt(place);
    const slot = keys.slots[keyId];
    if (slot >= 0 && this.#inColumn[slot] === scope.stamp) return false;
    scope.previous = keyId;
    if (scope.repeats(keyId)) return true;
    if (slot < 0) this.#addToMapAgain(keyId, recent.typeAt(place), recent.valueAt(place));
    else {
      this.#inColumn[slot] = scope.stamp;
      this.#columns.attributes.addAgain(slot, this.#columns.rows, recent.valueAt(place));
    }
    return true;
  }

  #addToMapAgain(keyId: number, type: number, value: number): void {
    const { attributesString, attributesNumber, attributesBoolean } = this.#columns;
    if (type === VALUE_TEXT) attributesString.addRepeated(keyId, value);
    else if (type === VALUE_INT64) attributesNumber.add(keyId, value);
    else attributesBoolean.add(keyId, value);
  }

  /**
   * Reads the attributes of the open row anew, from the span that lies from `start` to `end`: current names first. Names of both ages in one span are
   * rare, so that nothing waits for them where they are not.
   */
  addInOrder(start: number, end: number): void {
    const { rows, attributes, attributesString, attributesNumber, attributesBoolean } = this.#columns;
    attributes.cut(rows);
    for (const { entries } of [attributesString, attributesNumber, attributesBoolean]) entries.cut(rows);
    this.beginRow();
    const { values } = this.#attribute;
    values.isCounted = true;
    for (const isOlder of [false, true]) this.#addThose(isOlder, start, end);
    values.isCounted = false;
  }

  #addThose(isOlder: boolean, start: number, end: number): void {
    const { reader } = this.#attribute;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (tag !== ATTRIBUTES_TAG) {
        reader.skip(tag, reader.next, end);
        continue;
      }
      const length = reader.length(reader.next, end);
      const to = reader.next + length;
      this.add(reader.next, to, isOlder);
      reader.next = to;
    }
  }

  /** Adds the KeyValue from `position` to `end` to the open row; `isOlder`: only one whose name is, or is not. */
  add(position: number, end: number, isOlder?: boolean): void {
    const attribute = this.#attribute;
    const keyId = attribute.read(position, end, this.#scope);
    const slot = attribute.keys.slots[keyId];
    if (isOlder !== undefined && isOlderName(attribute.keys.textOf(keyId), slot) !== isOlder) return;
    if (attribute.type === VALUE_EMPTY || this.#scope.repeats(keyId)) return;
    if (slot >= 0) {
      if (this.#place(slot, keyId)) this.#remember(position, end, keyId, this.#columns.attributes.low);
    } else if (slot === HTTP_TARGET_SLOT) this.#placeTarget(keyId);
    else if (isScaledSlot(slot)) {
      this.#placeConverted(unscaledSlot(slot), keyId, scaleOfKey(attribute.keys.textOf(keyId)));
    } else this.#remember(position, end, keyId, this.#addToMap(keyId));
  }

  /** Remembers the attribute just added if its value can be said in 32 bits; `entry` is a text's. */
  #remember(position: number, end: number, keyId: number, entry: number): void {
    const { type, keys, reader, low, high } = this.#attribute;
    const isSmall = type === VALUE_TEXT || type === VALUE_BOOLEAN || (type === VALUE_INT64 && high === low >> 31);
    if (!isSmall || !keys.isHashed(keyId)) return;
    const value = type === VALUE_TEXT ? entry : low;
    keys.recent.remember(reader.view, position, end - position, keyId, type, value);
  }

  /** Whether the value went to its column just as it is. */
  #place(slot: number, keyId: number): boolean {
    const { rows, attributes } = this.#columns;
    const free = this.#inColumn[slot] !== this.#scope.stamp;
    if (free && slot >= RESOURCE_SLOT_COUNT && attributes.addSameType(slot, rows)) {
      this.#inColumn[slot] = this.#scope.stamp;
      return true;
    }
    this.#placeConverted(slot, keyId, 1);
    return false;
  }

  #placeConverted(slot: number, keyId: number, scale: number): void {
    const { attributes, rows } = this.#columns;
    const { stamp } = this.#scope;
    if (slot < RESOURCE_SLOT_COUNT) {
      addOnce(this.overridden, slot);
      addOnce(this.misplaced, slot);
    }
    const free = this.#inColumn[slot] !== stamp;
    if (free && attributes.convert(slot, scale)) {
      if (slot < RESOURCE_SLOT_COUNT) this.overriding.take(slot);
      else attributes.store(slot, rows, attributes.low, attributes.high, attributes.double);
      this.#inColumn[slot] = stamp;
      return;
    }
    if (free) addOnce(this.misplaced, slot);
    const currentKey = this.#attribute.keys.idOf(ATTRIBUTE_SLOTS[slot].key, this.#scope);
    const target = free && this.#inMap[slot] !== stamp ? currentKey : keyId;
    if (free ? target !== keyId : keyId === currentKey) this.isOutOfOrder = true;
    if (target === currentKey) {
      if (this.#inMap[slot] === stamp) return;
      this.#inMap[slot] = stamp;
    }
    if (free) this.#addText(target);
    else this.#addToMap(target);
  }

  /** `http.target`: the path to its column, and what is behind the first "?" to the query's. */
  #placeTarget(keyId: number): void {
    const { type, start, length, reader } = this.#attribute;
    const { stamp } = this.#scope;
    if (type !== VALUE_TEXT || this.#inColumn[PATH_SLOT] === stamp) {
      this.#addToMap(keyId);
      return;
    }
    const { source } = reader;
    let mark = start;
    while (mark < start + length && source.bytes[mark] !== QUESTION_MARK) mark++;
    const hasQuery = mark < start + length;
    if (hasQuery && this.#inColumn[QUERY_SLOT] === stamp) {
      this.#addToMap(keyId);
      return;
    }
    this.#addTextPart(PATH_SLOT, start, mark - start);
    if (hasQuery) this.#addTextPart(QUERY_SLOT, mark + 1, start + length - mark - 1);
  }

  #addTextPart(slot: number, position: number, length: number): void {
    const column = this.#columns.attributes.textColumn(slot);
    column.add(this.#columns.rows, column.dictionary.intern(this.#attribute.reader.source, position, length));
    this.#inColumn[slot] = this.#scope.stamp;
  }

  /** To the map of the value's type; returns a text's entry. */
  #addToMap(keyId: number): number {
    const attribute = this.#attribute;
    const { attributesNumber, attributesBoolean } = this.#columns;
    if (attribute.type === VALUE_BOOLEAN) attributesBoolean.add(keyId, attribute.low);
    else if (attribute.type === VALUE_INT64 && fitsDouble(attribute.low, attribute.high)) {
      attributesNumber.add(keyId, doubleOf(attribute.low, attribute.high));
    } else if (attribute.type === VALUE_DOUBLE && Number.isFinite(attribute.double)) {
      attributesNumber.add(keyId, attribute.double);
    } else return this.#addText(keyId);
    return 0;
  }

  #addText(keyId: number): number {
    const map = this.#columns.attributesString;
    const entry = internValue(this.#attribute, map.dictionary);
    map.add(keyId, entry);
    return entry;
  }
}
