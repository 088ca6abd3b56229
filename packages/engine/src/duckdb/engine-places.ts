// Who runs, who waits, who makes room: queries share the children by turns that grow, and one that answers gives its place up, so that
// neither what never ends nor who never reads keeps the others out.
import { TracelakeError } from '@tracelake/schema';
import type { EngineSlot } from './engine-slot.ts';
import type { QueryTask } from './query-task.ts';
import { QueryTurns } from './query-turns.ts';

export interface PlaceLimits {
  /** Long queries at once. One place more is for who has had few turns. */
  readonly maxRunning: number;
  /** Processor time of a first turn; 0: who has a place keeps it, and there is no place more. */
  readonly quickMs: number;
}

/** Besides those in places: queries whose rows leave. */
const MAX_ANSWERING = 3;
/** A child that has more is no guest: it keeps its place. An idle one has 190 MB. */
const MAX_ANSWERING_BYTES = 512 * 1_048_576;
/** A reader who takes nothing for so long makes room, if there is one who wants to answer. */
const MAX_STALLED_MS = 5_000;
/** While somebody waits. A look costs 0.1 ms. */
const LOOK_MS = 25;
/** Sooner than at a deadline: a new child costs as much as what it would go on using. */
const SEND_BACK_GRACE_MS = 250;
/** Children beyond the usual ones are kept for so long when nobody waits. */
const IDLE_MS = 10_000;
/** What the system refused may have been there a moment later: memory, or a process. */
const FEWER_MS = 2_000;

export class EnginePlaces {
  readonly slots: readonly EngineSlot[];
  private readonly limits: PlaceLimits;
  private readonly turns: QueryTurns<QueryTask>;
  private readonly returning = new Set<QueryTask>();
  /** Children that can be had: fewer where the system refused one. */
  private maxChildren: number;
  private look: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;
  private fewer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** @param newSlot makes one without a child */
  constructor(limits: PlaceLimits, newSlot: () => EngineSlot) {
    this.limits = limits;
    this.turns = new QueryTurns(limits.quickMs);
    this.maxChildren = limits.maxRunning + (limits.quickMs > 0 ? 1 + MAX_ANSWERING : 0);
    this.slots = Array.from({ length: this.maxChildren }, newSlot);
  }

  get waiting(): number {
    return this.turns.length;
  }

  get running(): readonly QueryTask[] {
    return this.slots.flatMap((slot) => slot.running ?? []);
  }

  slotOf(task: QueryTask): EngineSlot | undefined {
    return this.slots.find((slot) => slot.running === task);
  }

  add(task: QueryTask): void {
    // What ran alone so far has a claim to what it has got.
    if (this.turns.length === 0)
      for (const { running, usedMs } of this.slots)
        if (running !== undefined) running.turns = Math.max(running.turns, this.turns.turnsOf(usedMs));
    this.turns.push(task, task.caller, task.turns);
  }

  makeRoom(caller: string): QueryTask | undefined {
    return this.turns.makeRoom(caller);
  }

  /** Takes it from where it waits, or stops it where it runs. */
  stop(task: QueryTask): void {
    if (!this.turns.remove(task)) this.slotOf(task)?.stop(task);
  }

  /** @returns whether it was being sent back: what its child said last counts for nothing */
  takesBack(task: QueryTask): boolean {
    if (!this.returning.delete(task)) return false;
    if (task.isOver) return true;
    task.beginAnew();
    this.turns.push(task, task.caller, task.turns);
    return true;
  }

  /** Nobody waits any more. @returns who did */
  clear(): QueryTask[] {
    return this.turns.clear();
  }

  /** A child did not come up. @returns whether others are there */
  doWithFewer(): boolean {
    this.maxChildren = this.slots.filter((slot) => slot.isStarted).length;
    const hasOthers = this.maxChildren > 0;
    if (!hasOthers) this.maxChildren = this.slots.length;
    else this.fewer ??= setTimeout(() => this.tryMore(), FEWER_MS).unref();
    return hasOthers;
  }

  private tryMore(): void {
    this.fewer = undefined;
    this.maxChildren = this.slots.length;
    this.schedule();
  }

  /** To be called whenever something has changed. */
  schedule(): void {
    if (this.isClosed) return;
    for (const slot of this.slots) if (slot.running !== undefined && this.mayAnswer(slot)) slot.running.beginAnswer();
    for (;;) {
      const free = this.longestFree();
      const turns = this.turns.fewestTurns;
      if (free === undefined || turns === undefined || !this.hasPlaceFor(turns)) break;
      const task = this.turns.next((caller) => this.running.filter((running) => running.caller === caller).length);
      if (task !== undefined) free.start(task);
    }
    this.openWanted(this.limits.maxRunning);
    this.lookAgain();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.look);
    clearTimeout(this.idle);
    clearTimeout(this.fewer);
    await Promise.all(this.slots.map((slot) => slot.close()));
  }

  /** In a place: all but those who only answer, in a child of no great size. */
  private get placed(): EngineSlot[] {
    return this.slots.filter((slot) => slot.running !== undefined && !this.isGuest(slot));
  }

  private get answering(): QueryTask[] {
    return this.running.filter((task) => task.isAnswering);
  }

  private isGuest(slot: EngineSlot): boolean {
    return this.limits.quickMs > 0 && slot.running?.isAnswering === true && slot.residentBytes <= MAX_ANSWERING_BYTES;
  }

  private isLong({ running }: EngineSlot): boolean {
    return running !== undefined && (running.isAnswering || QueryTurns.isLong(running.turns));
  }

  private hasPlaceFor(turns: number): boolean {
    const { placed } = this;
    const { maxRunning, quickMs } = this.limits;
    if (quickMs === 0) return placed.length < maxRunning;
    if (placed.length > maxRunning) return false;
    return !QueryTurns.isLong(turns) || placed.filter((slot) => this.isLong(slot)).length < maxRunning;
  }

  /** Rows that have left cannot be taken back, so they stay here while others wait, until there are too many to hold. */
  private mayAnswer(slot: EngineSlot): boolean {
    const { running: task } = slot;
    if (task === undefined || task.isAnswering || !task.hasRows || this.returning.has(task)) return false;
    if (this.limits.quickMs === 0) return true;
    if (this.turns.length > 0 && !task.isFull) return false;
    if (this.answering.length >= MAX_ANSWERING) return false;
    const others = this.placed.filter((other) => other !== slot && this.isLong(other));
    return slot.residentBytes <= MAX_ANSWERING_BYTES || others.length < this.limits.maxRunning;
  }

  private longestFree(): EngineSlot | undefined {
    const free = this.slots.filter((slot) => slot.isFree);
    return free.sort((left, right) => left.freeSince - right.freeSince)[0];
  }

  /** One child more than work, so that the next need not wait for it. */
  private openWanted(max: number): void {
    const started = this.slots.filter((slot) => slot.isStarted);
    const hasSpare = started.some((slot) => slot.running === undefined);
    const isAsked = this.turns.length > 0 || this.running.length > 0;
    if (!isAsked || hasSpare || started.length >= Math.min(max, this.maxChildren)) return;
    this.slots.find((slot) => !slot.isStarted)?.open();
  }

  private lookAgain(): void {
    if (this.limits.quickMs === 0) return;
    const isWanted = this.turns.length > 0 || this.isHeldUp();
    if (isWanted) this.look ??= setTimeout(() => this.lookAround(), LOOK_MS);
    else if (this.look === undefined) this.restSoon();
  }

  private isHeldUp(): boolean {
    return this.running.some((task) => task.isFull && !task.isAnswering);
  }

  private lookAround(): void {
    this.look = undefined;
    clearTimeout(this.idle);
    this.idle = undefined;
    if (this.isHeldUp()) this.endStalled();
    this.sendBackOverdue();
    this.openWanted(this.slots.length);
    this.schedule();
  }

  /** Whose reader has taken nothing for longest. */
  private endStalled(): void {
    if (this.answering.length < MAX_ANSWERING) return;
    const [stalled] = this.answering.sort((left, right) => right.stalledMs - left.stalledMs);
    if (stalled !== undefined && stalled.stalledMs >= MAX_STALLED_MS) stalled.abort(notRead());
  }

  private sendBackOverdue(): void {
    const fewest = this.turns.fewestTurns;
    if (fewest === undefined || this.hasPlaceFor(fewest)) return;
    let wanted = this.turns.length - this.returning.size;
    const stoppable = this.placed.filter(({ running, isStopping }) => running?.isAnswering === false && !isStopping);
    for (const slot of stoppable) {
      const { running: task, usedMs } = slot;
      if (task === undefined || (usedMs < this.turns.timeOf(task.turns) && !task.isFull)) continue;
      task.turns++;
      if (fewest <= task.turns && wanted-- > 0) this.sendBack(slot);
    }
    // The last place is not for what has become long in it: who has least there loses least.
    const long = this.placed.filter((slot) => this.isLong(slot));
    const newest = stoppable.filter((slot) => this.isLong(slot)).sort((left, right) => left.usedMs - right.usedMs)[0];
    if (long.length > this.limits.maxRunning && !long.some((slot) => slot.isStopping) && newest !== undefined)
      this.sendBack(newest);
  }

  private sendBack(slot: EngineSlot): void {
    const { running: task } = slot;
    if (task === undefined) return;
    this.returning.add(task);
    slot.stop(task, SEND_BACK_GRACE_MS);
  }

  private restSoon(): void {
    if (this.slots.filter((slot) => slot.isStarted).length <= this.limits.maxRunning) return;
    this.idle ??= setTimeout(() => {
      this.idle = undefined;
      const started = this.slots.filter((slot) => slot.isStarted);
      const spare = started.slice(this.limits.maxRunning);
      for (const slot of spare) if (slot.isFree) void slot.close();
      this.lookAgain();
    }, IDLE_MS);
  }
}

function notRead(): TracelakeError {
  const message = `The result was not read for ${MAX_STALLED_MS / 1000} s, and others waited`;
  return new TracelakeError('result_not_read', message, { details: { limitMs: MAX_STALLED_MS } });
}
