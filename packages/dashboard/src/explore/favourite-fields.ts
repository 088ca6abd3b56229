// Fields that a person marked in this browser: they come first where a field is picked. A value with listeners, in local storage.
import { useSyncExternalStore } from 'react';

const KEY = 'tracelake.favourites';
const MOST = 30;

let favourites: readonly string[] = read();
const listeners = new Set<() => void>();

export function useFavouriteFields(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => favourites,
  );
}

export function toggleFavourite(key: string): void {
  favourites = withToggled(favourites, key);
  localStorage.setItem(KEY, JSON.stringify(favourites));
  for (const listener of listeners) listener();
}

/** The newest last; the oldest goes where there are too many. */
export function withToggled(before: readonly string[], key: string): readonly string[] {
  return before.includes(key) ? before.filter((one) => one !== key) : [...before, key].slice(-MOST);
}

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string').slice(-MOST) : [];
  } catch {
    return [];
  }
}
