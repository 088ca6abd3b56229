// What the log asks of the roll, and what comes back: plain data, so that it can cross to a worker thread.
import type { ColumnBatch, DataFile } from '@tracelake/schema';

export interface LogExtent {
  readonly sequence: number;
  /** The log file counts up to here; `null`: up to its end, as recovery finds it. */
  readonly endBytes: number | null;
  /** Where records begin whose bodies another log file or landing has: a sender was told to try again, and did. */
  readonly repeats: readonly number[];
  readonly createdAtMs: number;
  readonly logBytes: number;
  /** How much its rows are to write: see weightOf. Bytes do not say: two of them can be a span. */
  readonly weight: number;
  /** Of its rows those that are to be written; `null`: as many as there are. */
  readonly rows: number | null;
  /** A tail has all of them: where the log has fewer, it is not what lands. */
  readonly hasSpare: boolean;
}

export type RollJob =
  /** Write the rows of one log file, just decoded, where queries find them; the log still answers for them. */
  | { readonly kind: 'tail'; readonly sequence: number; readonly batch: ColumnBatch }
  /** The same from the log's bytes, for a batch that holds rows which never reached the log, or that is gone. */
  | { readonly kind: 'replay-tail'; readonly log: LogExtent }
  /** Write the rows of these log files, one unbroken range, into one landing file that outlives a power cut. */
  | {
      readonly kind: 'land';
      readonly logs: readonly LogExtent[];
      /** Those of them whose rows are in landing already: their tails are, by names of their own. */
      readonly replaced: readonly number[];
      /** Of the lake's landing files so far; `null` when there are none. */
      readonly latestArrivalMs: number | null;
    };

/** Bytes of a log that are no whole record, or a record that no longer decodes. */
export interface LogDamage {
  readonly sequence: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly reason: string;
  /** Lake path of the copy that was set aside; `null` where there is none: the log file itself is gone, or the disk is full. */
  readonly quarantined: string | null;
}

/** A log that has fewer rows than the tail that was made of it. */
export interface ShortExtent {
  readonly sequence: number;
  readonly missingRows: number;
}

export interface RollResult {
  /** `null` when there was no row to write. */
  readonly file: DataFile | null;
  readonly damage: readonly LogDamage[];
  /** Logs that have a spare, and need it: nothing was written. */
  readonly short: readonly ShortExtent[];
  readonly elapsedMs: number;
}

/** What is to be known of a landing file once it is there. */
export type LandedFile = Pick<DataFile, 'path' | 'rows'>;

export interface LandingResult extends Omit<RollResult, 'file'> {
  readonly file: LandedFile | null;
}

/** Does one job after the other, on a worker thread or on this one. */
export interface RollRunner {
  /** The batch of a `tail` has been read when this returns its promise; its segment's bytes when that resolves. Throws TracelakeError. */
  run(job: RollJob): Promise<RollResult>;
  close(): Promise<void>;
}
