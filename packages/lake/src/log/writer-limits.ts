// What bounds the writer: sizes, rhythms and ages, all settable, with the reason for each default.

export interface WriterLimits {
  /** Memory of one log file. 16 MiB holds about 17,000 spans; 64 MiB cost 200 MB more memory and gained nothing. */
  readonly segmentBytes: number;
  /** A larger body is refused; one larger than a segment gets a segment of its own size. */
  readonly bodyBytes: number;
  /** New rows become queryable this often; with the roll itself that is within two seconds. */
  readonly tailEveryMs: number;
  /** Width of the windows of arrival that land as one file. */
  readonly landEveryMs: number;
  /** Log bytes after which a landing file is written at once: bounds the memory of the worker. */
  readonly landingLogBytes: number;
  /** How long a replaced tail, or an expired landing file, stays on disk: longer than the longest query. */
  readonly graceMs: number;
  /** The same two bounds by what there is to write, in units of 64 values: few bytes can be many rows (see weightOf). */
  readonly segmentWeight: number;
  readonly landingWeight: number;
  /** Log bytes that have not landed, beyond which senders are told to wait. */
  readonly unlandedLogBytes: number;
  /** Segments that wait for the disk or the worker, beyond which senders are told to wait. */
  readonly waitingSegments: number;
  /** Log files that no query can read yet: one landing file at work, one that fills. Bounds how late rows are shown when more comes than can be rolled. */
  readonly unshownLogs: number;
  /** What they are to write, beyond which senders are told to wait. Usual spans: 18,000 a segment. */
  readonly waitingWeight: number;
  /** Landing files of hours older than this are deleted; `null` keeps everything, because deleting is for the user to ask for. */
  readonly retentionDays: number | null;
  /** How long a body is remembered, so that its retry is not stored twice. */
  readonly recentKeepMs: number;
  /** Bodies remembered at most, about 150 bytes each. */
  readonly recentBodies: number;
}

const MEBIBYTE = 1_048_576;

export const DEFAULT_WRITER_LIMITS: WriterLimits = {
  segmentBytes: 16 * MEBIBYTE,
  bodyBytes: 64 * MEBIBYTE,
  tailEveryMs: 1_000,
  landEveryMs: 60_000,
  landingLogBytes: 64 * MEBIBYTE,
  segmentWeight: 65_536,
  landingWeight: 131_072,
  graceMs: 120_000,
  unlandedLogBytes: 1_024 * MEBIBYTE,
  waitingSegments: 4,
  unshownLogs: 9,
  waitingWeight: 262_144,
  retentionDays: null,
  recentKeepMs: 600_000,
  recentBodies: 250_000,
};
