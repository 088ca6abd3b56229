// Summaries of parts, merged, against one summary over all rows.
import { SPANS_TABLE } from '@tracelake/schema';
import { expect, test } from 'vitest';
import { summarizeFields } from '../../src/catalog/field-summary.ts';
import { mergedSummaries } from '../../src/catalog/merged-summaries.ts';
import { mergedTimeRange, startTimeRange } from '../../src/catalog/start-time-range.ts';
import { buildBatch, type PlainRow } from '../parquet/batch-builder.ts';

function summaryOf(rows: readonly PlainRow[]) {
  return summarizeFields(buildBatch(SPANS_TABLE, rows), SPANS_TABLE);
}

const ROWS: PlainRow[] = Array.from({ length: 300 }, (_, n) => ({
  start_time_unix_nano: BigInt(1000 - n),
  http_route: `/route/${n % 7}`,
  http_response_status_code: n % 2 === 0 ? BigInt(200 + (n % 5)) : null,
  attributes_string: { plan: n < 150 ? 'pro' : `p${n % 3}` },
  attributes_number: { ratio: n < 200 ? n % 11 : 0.5 },
  resource_attributes: { pod: `pod-${n}` },
}));

test('parts say together what all rows say', () => {
  const parts = [ROWS.slice(0, 100), ROWS.slice(100, 101), ROWS.slice(101)].map(summaryOf);
  const all = summaryOf(ROWS);
  const merged = mergedSummaries(parts);
  // Of 300 pods the sketch is that of all, while each part knows but its own twenty most frequent.
  const known = (summary: typeof all) => summary.fields.filter((field) => field.key !== 'pod');
  expect(known(merged)).toEqual(known(all));
  const pod = (summary: typeof all) => summary.fields.find((field) => field.key === 'pod')!;
  expect({ ...pod(merged), top: [] }).toEqual({ ...pod(all), top: [] });
  expect(merged.truncated).toBe(false);
});

test('too many keys leave out the rarest', () => {
  const keysOf = (prefix: string, count: number, rows: number): PlainRow[] =>
    Array.from({ length: rows }, () => ({
      attributes_string: Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, 'v'])),
    }));
  const merged = mergedSummaries([summaryOf(keysOf('often', 1500, 2)), summaryOf(keysOf('rarely', 1500, 1))]);
  expect(merged.truncated).toBe(true);
  expect(merged.fields).toHaveLength(2000);
  expect(merged.fields.filter((field) => field.key.startsWith('often'))).toHaveLength(1500);
});

test('the starts of parts are those of all, and unknown as soon as one is', () => {
  const ranges = [ROWS.slice(0, 100), ROWS.slice(100)].map((rows) => startTimeRange(buildBatch(SPANS_TABLE, rows)));
  expect(mergedTimeRange(ranges)).toEqual(startTimeRange(buildBatch(SPANS_TABLE, ROWS)));
  const unknown = startTimeRange(buildBatch(SPANS_TABLE, [{ start_time_unix_nano: null }]));
  expect(mergedTimeRange([...ranges, unknown])).toEqual(unknown);
});
