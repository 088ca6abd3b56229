// Fields that a person marked in this browser: they come first where a field is picked. A value with listeners, in local storage.
import { useSyncExternalStore } from 'react';
import { isText, keep, readKeptList } from '../kept.ts';

const KEY = 'tracelake.favourites';
const MOST = 30;

let favourites: readonly string[] = readKeptList(KEY, isText).slice(-MOST);
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
  keep(KEY, favourites);
  for (const listener of listeners) listener();
}

/** The newest last; the oldest goes where there are too many. */
export function withToggled(before: readonly string[], key: string): readonly string[] {
  return before.includes(key) ? before.filter((one) => one !== key) : [...before, key].slice(-MOST);
}
