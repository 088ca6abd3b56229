// What the palette offers, as data: which entry ↵ opens follows from the groups alone. Pure.
import type { ReactNode } from 'react';

export interface PaletteEntry {
  /** One of its kind: `function shop-checkout`. */
  readonly id: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly note?: string;
  /** What ↵ does, in a word. */
  readonly does: string;
  readonly onOpen: (isNewTab: boolean) => void;
}

export interface PaletteGroup {
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
}

/** What the arrows or the pointer went to, and the search that it was found by. */
export interface PaletteMove {
  readonly search: string;
  readonly id: string;
}

/** Where the user went, as long as it stands there; else the first. `null`: nothing is offered. */
export function chosenEntry(groups: readonly PaletteGroup[], search: string, move: PaletteMove): PaletteEntry | null {
  const entries = groups.flatMap((group) => group.entries);
  const movedTo = move.search === search ? entries.find(({ id }) => id === move.id) : undefined;
  return movedTo ?? entries[0] ?? null;
}

/** The entry `step` further, round the ends. */
export function entryBeside(groups: readonly PaletteGroup[], chosen: PaletteEntry, step: 1 | -1): PaletteEntry {
  const entries = groups.flatMap((group) => group.entries);
  const at = entries.findIndex(({ id }) => id === chosen.id);
  return entries[(at + step + entries.length) % entries.length];
}
