// Counts the values of one attribute while they are read one by one. Bounded: of very many values only the frequent ones
// keep their count, which then is a lower bound.
import type { FieldValueType } from '@tracelake/schema';
import { hashString } from './distinct-values.ts';
import type { FieldTally } from './field-tally.ts';
import { hashBoolean, hashInt64, hashNumber } from './value-hash.ts';
import { shortValueText } from './value-text.ts';

export type AttributeValue = string | number | bigint | boolean;

/** When more values are counted, the rarer half is forgotten. */
const MAX_COUNTED = 1024;

export class ValueCounts {
  readonly #tally: FieldTally;
  #counts = new Map<AttributeValue, number>();
  readonly #rows: Record<FieldValueType, number> = { string: 0, number: 0, boolean: 0 };

  constructor(tally: FieldTally) {
    this.#tally = tally;
  }

  get rows(): number {
    return this.#rows.string + this.#rows.number + this.#rows.boolean;
  }

  add(value: AttributeValue): void {
    this.#rows[typeOf(value)]++;
    const count = this.#counts.get(value);
    if (count !== undefined) {
      this.#counts.set(value, count + 1);
      return;
    }
    this.#tally.sketch.add(hashOf(value));
    if (typeof value === 'number' && !Number.isInteger(value)) this.#tally.sawFraction();
    if (this.#counts.size === MAX_COUNTED) this.#forgetRare();
    this.#counts.set(value, 1);
  }

  /** The tally with everything that was counted. */
  finish(): FieldTally {
    for (const type of ['string', 'number', 'boolean'] as const) {
      if (this.#rows[type] > 0) this.#tally.countRows(type, this.#rows[type]);
    }
    for (const [value, count] of this.#counts) {
      if (this.#tally.top.accepts(count)) this.#tally.top.add(textOf(value), count);
    }
    return this.#tally;
  }

  #forgetRare(): void {
    const frequent = [...this.#counts].sort((left, right) => right[1] - left[1]).slice(0, MAX_COUNTED / 2);
    this.#counts = new Map(frequent);
  }
}

function typeOf(value: AttributeValue): FieldValueType {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

function hashOf(value: AttributeValue): number {
  if (typeof value === 'string') return hashString(value);
  if (typeof value === 'number') return hashNumber(value);
  if (typeof value === 'boolean') return hashBoolean(value);
  return hashInt64(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
}

function textOf(value: AttributeValue): string {
  return typeof value === 'string' ? shortValueText(value) : String(value);
}
