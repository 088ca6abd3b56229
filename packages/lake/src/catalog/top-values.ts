// The most frequent values seen, at most 20 of them.

export const TOP_SIZE = 20;

export class TopValues {
  /** By count, descending. */
  readonly #entries: [value: string, count: number][] = [];

  /** Whether a value of this count would be among the top: making its text is only worth it then. */
  accepts(count: number): boolean {
    return this.#entries.length < TOP_SIZE || count > this.#entries[TOP_SIZE - 1][1];
  }

  /** Counts of one value add up. */
  add(value: string, count: number): void {
    const entries = this.#entries;
    const known = entries.findIndex((entry) => entry[0] === value);
    const entry: [string, number] = known < 0 ? [value, count] : [value, entries[known][1] + count];
    if (known >= 0) entries.splice(known, 1);
    let place = entries.length;
    while (place > 0 && comesBefore(entry, entries[place - 1])) place--;
    entries.splice(place, 0, entry);
    if (entries.length > TOP_SIZE) entries.pop();
  }

  written(): (readonly [value: string, count: number])[] {
    return this.#entries.map(([value, count]) => [value, count]);
  }
}

/** Ties by text, so that the order of the rows does not show where there are few values. */
function comesBefore(left: readonly [string, number], right: readonly [string, number]): boolean {
  return left[1] !== right[1] ? left[1] > right[1] : left[0] < right[0];
}
