// Time, passed in wherever it is needed so that tests can set it.

export interface Clock {
  /** Nanoseconds since 1970. */
  nowUnixNano(): bigint;
}

export const SYSTEM_CLOCK: Clock = { nowUnixNano: () => BigInt(Date.now()) * 1_000_000n };
