// Values of the resource's columns, kept until it is known which rows they are for.
import type { AttributeColumns } from './attribute-columns.ts';
import { RESOURCE_SLOT_COUNT } from './attribute-slots.ts';

export class SlotValues {
  readonly #columns: AttributeColumns;
  readonly #slots = new Int32Array(RESOURCE_SLOT_COUNT);
  #count = 0;
  /** By slot; see AttributeColumns.convert. */
  readonly #low = new Int32Array(RESOURCE_SLOT_COUNT);
  readonly #high = new Int32Array(RESOURCE_SLOT_COUNT);
  readonly #double = new Float64Array(RESOURCE_SLOT_COUNT);

  constructor(columns: AttributeColumns) {
    this.#columns = columns;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Keeps the value that was converted last, the first one of this slot. */
  take(slot: number): void {
    this.#slots[this.#count++] = slot;
    this.#low[slot] = this.#columns.low;
    this.#high[slot] = this.#columns.high;
    this.#double[slot] = this.#columns.double;
  }

  get slots(): readonly number[] {
    return [...this.#slots.subarray(0, this.#count)];
  }

  /** Gives the rows from `start` up to `end` all values. */
  fill(start: number, end: number): void {
    for (let i = 0; i < this.#count; i++) this.fillSlot(this.#slots[i], start, end);
  }

  fillSlot(slot: number, start: number, end: number): void {
    this.#columns.storeRun(slot, start, end, this.#low[slot], this.#high[slot], this.#double[slot]);
  }

  textOf(slot: number): string {
    return this.#columns.textOf(slot, this.#low[slot], this.#high[slot], this.#double[slot]);
  }
}
