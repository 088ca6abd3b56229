// Tells once of each step of the writer that hangs, and once when it is over: refusals are only told of where somebody sends.
import { hangTrouble, type RunningStep } from '@tracelake/lake';
import type { ServerLog } from '../server-log.ts';

export class HangLog {
  readonly #log: ServerLog;
  readonly #told = new Set<RunningStep['step']>();

  constructor(log: ServerLog) {
    this.#log = log;
  }

  /** `hanging`: all that hang now. */
  look(hanging: readonly RunningStep[]): void {
    for (const step of hanging) {
      if (this.#told.has(step.step)) continue;
      this.#told.add(step.step);
      const { message, hint } = hangTrouble(step);
      this.#log('error', `${message} ${hint}`, { step: step.step });
    }
    for (const step of this.#told) {
      if (hanging.some((other) => other.step === step)) continue;
      this.#told.delete(step);
      this.#log('info', 'A step of the writer that hung is over.', { step });
    }
  }
}
