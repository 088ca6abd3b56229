// The rows of a column that have a value, ascending.
// A part of each column rather than its base class: as one class it has one shape, which V8 reads about ten times
// faster than a field of six subclasses, and it is read fifty times a span.
import { EMPTY_INT32, grownCapacity, grownInt32 } from './grown-array.ts';

export class PresentRows {
  /** Empty until a row is left out: up to there the place of a value is its row, which need not be written down. */
  #rows: Int32Array = EMPTY_INT32;
  #count = 0;

  /** The place for the value of `row`. */
  append(row: number): number {
    const place = this.#count++;
    if (place === row && this.#rows.length === 0) return place;
    if (place >= this.#rows.length) this.#grow(place);
    this.#rows[place] = row;
    return place;
  }

  /** Forgets `row` and all after it. */
  cut(row: number): void {
    if (this.#rows.length === 0) this.#count = Math.min(this.#count, row);
    while (this.#count > 0 && this.#rows[this.#count - 1] >= row) this.#count--;
  }

  /** Of a column in a batch of `batchRows`. */
  vector(batchRows: number): { rows: Int32Array | null; count: number } {
    if (this.#count === batchRows) return { rows: null, count: batchRows };
    if (this.#rows.length === 0) this.#grow(this.#count);
    return { rows: this.#rows, count: this.#count };
  }

  #grow(place: number): void {
    const isFirst = this.#rows.length === 0;
    let capacity = grownCapacity(this.#rows.length);
    while (capacity <= place) capacity = grownCapacity(capacity);
    this.#rows = grownInt32(this.#rows, capacity);
    if (isFirst) for (let row = 0; row < place; row++) this.#rows[row] = row;
  }
}
