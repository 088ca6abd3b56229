// Time as the writer is given it: wall time decides names and windows, monotonic time decides how long ago something was.

export interface WriterClock {
  /** Milliseconds since 1970; may be set back. */
  nowMs(): number;
  /** Milliseconds since some moment, the same for every process until the machine starts again; never goes back. */
  monotonicMs(): number;
}

/** `performance.now()` counts from the process's start; Node's other clock is the machine's own. */
const PROCESS_START_MONOTONIC_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const systemClock: WriterClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => PROCESS_START_MONOTONIC_MS + performance.now(),
};
