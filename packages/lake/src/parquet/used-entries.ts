// Numbers the dictionary entries that a column really uses. A batch's dictionary may be shared by several columns, and may
// hold entries of bodies that were taken back.

export interface UsedEntries {
  /** Dictionary entry by new number, in order of first use. */
  entries: Int32Array;
  size: number;
  /** New number per value. */
  ids: Int32Array;
}

export function usedEntries(values: Int32Array, count: number, dictionarySize: number): UsedEntries {
  // One more than the new number; 0 is not yet seen.
  const numbers = new Int32Array(dictionarySize);
  const entries = new Int32Array(Math.min(count, dictionarySize));
  const ids = new Int32Array(count);
  let size = 0;
  for (let index = 0; index < count; index++) {
    const entry = values[index];
    let number = numbers[entry];
    if (number === 0) {
      entries[size] = entry;
      number = ++size;
      numbers[entry] = number;
    }
    ids[index] = number - 1;
  }
  return { entries, size, ids };
}
