// What queries of this process have read and cost so far.
import type { QueryRecord } from './query-audit.ts';

export interface QueryCounts {
  /** Ended with all of their rows. */
  readonly done: number;
  readonly failed: number;
  /** Given up by who had asked; what they had read is not counted. */
  readonly left: number;
  /** Left to Athena, which bills them; what they cost is not known here. */
  readonly started: number;
  readonly bytesScanned: number;
  readonly costUsd: number;
}

export class QueryCounter {
  #counts: QueryCounts = { done: 0, failed: 0, left: 0, started: 0, bytesScanned: 0, costUsd: 0 };

  get counts(): QueryCounts {
    return this.#counts;
  }

  add({ outcome, bytesScanned = 0, costUsd = 0 }: QueryRecord): void {
    const counts = this.#counts;
    this.#counts = {
      ...counts,
      [outcome]: counts[outcome] + 1,
      bytesScanned: counts.bytesScanned + bytesScanned,
      costUsd: counts.costUsd + costUsd,
    };
  }
}
