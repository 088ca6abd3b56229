// The attributes of one resource: read once, then given to every span of it.
import { type AttributeReader, VALUE_EMPTY } from './attribute-reader.ts';
import {
  ATTRIBUTE_SLOTS,
  isScaledSlot,
  RESOURCE_SLOT_COUNT,
  SERVICE_NAME_SLOT,
  scaleOfKey,
  unscaledSlot,
} from './attribute-slots.ts';
import type { SpansColumns } from './columns/spans-columns.ts';
import { KeyScope, SCOPE_STARTS } from './key-scope.ts';
import { MAX_COPIED_ENTRIES, malformedBody } from './malformed-body.ts';
import type { SpanAttributes } from './span-attributes.ts';
import { internValue } from './text-attributes.ts';

const UNKNOWN_SERVICE = 'unknown_service';

export class ResourceAttributes {
  /** Slots whose attribute the resource sent but whose value lies in its map. */
  readonly misplaced: number[] = [];
  readonly #attribute: AttributeReader;
  readonly #columns: SpansColumns;
  readonly #scope = new KeyScope();
  /** Slots that the resource fills, and with what, by slot: see AttributeColumns.convert. */
  readonly #filled = new Int32Array(RESOURCE_SLOT_COUNT);
  #filledCount = 0;
  readonly #low = new Int32Array(RESOURCE_SLOT_COUNT);
  readonly #high = new Int32Array(RESOURCE_SLOT_COUNT);
  readonly #double = new Float64Array(RESOURCE_SLOT_COUNT);
  /** By slot: the resource's stamp once it fills the column, or the map has a value under the current name. */
  readonly #inColumn = new Int32Array(ATTRIBUTE_SLOTS.length);
  readonly #inMap = new Int32Array(ATTRIBUTE_SLOTS.length);
  #serviceName = -1;
  #group = 0;
  /** Groups for spans that send attributes of the resource themselves, by those slots. */
  readonly #variants = new Map<string, number>();
  #copiedEntries = 0;

  constructor(attribute: AttributeReader, columns: SpansColumns) {
    this.#attribute = attribute;
    this.#columns = columns;
  }

  beginBody(): void {
    this.#copiedEntries = 0;
  }

  begin(): void {
    this.#scope.begin(SCOPE_STARTS.resource);
    this.#filledCount = 0;
    this.#serviceName = -1;
    if (this.misplaced.length > 0) this.misplaced.length = 0;
    // A Map that is cleared gets a new table, among what lives long since the last one does: 0.5 MB of garbage a second.
    if (this.#variants.size > 0) this.#variants.clear();
  }

  /** Closes the resource: spans follow. */
  end(): void {
    this.#group = this.#columns.resourceAttributes.entries.end();
  }

  /** Adds the KeyValue from `position` to `end`. */
  add(position: number, end: number): void {
    const attribute = this.#attribute;
    const keyId = attribute.read(position, end, this.#scope);
    if (attribute.type === VALUE_EMPTY || this.#scope.repeats(keyId)) return;
    const slot = attribute.keys.slots[keyId];
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
    if (free && slot < RESOURCE_SLOT_COUNT && attributes.convert(slot, keyId, scale)) {
      this.#filled[this.#filledCount++] = slot;
      this.#inColumn[slot] = stamp;
      this.#low[slot] = attributes.low;
      this.#high[slot] = attributes.high;
      this.#double[slot] = attributes.double;
      return;
    }
    if (free && !this.misplaced.includes(slot)) this.misplaced.push(slot);
    const currentKey = this.#currentKey(slot);
    const target = free && this.#inMap[slot] !== stamp ? currentKey : keyId;
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

  /** Gives the resource's values to `row`, whose span has been read. */
  fill(row: number, span: SpanAttributes): void {
    const { attributes, serviceName, resourceGroup } = this.#columns;
    if (this.#serviceName < 0) this.#serviceName = serviceName.dictionary.internMade(UNKNOWN_SERVICE);
    serviceName.add(row, this.#serviceName);
    const filled = this.#filled;
    for (let i = 0; i < this.#filledCount; i++) {
      const slot = filled[i];
      if (!span.sends(slot)) attributes.store(slot, row, this.#low[slot], this.#high[slot], this.#double[slot]);
    }
    resourceGroup.set(row, span.overridden.length === 0 ? this.#group : this.#variantFor(span.overridden));
  }

  /** The group whose map holds, besides the resource's other attributes, those whose column has the span's value. */
  #variantFor(overridden: readonly number[]): number {
    const hidden = [...this.#filled.subarray(0, this.#filledCount)].filter((slot) => overridden.includes(slot));
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
      map.add(keys[i], map.dictionary.internMade(this.#text(slot)));
    });
    const group = map.entries.end();
    this.#variants.set(name, group);
    return group;
  }

  #text(slot: number): string {
    return this.#columns.attributes.textOf(slot, this.#low[slot], this.#high[slot], this.#double[slot]);
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
