// What the writer has done and how it is: plain data for GET /api/v1/stats and tracelake doctor.
import type { LogDamage } from './roll-job.ts';
import type { RunningStep } from './running-steps.ts';

export interface WriterStats {
  readonly folder: string;
  readonly table: string;
  readonly acknowledged: { readonly requests: number; readonly rows: number; readonly bytes: number };
  /** Rows that senders were told were left out. */
  readonly rejectedRows: number;
  /** Requests answered from memory because their body had been stored within the last ten minutes. */
  readonly duplicateRequests: number;
  readonly log: {
    /** Groups of records written and synced at once. */
    readonly groupCommits: number;
    readonly unlandedBytes: number;
    readonly unlandedRows: number;
    /** Segments that wait for the disk or for the worker. */
    readonly waitingSegments: number;
  };
  readonly tails: { readonly live: number; readonly written: number };
  readonly landing: { readonly files: number; readonly rows: number; readonly expiredFiles: number };
  readonly lastRoll: { readonly atMs: number | null; readonly elapsedMs: number | null };
  readonly freshness: {
    /** From acknowledgement to being queryable: of the last tail, of 99 % of the last ten minutes', and the worst since the start. */
    readonly lastMs: number | null;
    readonly p99Ms: number | null;
    readonly worstMs: number | null;
    /** The worst of each minute of the last hour, by the writer's clock. */
    readonly minutes: readonly { readonly startMs: number; readonly worstMs: number }[];
    /** How long the oldest row that is not yet queryable has waited; 0 when there is none. */
    readonly lagMs: number;
  };
  /** What it is at now: a disk that does not answer is seen here. */
  readonly running: readonly RunningStep[];
  readonly recovered: { readonly logs: number; readonly rows: number };
  /** Bytes that could not be used, set aside. */
  readonly damage: readonly LogDamage[];
  /** Ends of logs that the last server was writing when it ended: they were not acknowledged, and are no damage. */
  readonly tornEnds: readonly LogDamage[];
  readonly quarantined: readonly string[];
  readonly errorsByCode: Readonly<Record<string, number>>;
  /** The failure the roll waits to overcome; `null` when all is well. */
  readonly rollError: string | null;
  /** What keeps the writer from taking or carrying on; `null` when all is well. */
  readonly trouble: { readonly code: string; readonly message: string; readonly hint: string } | null;
}
