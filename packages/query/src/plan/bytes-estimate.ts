// How many bytes a scan will read at most, from file sizes and the share of the columns it reads.
import { type DataFile, SPANS_TABLE } from '@tracelake/schema';

/** Share of a landing file's bytes, rounded up from 300,000 spans of a shop under zstd; every other column is below OTHER_SHARE. */
const SHARES: Readonly<Record<string, number>> = {
  attributes_string: 0.35,
  attributes_number: 0.15,
  attributes_boolean: 0.05,
  events: 0.2,
  links: 0.05,
  resource_attributes: 0.1,
  span_id: 0.12,
  parent_span_id: 0.1,
  trace_id: 0.1,
  start_time_unix_nano: 0.1,
  duration_nano: 0.08,
  url_full: 0.05,
  url_path: 0.05,
  db_query_text: 0.05,
  exception_stacktrace: 0.1,
};
const OTHER_SHARE = 0.01;

export function estimateBytes(files: readonly DataFile[], reads: ReadonlySet<string>): number {
  const names = SPANS_TABLE.columns.map((column) => column.name).filter((name) => reads.has(name));
  const share = names.reduce((sum, name) => sum + (SHARES[name] ?? OTHER_SHARE), 0);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return Math.ceil(sizeBytes * Math.min(1, share));
}
