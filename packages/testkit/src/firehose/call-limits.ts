// A stream's limits a second: requests, records, bytes. Above them a call is refused, or some of its records.

export interface CallLimits {
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** Direct PUT in us-east-1, us-west-2 and eu-west-1; elsewhere 1,000, 100,000 and 1 MiB. */
export const LARGE_REGION_LIMITS: CallLimits = {
  requestsPerSecond: 2_000,
  recordsPerSecond: 500_000,
  bytesPerSecond: 5 * 1024 * 1024,
};

export const SMALL_REGION_LIMITS: CallLimits = {
  requestsPerSecond: 1_000,
  recordsPerSecond: 100_000,
  bytesPerSecond: 1024 * 1024,
};

/** Counts within whole seconds of the clock. */
export class CallMeter {
  private readonly limits: CallLimits;
  private second = Number.NEGATIVE_INFINITY;
  private requests = 0;
  private records = 0;
  private bytes = 0;

  constructor(limits: CallLimits) {
    this.limits = limits;
  }

  /** Whether a further call fits this second. */
  takeCall(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.requests = 0;
      this.records = 0;
      this.bytes = 0;
    }
    if (this.requests >= this.limits.requestsPerSecond) return false;
    this.requests++;
    return true;
  }

  /** Whether a further record fits the second of the last call. */
  takeRecord(bytes: number): boolean {
    const { recordsPerSecond, bytesPerSecond } = this.limits;
    if (this.records >= recordsPerSecond || this.bytes + bytes > bytesPerSecond) return false;
    this.records++;
    this.bytes += bytes;
    return true;
  }
}
