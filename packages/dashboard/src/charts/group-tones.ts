// The colours of groups and services: by rank at first, then by name, so that another order, a filter or the next page recolours nothing.
import { keep, readKeptList } from '../kept.ts';

const SLOTS = 12;
const KEY = 'tracelake.tones';
/** The longest not seen go. */
const MOST_NAMES = 400;

type Slots = ReadonlyMap<string, number>;

let known: Slots = new Map(readKeptList(KEY, isSlot));

/** @param names by rank; a thirteenth is like all others */
export function groupTones(names: readonly string[]): (name: string) => string {
  const slots = assignSlots(names, known);
  remember(slots);
  return (name) => {
    const slot = slots.get(name);
    return slot === undefined ? 'svc-other' : `svc-${slot}`;
  };
}

/** Of two names with one colour the first keeps it. @returns those that have got a colour, 1 to 12 */
export function assignSlots(names: readonly string[], before: Slots): Slots {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const ranked = [...new Set(names)].slice(0, SLOTS);
  const take = (name: string, slot: number): void => {
    slots.set(name, slot);
    taken.add(slot);
  };
  for (const name of ranked) {
    const slot = before.get(name);
    if (slot !== undefined && !taken.has(slot)) take(name, slot);
  }
  ranked.forEach((name, rank) => {
    if (slots.has(name)) return;
    const free = [rank + 1, ...Array.from({ length: SLOTS }, (_, at) => at + 1)].find((slot) => !taken.has(slot))!;
    take(name, free);
  });
  return slots;
}

function remember(slots: Slots): void {
  if ([...slots].every(([name, slot]) => known.get(name) === slot)) return;
  known = new Map([...[...known].filter(([name]) => !slots.has(name)), ...slots].slice(-MOST_NAMES));
  keep(KEY, [...known]);
}

function isSlot(item: unknown): item is readonly [string, number] {
  if (!Array.isArray(item)) return false;
  const [name, slot] = item as unknown[];
  return typeof name === 'string' && typeof slot === 'number' && slot >= 1 && slot <= SLOTS;
}
