// What a deployed lake costs, from measured bytes and AWS's prices: docs/cost.md and `tracelake deploy` say these figures. Pure.
import { AWS_PRICES } from './aws-prices.ts';

/** `node scripts/bench.mjs cost`: spans of the demo shop, with 25 attributes of their own and of their resource. */
export const MEASURED_BYTES = {
  /** A row as Firehose takes it. */
  row: 1_186,
  /** The same in the Parquet that Firehose writes. */
  stored: 131,
  /** Of that, what these questions read, with the columns by which duplicates are found. */
  latency: 40,
  errors: 39,
  attribute: 54,
} as const;

/** Records that the extension fills take so many times the units that their bytes need: `node scripts/bench.mjs extension-run`. */
const UNITS_OVER_BYTES = 1.02;
/** Of a caller too rare to batch for: the platform's word and a call to Firehose, with the function's memory. */
const ALONE = { addedMs: 55, memoryGb: 1, spans: 5, unitBytes: 5_120, units: 2 } as const;

const BYTES_PER_GB = 1e9;
const MILLION = 1e6;

export interface SpansCost {
  /** Taking a million spans, converted and written, from callers busy enough to fill records. */
  readonly ingestUsd: number;
  /** … and from callers of one invocation a minute: a record each, and the time that they wait for it. */
  readonly ingestRareUsd: number;
  /** Keeping them a month. */
  readonly storageUsdPerMonth: number;
}

/** Dollars a million spans. */
export function spansCost(): SpansCost {
  const perGb = AWS_PRICES.firehosePerGb + AWS_PRICES.firehoseConversionPerGb;
  const addedGbSeconds = (ALONE.addedMs / 1_000) * ALONE.memoryGb;
  const rareInvocation =
    (ALONE.units * ALONE.unitBytes * perGb) / BYTES_PER_GB + addedGbSeconds * AWS_PRICES.lambdaPerGbSecond;
  return {
    ingestUsd: (MEASURED_BYTES.row * UNITS_OVER_BYTES * MILLION * perGb) / BYTES_PER_GB,
    ingestRareUsd: (rareInvocation * MILLION) / ALONE.spans,
    storageUsdPerMonth: (MEASURED_BYTES.stored * MILLION * AWS_PRICES.s3PerGbMonth) / BYTES_PER_GB,
  };
}

/** Of the query function (1,769 MB, arm64), and of reading: ADR 16. */
const FUNCTION = {
  memoryGb: 1_769 / 1_024,
  startSeconds: 0.4,
  bytesPerSecond: 70e6,
  secondsPerFile: 0.03,
  getsPerFile: 2,
};
const ATHENA_LEAST_BYTES = 10e6;
const BYTES_PER_TB = 1e12;

export interface QuestionCost {
  readonly duckdbUsd: number;
  readonly athenaUsd: number;
}

/** Dollars a question that reads so many bytes of so many files. */
export function questionCost(bytes: number, files: number): QuestionCost {
  const reading = Math.max(bytes / FUNCTION.bytesPerSecond, files * FUNCTION.secondsPerFile);
  const perSecond = FUNCTION.memoryGb * AWS_PRICES.lambdaArmPerGbSecond;
  const gets = files * FUNCTION.getsPerFile * AWS_PRICES.s3PerGet;
  const around = AWS_PRICES.lambdaPerRequest + AWS_PRICES.s3PerList + FUNCTION.startSeconds * perSecond;
  return {
    duckdbUsd: around + gets + reading * perSecond,
    // The function waits for it, two seconds or so.
    athenaUsd:
      around + gets + 2 * perSecond + (Math.max(bytes, ATHENA_LEAST_BYTES) * AWS_PRICES.athenaPerTb) / BYTES_PER_TB,
  };
}
