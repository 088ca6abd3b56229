// A queue whose callers take turns: nobody waits for all that somebody else has asked.

export class FairQueue<Item> {
  /** Callers in the order of their turns, each with what it waits for. */
  private readonly byCaller = new Map<string, Item[]>();
  /** All of them, who came last behind. */
  private readonly arrivals = new Set<Item>();

  get length(): number {
    return this.arrivals.size;
  }

  push(item: Item, caller: string): void {
    const waiting = this.byCaller.get(caller);
    if (waiting === undefined) this.byCaller.set(caller, [item]);
    else waiting.push(item);
    this.arrivals.add(item);
  }

  /** The first of the caller whose turn it is. @param load callers of less load go first */
  shift(load: (caller: string) => number = () => 0): Item | undefined {
    let next: string | undefined;
    for (const caller of this.byCaller.keys()) if (next === undefined || load(caller) < load(next)) next = caller;
    const waiting = next === undefined ? undefined : this.byCaller.get(next);
    if (next === undefined || waiting === undefined) return undefined;
    this.byCaller.delete(next);
    const item = waiting.shift();
    if (waiting.length > 0) this.byCaller.set(next, waiting);
    if (item !== undefined) this.arrivals.delete(item);
    return item;
  }

  /** Who came last, whoever asks: others keep their turns. */
  pop(): Item | undefined {
    const newest = [...this.arrivals].at(-1);
    if (newest !== undefined) this.remove(newest);
    return newest;
  }

  /** Takes the last of the caller that has most, to make room for `caller`; `undefined` where that one has as much itself. */
  makeRoom(caller: string): Item | undefined {
    let greedy = caller;
    for (const other of this.byCaller.keys()) if (this.waitingOf(other) > this.waitingOf(greedy) + 1) greedy = other;
    if (greedy === caller) return undefined;
    const item = this.byCaller.get(greedy)?.pop();
    if (item !== undefined) this.arrivals.delete(item);
    return item;
  }

  remove(item: Item): boolean {
    for (const [caller, waiting] of this.byCaller) {
      const position = waiting.indexOf(item);
      if (position < 0) continue;
      waiting.splice(position, 1);
      if (waiting.length === 0) this.byCaller.delete(caller);
      this.arrivals.delete(item);
      return true;
    }
    return false;
  }

  /** All of them; none waits any more. */
  clear(): Item[] {
    const all = [...this.byCaller.values()].flat();
    this.byCaller.clear();
    this.arrivals.clear();
    return all;
  }

  private waitingOf(caller: string): number {
    return this.byCaller.get(caller)?.length ?? 0;
  }
}
