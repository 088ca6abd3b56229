// A minute, an hour or a day of SQL as the bucket of a time series.
import type { ParserRuleContext } from '../parser/trino-grammar.ts';
import { innermost } from '../translate/unwrap.ts';
import { normalText } from './plain-calculation.ts';
import { STRUCTURED_LIMITS } from './structured-query.ts';
import type { NanoRange } from './time-buckets.ts';

/** Those that are whole multiples since 1970; weeks, months and years are not. */
const UNIT_SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
const TRUNCATED = /^date_trunc\('(\w+)',time\)$/;

/** `undefined` where it is none, or the range has more of them than a series. */
export function plainBucketSeconds(node: ParserRuleContext, range: NanoRange): number | undefined {
  const [, unit = ''] = TRUNCATED.exec(normalText(innermost(node).getText())) ?? [];
  const seconds = UNIT_SECONDS[unit.toLowerCase()];
  if (seconds === undefined) return undefined;
  // One is cut at each end.
  return rangeSeconds(range) / seconds + 2 > STRUCTURED_LIMITS.seriesBuckets ? undefined : seconds;
}

export function rangeSeconds({ startTimeUnixNano: start, endTimeUnixNano: end }: NanoRange): number {
  return Number(end - start) / 1e9;
}
