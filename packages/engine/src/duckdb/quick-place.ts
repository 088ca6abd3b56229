// One more place, where what waits gets a short time: a quick query is not held up by long ones, whoever asks them. What does not end
// there begins again in a place that it may keep.
import type { EngineSlot } from './engine-slot.ts';
import type { QueryTask } from './query-task.ts';

/** Its child, 190 MB, is kept for so long when nobody waits. */
const IDLE_MS = 10_000;

export interface QuickPlaceEvents {
  /** Whether somebody waits who has not been here. */
  readonly isWanted: () => boolean;
  /** The time of what runs here is over. */
  readonly onOverdue: () => void;
  /** It has stopped, and wants another place. */
  readonly onReturned: (task: QueryTask) => void;
}

export class QuickPlace {
  readonly slot: EngineSlot;
  private readonly quickMs: number;
  private readonly events: QuickPlaceEvents;
  private returning: QueryTask | undefined;
  private overdue: NodeJS.Timeout | undefined;
  /** Said by the timer itself, which may ring a little before its time is over by another clock. */
  private isOverdue = false;
  private idle: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(slot: EngineSlot, quickMs: number, events: QuickPlaceEvents) {
    this.slot = slot;
    this.quickMs = quickMs;
    this.events = events;
  }

  /** Takes who waits, if it can; makes room for him if what runs has had its time. Its child is started when it is first wanted. */
  offer(next: () => QueryTask | undefined): void {
    if (this.isClosed) return;
    if (!this.events.isWanted()) this.restSoon();
    else if (!this.slot.isStarted) this.slot.open();
    else if (this.slot.isFree) this.start(next());
    else if (this.isOverdue) this.sendBack(this.slot.running);
  }

  isReturning(task: QueryTask): boolean {
    return this.returning === task;
  }

  /** @returns whether the task, which runs here no more, was being sent back */
  takesBack(task: QueryTask): boolean {
    if (this.returning !== task) return false;
    this.returning = undefined;
    if (!task.isOver) this.events.onReturned(task);
    return true;
  }

  /** No more queries here. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.overdue);
    clearTimeout(this.idle);
  }

  private start(task: QueryTask | undefined): void {
    if (task === undefined) return;
    clearTimeout(this.idle);
    this.idle = undefined;
    this.slot.start(task);
    clearTimeout(this.overdue);
    this.isOverdue = false;
    this.overdue = setTimeout(() => {
      this.isOverdue = true;
      this.events.onOverdue();
    }, this.quickMs);
  }

  private restSoon(): void {
    if (!this.slot.isFree) return;
    this.idle ??= setTimeout(() => {
      this.idle = undefined;
      if (this.slot.isFree) void this.slot.close();
    }, IDLE_MS);
  }

  /** Rows that have left cannot be taken back: such a query stays. */
  private sendBack(task: QueryTask | undefined): void {
    if (task === undefined || task.isAnswering || this.returning !== undefined) return;
    this.returning = task;
    this.slot.stop(task);
  }
}
