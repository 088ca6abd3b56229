// What this browser keeps for a person between visits. A window may have no storage or a full one, and what lies there may be of another version:
// then it is kept until the window is closed, and the page works all the same.

type Store = 'localStorage' | 'sessionStorage';

/** What the storage did not take. */
const unstored = new Map<string, string>();

/** Null where nothing is kept that can be read. */
export function readKept(key: string, store: Store = 'localStorage'): unknown {
  try {
    return JSON.parse(unstored.get(key) ?? globalThis[store].getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

export function keep(key: string, value: unknown, store: Store = 'localStorage'): void {
  const text = JSON.stringify(value);
  try {
    globalThis[store].setItem(key, text);
    unstored.delete(key);
  } catch {
    unstored.set(key, text);
  }
}

/** A list of which each item is what it should be. */
export function readKeptList<Item>(key: string, isItem: (item: unknown) => item is Item): readonly Item[] {
  const kept = readKept(key);
  return Array.isArray(kept) ? kept.filter(isItem) : [];
}

export function isText(item: unknown): item is string {
  return typeof item === 'string';
}
