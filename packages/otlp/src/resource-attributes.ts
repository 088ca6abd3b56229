// The attributes of one resource: read once, then given to every span of it.
import { type AttributeReader, VALUE_EMPTY } from './attribute-reader.ts';
import {
  ATTRIBUTE_SLOTS,
  isOlderName,
  isScaledSlot,
  RESOURCE_SLOT_COUNT,
  SERVICE_NAME_SLOT,
  scaleOfKey,
  unscaledSlot,
} from './attribute-slots.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import { KeyScope, SCOPE_STARTS } from './key-scope.ts';
import { MAX_COPIED_ENTRIES, malformedBody } from './malformed-body.ts';
import { SlotValues } from './slot-values.ts';
import type { SpanAttributes } from './span-attributes.ts';
import { internValue } from './text-attributes.ts';

const UNKNOWN_SERVICE = 'unknown_service';

export class ResourceAttributes {
  /** Slots whose attribute the resource sent but whose value lies in its map. */
  readonly misplaced: number[] = [];
  /** As of SpanAttributes: the resource is to be read anew then, from `begin` on. */
  isOutOfOrder = false;
  readonly #attribute: AttributeReader;
  readonly #columns: SpansColumns;
  readonly #scope = new KeyScope();
  /** What the resource has for its columns. */
  readonly #values: SlotValues;
  /** By slot: the resource's stamp once it fills the column, or the map has a value under the current name. */
  readonly #inColumn = new Int32Array(ATTRIBUTE_SLOTS.length);
  readonly #inMap = new Int32Array(ATTRIBUTE_SLOTS.length);
  #serviceName = -1;
  #group = 0;
  /** The first row that the resource's values have not been given to. */
  #nextRow = 0;
  /** Groups for spans that send attributes of the resource themselves, by those slots. */
  readonly #variants = new Map<string, number>();
  #copiedEntries = 0;

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#attribute = attribute;
    this.#columns = columns;
    this.#values = new SlotValues(columns.attributes);
  }

  beginBody(): void {
    this.#copiedEntries = 0;
  }

  begin(): void {
    this.#scope.begin(SCOPE_STARTS.resource);
    this.#values.clear();
    const { entries } = this.#columns.resourceAttributes;
    entries.cut(entries.owners);
    this.isOutOfOrder = false;
    this.#serviceName = -1;
    if (this.misplaced.length > 0) this.misplaced.length = 0;
    // A Map that is cleared gets a new table, among what lives long since the last one does: 0.5 MB of garbage a second.
    if (this.#variants.size > 0) this.#variants.clear();
  }

  /** Closes the resource: spans follow. */
  end(): void {
    this.#group = this.#columns.resourceAttributes.entries.end();
    this.#nextRow = this.#columns.rows;
  }

  /** Adds the KeyValue from `position` to `end`; `isOlder`: only one whose name is, or is not. */
  add(position: number, end: number, isOlder?: boolean): void {
    const attribute = this.#attribute;
    const keyId = attribute.read(position, end, this.#scope);
    const slot = attribute.keys.slots[keyId];
    if (isOlder !== undefined && isOlderName(attribute.keys.textOf(keyId), slot) !== isOlder) return;
    if (attribute.type === VALUE_EMPTY || this.#scope.repeats(keyId)) return;
    if (slot >= 0) this.#place(slot, keyId, 1);
    else if (slot === SERVICE_NAME_SLOT) {
      this.#serviceName = internValue(attribute, this.#columns.serviceName.dictionary);
    } else if (isScaledSlot(slot)) {
      this.#place(unscaledSlot(slot), keyId, scaleOfKey(attribute.keys.textOf(keyId)));
    } else this.#addToMap(keyId);
  }

  /** The rules of span-attributes.ts; a span's attribute never fills its column from here. */
  #place(slot: number, keyId: number, scale: number): void {
    const { attributes } = this.#columns;
    const { stamp } = this.#scope;
    const free = this.#inColumn[slot] !== stamp;
    if (free && slot < RESOURCE_SLOT_COUNT && attributes.convert(slot, scale)) {
      this.#values.take(slot);
      this.#inColumn[slot] = stamp;
      return;
    }
    if (free && !this.misplaced.includes(slot)) this.misplaced.push(slot);
    const currentKey = this.#currentKey(slot);
    const target = free && this.#inMap[slot] !== stamp ? currentKey : keyId;
    if (free ? target !== keyId : keyId === currentKey) this.isOutOfOrder = true;
    if (target === currentKey) {
      if (this.#inMap[slot] === stamp) return;
      this.#inMap[slot] = stamp;
    }
    this.#addToMap(target);
  }

  #addToMap(keyId: number): void {
    const map = this.#columns.resourceAttributes;
    map.add(keyId, internValue(this.#attribute, map.dictionary));
  }

  #currentKey(slot: number): number {
    return this.#attribute.keys.idOf(ATTRIBUTE_SLOTS[slot].key, this.#scope);
  }

  /** Gives the resource's values to its rows before `end` that have none yet: in runs, which costs half of what rows do. */
  fill(end: number): void {
    const start = this.#nextRow;
    if (start === end) return;
    this.#values.fill(start, end);
    this.#fillShared(start, end, this.#group);
  }

  /** Gives the resource's values to `row`, whose span sends some of its attributes itself. */
  fillBeside(span: SpanAttributes, row: number): void {
    this.fill(row);
    for (const slot of this.#values.slots) if (!span.sends(slot)) this.#values.fillSlot(slot, row, row + 1);
    span.overriding.fill(row, row + 1);
    this.#fillShared(row, row + 1, this.#variantFor(span.overridden));
  }

  #fillShared(start: number, end: number, group: number): void {
    const { serviceName, resourceGroup, resourceAttributes } = this.#columns;
    if (this.#serviceName < 0) this.#serviceName = serviceName.dictionary.internMade(UNKNOWN_SERVICE);
    serviceName.addRun(start, end, this.#serviceName);
    resourceGroup.setRun(start, end, group);
    this.#attribute.values.add((end - start) * resourceAttributes.weightOf(group));
    this.#nextRow = end;
  }

  /** The group whose map holds, besides the resource's other attributes, those whose column has the span's value. */
  #variantFor(overridden: readonly number[]): number {
    const hidden = this.#values.slots.filter((slot) => overridden.includes(slot));
    if (hidden.length === 0) return this.#group;
    const name = hidden.join();
    const known = this.#variants.get(name);
    if (known !== undefined) return known;
    const map = this.#columns.resourceAttributes;
    const keys = hidden.map((slot) => this.#currentKey(slot));
    const start = map.entries.startOf(this.#group);
    const end = map.entries.endOf(this.#group);
    this.#countCopies(end - start);
    for (let entry = start; entry < end; entry++) {
      if (!keys.includes(map.entries.keyAt(entry))) map.add(map.entries.keyAt(entry), map.valueIdAt(entry));
    }
    hidden.forEach((slot, i) => {
      map.add(keys[i], map.dictionary.internMade(this.#values.textOf(slot)));
    });
    const group = map.entries.end();
    this.#variants.set(name, group);
    return group;
  }

  #countCopies(entries: number): void {
    this.#copiedEntries += entries;
    if (this.#copiedEntries <= MAX_COPIED_ENTRIES) return;
    const { reader } = this.#attribute;
    throw malformedBody(
      reader.next - reader.bodyStart,
      `spans override attributes of their resources in too many ways: more than ${MAX_COPIED_ENTRIES} copies`,
      { limit: MAX_COPIED_ENTRIES },
    );
  }
}
