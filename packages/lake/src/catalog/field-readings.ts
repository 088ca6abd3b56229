// Collects attribute values that are read one by one, by level and key; the counterpart of `summarizeFields` for files.
import type { FieldLevel } from '@tracelake/schema';
import { type FieldSummaries, MAX_FIELDS, MAX_KEY_BYTES } from './field-summary.ts';
import { compareSummaries, FieldTally } from './field-tally.ts';
import { type AttributeValue, ValueCounts } from './value-counts.ts';

/** While reading nobody knows which keys will be frequent, so more than a document may have are counted. */
const MAX_READINGS = 2 * MAX_FIELDS;

export class FieldReadings {
  readonly #columns: FieldTally[] = [];
  readonly #readings = new Map<string, ValueCounts>();
  #truncated = false;

  /** A well-known column, counted elsewhere. */
  addColumn(tally: FieldTally): void {
    this.#columns.push(tally);
  }

  addEntry(level: FieldLevel, key: string, value: AttributeValue): void {
    const slot = `${level} ${key}`;
    let reading = this.#readings.get(slot);
    if (reading === undefined) {
      if (this.#readings.size === MAX_READINGS || Buffer.byteLength(key) > MAX_KEY_BYTES) {
        this.#truncated = true;
        return;
      }
      reading = new ValueCounts(new FieldTally(key, level, null));
      this.#readings.set(slot, reading);
    }
    reading.add(value);
  }

  finish(): FieldSummaries {
    const limit = MAX_FIELDS - this.#columns.length;
    let readings = [...this.#readings.values()];
    if (readings.length > limit) {
      this.#truncated = true;
      readings = readings.sort((left, right) => right.rows - left.rows).slice(0, limit);
    }
    const fields = [...this.#columns, ...readings.map((reading) => reading.finish())].map((tally) => tally.summary());
    return { fields: fields.sort(compareSummaries), truncated: this.#truncated };
  }
}
