// What is counted of one attribute in one file, until it is written as a FieldSummary.
import type { FieldLevel, FieldSummary, FieldValueType } from '@tracelake/schema';
import { DistinctSketch } from './distinct-sketch.ts';
import { TopValues } from './top-values.ts';

export class FieldTally {
  readonly sketch = new DistinctSketch();
  readonly top = new TopValues();
  readonly #key: string;
  readonly #level: FieldLevel;
  readonly #column: string | null;
  readonly #types: Partial<Record<FieldValueType, number>> = {};
  #integral = true;

  constructor(key: string, level: FieldLevel, column: string | null) {
    this.#key = key;
    this.#level = level;
    this.#column = column;
  }

  /** `rows` more rows (or events) have a value of this type. */
  countRows(type: FieldValueType, rows: number): void {
    this.#types[type] = (this.#types[type] ?? 0) + rows;
  }

  sawFraction(): void {
    this.#integral = false;
  }

  summary(): FieldSummary {
    return {
      key: this.#key,
      level: this.#level,
      column: this.#column,
      types: this.#types,
      integral: this.#types.number !== undefined && this.#integral,
      sketch: this.sketch.written(),
      top: this.top.written(),
    };
  }
}

const LEVEL_ORDER: readonly FieldLevel[] = ['span', 'resource', 'scope', 'event'];

/** By key, then level, then the one with a column first: a document does not depend on the order of its rows. */
export function compareSummaries(left: FieldSummary, right: FieldSummary): number {
  if (left.key !== right.key) return left.key < right.key ? -1 : 1;
  if (left.level !== right.level) return LEVEL_ORDER.indexOf(left.level) - LEVEL_ORDER.indexOf(right.level);
  return Number(left.column === null) - Number(right.column === null);
}
