// What a bucket has been asked for: requests cost money, so each attempt is counted as S3 bills it.

/** S3's price classes. A denied or failed request is billed as well; a throttled one (503) is not, and is counted apart. */
export interface RequestCounts {
  /** Of these, LIST alone: one a plan is what is promised. */
  readonly list: number;
  /** PUT, the parts and ends of multipart uploads. */
  readonly put: number;
  /** GET and HEAD. */
  readonly get: number;
  /** DELETE and the abort of uploads: free. */
  readonly delete: number;
  /** Attempts that were repeated or given up for a throttle, a reset or a fault of S3; an answer that broke off counts in its class, too. */
  readonly failed: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** us-east-1, November 2026: USD a request. */
const USD_PER_PUT_OR_LIST = 0.000005;
const USD_PER_GET = 0.0000004;

export function requestCostUsd({ list = 0, put = 0, get = 0 }: Partial<RequestCounts>): number {
  return (list + put) * USD_PER_PUT_OR_LIST + get * USD_PER_GET;
}

export class RequestCounter {
  #counts: RequestCounts = { list: 0, put: 0, get: 0, delete: 0, failed: 0, bytesRead: 0, bytesWritten: 0 };

  get counts(): RequestCounts {
    return this.#counts;
  }

  add(counted: Partial<RequestCounts>): void {
    const sum = { ...this.#counts };
    for (const [name, value] of Object.entries(counted)) sum[name as keyof RequestCounts] += value;
    this.#counts = sum;
  }
}
