// How many bytes a scan reads, from file sizes and what each column takes of them. Measured on 30,000 spans of the bench lake in
// minute files: within 12 % of what DuckDB read; other data has other shares.
import { type DataFile, SPANS_TABLE } from '@tracelake/schema';

/** Share of a landing file's column data, where it is more than one in a hundred. */
const SHARES: Readonly<Record<string, number>> = {
  attributes_string: 0.11,
  attributes_number: 0.1,
  aws_request_id: 0.09,
  span_id: 0.075,
  faas_invocation_id: 0.041,
  start_time_unix_nano: 0.04,
  duration_nano: 0.04,
  faas_instance: 0.034,
  parent_span_id: 0.025,
  url_full: 0.025,
  events: 0.025,
  trace_id: 0.021,
  name: 0.02,
  code_line_number: 0.018,
  attributes_boolean: 0.016,
  network_peer_address: 0.015,
  session_id: 0.014,
  server_address: 0.014,
  url_path: 0.013,
  http_response_body_size: 0.012,
  user_agent_original: 0.012,
  http_request_body_size: 0.011,
  amends: 0.0005,
  misplaced: 0.001,
};
const OTHER_SHARE = 0.007;
/** A footer of one row group: every read begins there. */
const FOOTER_BYTES = 12_100;
/** Trino reads smaller files whole. */
const TRINO_WHOLE_FILE_BYTES = 3_000_000;

export function columnBytes(files: readonly DataFile[], column: string): number {
  const dataBytes = files.reduce((sum, file) => sum + Math.max(0, file.sizeBytes - FOOTER_BYTES), 0);
  return Math.ceil(dataBytes * (SHARES[column] ?? OTHER_SHARE));
}

/** Of a map whose values have this type. */
const MAP_OF_TYPE: Readonly<Record<string, string>> = {
  string: 'attributes_string',
  number: 'attributes_number',
  boolean: 'attributes_boolean',
};
/** Of a map of the level, where the span has none of the type. */
const MAP_OF_LEVEL: Readonly<Record<string, string>> = {
  resource: 'resource_attributes',
  scope: 'scope_attributes',
  event: 'events',
};

export interface FieldPlaces {
  /** Its own; `null` where it lies in maps, which are read as a whole. */
  readonly column: string | null;
  readonly levels: readonly string[];
  readonly types: Readonly<Record<string, unknown>>;
}

/** What reading a field takes of files. A list has thousands of fields and a lake thousands of files: a column is summed once for all. */
export function fieldBytes(files: readonly DataFile[]): (field: FieldPlaces) => number {
  const known = new Map<string, number>();
  const bytesOf = (name: string): number => {
    const bytes = known.get(name) ?? columnBytes(files, name);
    known.set(name, bytes);
    return bytes;
  };
  return ({ column, levels, types }) => {
    const names =
      column === null
        ? levels.flatMap((level) => MAP_OF_LEVEL[level] ?? Object.keys(types).map((type) => MAP_OF_TYPE[type]))
        : [column];
    return [...new Set(names)].reduce((sum, name) => sum + bytesOf(name), 0);
  };
}

export function footerBytes(files: readonly DataFile[]): number {
  return files.reduce((sum, file) => sum + Math.min(file.sizeBytes, FOOTER_BYTES), 0);
}

export function estimateBytes(files: readonly DataFile[], reads: ReadonlySet<string>): number {
  const names = SPANS_TABLE.columns.map((column) => column.name).filter((name) => reads.has(name));
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const readBytes = names.reduce((sum, name) => sum + columnBytes(files, name), footerBytes(files));
  return Math.min(sizeBytes, readBytes);
}

/** What Athena bills for, as far as Trino tells. */
export function estimateAthenaBytes(files: readonly DataFile[], reads: ReadonlySet<string>): number {
  const small = files.filter((file) => file.sizeBytes < TRINO_WHOLE_FILE_BYTES);
  const large = files.filter((file) => file.sizeBytes >= TRINO_WHOLE_FILE_BYTES);
  return small.reduce((sum, file) => sum + file.sizeBytes, 0) + estimateBytes(large, reads);
}
