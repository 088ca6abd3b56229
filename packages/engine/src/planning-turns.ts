// Reading a new text keeps the server's thread busy, up to half a second: one text at a time, and between two of them all else that
// has arrived is answered.
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { FairQueue } from './fair-queue.ts';

/** After work that others have noticed. */
const LONG_MS = 20;
/** Enough for requests that arrived meanwhile to be accepted, read and answered. */
const PAUSE_MS = 5;

export class PlanningTurns {
  private readonly waiting = new FairQueue<() => void>();
  private isBusy = false;

  /** Runs `work` when it is the caller's turn. Throws what it throws. */
  async run<Result>(caller: string, work: () => Result): Promise<Result> {
    if (this.isBusy) await new Promise<void>((resolve) => this.waiting.push(resolve, caller));
    this.isBusy = true;
    const startedAt = performance.now();
    try {
      return work();
    } finally {
      void this.passOn(performance.now() - startedAt > LONG_MS);
    }
  }

  private async passOn(wasLong: boolean): Promise<void> {
    await (wasLong ? pause(PAUSE_MS) : breathe());
    const next = this.waiting.shift();
    if (next === undefined) this.isBusy = false;
    else next();
  }
}
