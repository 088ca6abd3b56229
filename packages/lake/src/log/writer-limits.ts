// What bounds the writer: sizes, rhythms and ages, all settable, with the reason for each default.
import type { RollLimits } from './roll-task.ts';

export interface WriterLimits {
  /** Memory of one log file. 16 MiB holds about 17,000 spans; 64 MiB cost 200 MB more memory and gained nothing. */
  readonly segmentBytes: number;
  /** A larger body is refused; one larger than a segment gets a segment of its own size. */
  readonly bodyBytes: number;
  /** New rows become queryable this often; with the roll itself that is within two seconds. */
  readonly tailEveryMs: number;
  /**
   * Width of the windows of arrival that land as one file. A log file is of the window of its first body, and open for a second longer
   * where it must: to cut it would make a few rows of each minute a log file, a row group and a replay of their own.
   */
  readonly landEveryMs: number;
  /** Log bytes after which a landing file is written at once: bounds what the worker keeps for it, 6 MB of 64. */
  readonly landingLogBytes: number;
  /** Rows of a log file from which on they are a row group of landing, encoded once. Fewer are decoded again and encoded with others: 84 instead of 79 bytes a span. */
  readonly rowGroupRows: number;
  /** How long a replaced tail, or an expired landing file, stays on disk: longer than the longest query. */
  readonly graceMs: number;
  /** The same two bounds by what there is to write, in units of 64 values: few bytes can be many rows (see weightOf). */
  readonly segmentWeight: number;
  readonly landingWeight: number;
  /** Log bytes that have not landed, beyond which senders are told to wait. */
  readonly unlandedLogBytes: number;
  /** Memory of segments that wait for the disk or the worker, beyond which senders are told to wait: four usual ones, or one of the largest body. */
  readonly waitingBytes: number;
  /** What they are to write, beyond which senders are told to wait. Usual spans: 18,000 a segment. */
  readonly waitingWeight: number;
  /** Landing files of hours older than this are deleted; `null` keeps everything, because deleting is for the user to ask for. */
  readonly retentionDays: number | null;
  /** How long a body waits for the disk before its sender is told to come again: less than the 10 s after which exporters give up by default, and hear no reason. */
  readonly syncWaitMs: number;
  /** From when on a step of the writer is told as one that hangs: a landing file of 64 MB takes 13 s on a disk of 5 MB/s. */
  readonly stepHangMs: number;
  /** How long a body is remembered, so that its retry is not stored twice. */
  readonly recentKeepMs: number;
  /** Bodies remembered at most, 32 bytes each: ten minutes of 3,200 requests a second: a full stretch is forgotten as a whole. */
  readonly recentBodies: number;
}

const MEBIBYTE = 1_048_576;

export const DEFAULT_WRITER_LIMITS: WriterLimits = {
  segmentBytes: 16 * MEBIBYTE,
  bodyBytes: 64 * MEBIBYTE,
  tailEveryMs: 1_000,
  landEveryMs: 60_000,
  landingLogBytes: 64 * MEBIBYTE,
  rowGroupRows: 8_192,
  segmentWeight: 65_536,
  landingWeight: 131_072,
  graceMs: 120_000,
  unlandedLogBytes: 1_024 * MEBIBYTE,
  waitingBytes: 64 * MEBIBYTE,
  waitingWeight: 262_144,
  retentionDays: null,
  syncWaitMs: 8_000,
  stepHangMs: 30_000,
  recentKeepMs: 600_000,
  recentBodies: 2_000_000,
};

/** What the worker has to know of them: what it decodes again at once is never more than a segment. */
export function rollLimits({ rowGroupRows, segmentBytes, segmentWeight }: WriterLimits): RollLimits {
  return { rowGroupRows, replay: { bytes: segmentBytes, weight: segmentWeight } };
}
