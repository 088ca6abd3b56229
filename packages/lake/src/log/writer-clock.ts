// Time as the writer is given it: wall time decides names and windows, monotonic time decides how long ago something was.

export interface WriterClock {
  /** Milliseconds since 1970; may be set back. */
  nowMs(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonicMs(): number;
}

export const systemClock: WriterClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
