// What a person chose for this browser: theme, time zone, keys, widths. A value with listeners, kept in local storage.
import { useSyncExternalStore } from 'react';
import type { TimeZoneChoice } from './format/moment.ts';
import { keep, readKept } from './kept.ts';

export type ThemeChoice = 'light' | 'dark' | 'system';

export interface Settings {
  readonly theme: ThemeChoice;
  readonly zone: TimeZoneChoice;
  /** Single letters as keys can be switched off (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  /** How wide the names beside a waterfall are; null as the view has them. */
  readonly traceNamePx: number | null;
}

const DEFAULTS: Settings = { theme: 'system', zone: 'local', singleKeys: true, traceNamePx: null };
/** Read by begin.ts, too. */
const KEY = 'tracelake.settings';

class SettingsStore {
  #value: Settings = { ...DEFAULTS, ...(readKept(KEY) as Partial<Settings> | null) };
  readonly #listeners = new Set<() => void>();

  get value(): Settings {
    return this.#value;
  }

  change(part: Partial<Settings>): void {
    this.#value = { ...this.#value, ...part };
    keep(KEY, this.#value);
    const { theme } = this.#value;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const settings = new SettingsStore();

export function useSettings(): Settings {
  return useSyncExternalStore(settings.subscribe, () => settings.value);
}
