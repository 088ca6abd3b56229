// What a deployed lake costs, from measured bytes and AWS's prices: docs/cost.md and `tracelake deploy` say these figures. Pure.
import { AWS_PRICES } from './aws-prices.ts';

/** `node scripts/bench.mjs cost`: spans of the demo shop, with 25 attributes of their own and of their resource. */
export const MEASURED_BYTES = {
  /** A row as Firehose takes it. */
  row: 1_186,
  /** The same in the Parquet that Firehose writes. */
  stored: 131,
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
