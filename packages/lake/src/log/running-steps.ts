// What the writer is at, and since when. A disk that does not answer fails nothing: without this nobody would tell of it.
import { TracelakeError } from '@tracelake/schema';
import type { WriterClock } from './writer-clock.ts';

/** Of each at most one runs at a time. */
export type WriterStep = 'sync' | 'tail' | 'landing' | 'cleanup';

export interface RunningStep {
  readonly step: WriterStep;
  readonly runningMs: number;
}

const TEXTS: Readonly<Record<WriterStep, string>> = {
  sync: 'Writing and syncing the log',
  tail: 'Writing a tail',
  landing: 'Writing a landing file',
  cleanup: 'Deleting what is old',
};

/** Deleting a month may take long on any disk. */
const MAY_TAKE_LONG: ReadonlySet<WriterStep> = new Set(['cleanup']);

export class RunningSteps {
  private readonly clock: WriterClock;
  private readonly hangMs: number;
  private readonly begun = new Map<WriterStep, number>();

  constructor(clock: WriterClock, hangMs: number) {
    this.clock = clock;
    this.hangMs = hangMs;
  }

  async during<T>(step: WriterStep, work: () => Promise<T>): Promise<T> {
    this.begun.set(step, this.clock.monotonicMs());
    try {
      return await work();
    } finally {
      this.begun.delete(step);
    }
  }

  /** 0 where it does not run. */
  runningMs(step: WriterStep): number {
    const begun = this.begun.get(step);
    return begun === undefined ? 0 : this.clock.monotonicMs() - begun;
  }

  list(): readonly RunningStep[] {
    return [...this.begun.keys()].map((step) => ({ step, runningMs: this.runningMs(step) }));
  }

  /** Those that take longer than any disk should. */
  hanging(): readonly RunningStep[] {
    return this.list().filter(({ step, runningMs }) => runningMs >= this.hangMs && !MAY_TAKE_LONG.has(step));
  }

  /** `null` when none hangs. */
  trouble(): TracelakeError | null {
    const [first] = this.hanging();
    return first === undefined ? null : hangTrouble(first);
  }
}

export function runningText({ step, runningMs }: RunningStep): string {
  return `${TEXTS[step]} has been running for ${Math.floor(runningMs / 1_000)} s`;
}

/** Also for a sender whose body waits: it may be stored yet, and is known then. */
export function hangTrouble({ step, runningMs }: RunningStep): TracelakeError {
  return new TracelakeError('storage_unavailable', `${runningText({ step, runningMs })}.`, {
    details: { step, runningMs: Math.floor(runningMs) },
    hint: 'Look at the disk of the data folder: it does not answer, or very slowly. Nothing needs a restart; what was sent and not answered may be sent again, it is stored once.',
    retryAfterSeconds: 5,
  });
}
