// Who waits for a place, and for how long each may keep it while others wait: a short time first, thrice as long each time it comes
// again. Who has had least goes first, so a quick query never waits for a long one to end. Pure.
import { FairQueue } from '../fair-queue.ts';

/** A query that has had so many turns is long: the last place is not for it. */
const QUICK_TURNS = 3;
const GROWTH = 3;

export class QueryTurns<Item> {
  private readonly firstMs: number;
  /** By how many turns they have had. */
  private readonly byTurns: FairQueue<Item>[] = [];
  private isNewestNext = false;

  /** @param firstMs of processor time; 0: who has a place keeps it */
  constructor(firstMs: number) {
    this.firstMs = firstMs;
  }

  get length(): number {
    return this.byTurns.reduce((sum, queue) => sum + queue.length, 0);
  }

  /** Turns that who goes next has had; `undefined` where nobody waits. */
  get fewestTurns(): number | undefined {
    const fewest = this.byTurns.findIndex((queue) => queue.length > 0);
    return fewest < 0 ? undefined : fewest;
  }

  static isLong(turns: number): boolean {
    return turns >= QUICK_TURNS;
  }

  /** Processor time after which it makes room, counted from its begin. */
  timeOf(turns: number): number {
    return this.firstMs === 0 ? Number.POSITIVE_INFINITY : this.firstMs * GROWTH ** turns;
  }

  /** For what ran while nobody waited: as if it had had its turns. */
  turnsOf(usedMs: number): number {
    let turns = 0;
    while (this.timeOf(turns) <= usedMs) turns++;
    return turns;
  }

  push(item: Item, caller: string, turns: number): void {
    while (this.byTurns.length <= turns) this.byTurns.push(new FairQueue());
    this.byTurns[turns]?.push(item, caller);
  }

  /** Of those who have had few, who came last and whose turn it is go turn about: nobody waits for all that came before him. */
  next(load: (caller: string) => number): Item | undefined {
    const fewest = this.fewestTurns;
    if (fewest === undefined) return undefined;
    const queue = this.byTurns[fewest];
    if (QueryTurns.isLong(fewest)) return queue?.shift(load);
    this.isNewestNext = !this.isNewestNext;
    return this.isNewestNext ? queue?.pop() : queue?.shift(load);
  }

  /** Takes one of who waits for most, to make room for `caller`; `undefined` where there is none. */
  makeRoom(caller: string): Item | undefined {
    for (const queue of this.byTurns) {
      const item = queue.makeRoom(caller);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  remove(item: Item): boolean {
    return this.byTurns.some((queue) => queue.remove(item));
  }

  /** All of them; none waits any more. */
  clear(): Item[] {
    return this.byTurns.flatMap((queue) => queue.clear());
  }
}
