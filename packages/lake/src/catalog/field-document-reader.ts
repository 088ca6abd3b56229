// Makes the field document of a Parquet file that has none, as in a bucket that Firehose fills. Reads the footer, the map
// columns, the events, and of the well-known columns those that are small; everything else stays where it is.
import {
  type AmendmentSummary,
  amendedColumns,
  type ColumnDefinition,
  type DataFile,
  type FieldDocument,
  type FieldLevel,
  isTracelakeError,
  parquetSchema,
  type TableDefinition,
  TracelakeError,
  tableFingerprint,
} from '@tracelake/schema';
import {
  type AsyncBuffer,
  type ColumnMetaData,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
} from 'hyparquet';
import { PARQUET_DECOMPRESSORS } from '../parquet/parquet-decompressors.ts';
import { CREATED_BY } from '../parquet/parquet-file.ts';
import type { Storage } from '../storage/storage.ts';
import { FIELD_DOCUMENT_VERSION } from './field-document-codec.ts';
import { FieldReadings } from './field-readings.ts';
import { levelOfColumn, levelOfMap } from './field-summary.ts';
import { FieldTally } from './field-tally.ts';
import type { StartTimeRange } from './start-time-range.ts';
import { storageFile } from './storage-file.ts';
import { type AttributeValue, ValueCounts } from './value-counts.ts';

/** What a listing of the storage says of a file. */
export type UndescribedFile = Pick<DataFile, 'path' | 'sizeBytes'>;

/**
 * A well-known column with a larger chunk is not read: its values are nearly all different (request ids, statements, stack
 * traces). The document then has its rows, from the footer, and neither sketch nor top values.
 */
const MAX_VALUE_CHUNK_BYTES = 256 * 1024;

/** The first read is this much of the end of the file: more than a footer of our tables takes for a few row groups. */
const FOOTER_FETCH_BYTES = 64 * 1024;

const START_COLUMN = 'start_time_unix_nano';
const EVENTS_COLUMN = 'events';
const AMENDS_COLUMN = 'amends';

interface OpenFile {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

/** Throws `corrupt_file` when it is not a Parquet file that can be read, `object_not_found` when it is gone. */
export async function readFieldDocument(
  storage: Storage,
  table: TableDefinition,
  file: UndescribedFile,
): Promise<FieldDocument> {
  const buffer = storageFile(storage, file.path, file.sizeBytes);
  try {
    const metadata = await parquetMetadataAsync(buffer, { initialFetchSize: FOOTER_FETCH_BYTES });
    return await describeFile({ buffer, metadata }, table, file);
  } catch (cause) {
    if (isTracelakeError(cause)) throw cause;
    const { path } = file;
    throw new TracelakeError('corrupt_file', `"${path}" cannot be read as Parquet.`, { details: { path }, cause });
  }
}

async function describeFile(
  file: OpenFile,
  table: TableDefinition,
  { path, sizeBytes }: UndescribedFile,
): Promise<FieldDocument> {
  const readings = new FieldReadings();
  const maps = mapColumnsOf(file);
  for (const { rowStart, rowEnd } of rowRanges(file.metadata)) await readMaps(file, maps, rowStart, rowEnd, readings);
  await readColumns(file, table, readings);
  const range = await startTimeRangeOf(file);
  const amendments = await readAmendments(file);
  const rows = Number(file.metadata.num_rows);
  return {
    version: FIELD_DOCUMENT_VERSION,
    file: { path, tier: 'landing', layout: 0, sizeBytes, rows, ...columnsOf(file.metadata, table), ...range },
    ...readings.finish(),
    ...(amendments === null ? {} : { amendments }),
  };
}

/** Only of our own writer's files: others can say a type differently. */
function columnsOf({ created_by, schema }: FileMetaData, table: TableDefinition): Pick<DataFile, 'columns'> {
  if (created_by !== CREATED_BY) return {};
  const names = parquetSchema(table).map(({ name }) => name);
  const own = topLevelNames(schema);
  const isSame = own.length === names.length && names.every((name, n) => name === own[n]);
  return isSame ? { columns: tableFingerprint(table) } : {};
}

/** The schema is a list, parents before children. */
function topLevelNames(schema: FileMetaData['schema']): string[] {
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = skip(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = skip(at)) names.push(schema[at].name);
  return names;
}

/** One row group at a time: their values are objects while they are read. */
function rowRanges(metadata: FileMetaData): { rowStart: number; rowEnd: number }[] {
  let rowStart = 0;
  return metadata.row_groups.map((group) => {
    const range = { rowStart, rowEnd: rowStart + Number(group.num_rows) };
    rowStart = range.rowEnd;
    return range;
  });
}

/** Chunks of a top-level column, one or more a row group. */
function chunksOf(metadata: FileMetaData, column: string): ColumnMetaData[] {
  return metadata.row_groups.flatMap((group) =>
    group.columns.flatMap((chunk) => {
      const meta = chunk.meta_data;
      return meta !== undefined && meta.path_in_schema[0] === column ? [meta] : [];
    }),
  );
}

/** Top-level columns of the file that have map entries of a known level. */
function mapColumnsOf({ metadata }: OpenFile): string[] {
  const columns = new Set(
    metadata.row_groups.flatMap((group) =>
      group.columns.flatMap(({ meta_data: meta }) =>
        meta !== undefined && levelOfEntries(meta.path_in_schema) !== null ? [meta.path_in_schema[0]] : [],
      ),
    ),
  );
  return [...columns];
}

/** The level of the attributes whose key or value this leaf holds; `null` for any other leaf. */
function levelOfEntries(path: readonly string[]): FieldLevel | null {
  const [column] = path;
  if (path.length === 3) return levelOfMap(column);
  // Writers name the groups of a list differently; the map inside is `attributes` for all.
  return column === EVENTS_COLUMN && path.at(-3) === 'attributes' ? 'event' : null;
}

/** Reads the key and value leaves as they lie, without making an object of each map. */
async function readMaps(
  { buffer, metadata }: OpenFile,
  columns: string[],
  rowStart: number,
  rowEnd: number,
  readings: FieldReadings,
): Promise<void> {
  if (columns.length === 0 || rowStart === rowEnd) return;
  const leaves = new Map<string, { path: string[]; data: unknown[] }>();
  await parquetRead({
    file: buffer,
    metadata,
    columns,
    rowStart,
    rowEnd,
    compressors: PARQUET_DECOMPRESSORS,
    onPage: ({ pathInSchema, columnData }) => {
      if (levelOfEntries(pathInSchema) === null) return;
      const name = JSON.stringify(pathInSchema);
      const leaf = leaves.get(name) ?? { path: pathInSchema, data: [] };
      leaves.set(name, leaf);
      for (const value of columnData) leaf.data.push(value);
    },
  });
  for (const { path, data: keys } of leaves.values()) {
    if (path.at(-1) !== 'key') continue;
    const values = leaves.get(JSON.stringify([...path.slice(0, -1), 'value']));
    const level = levelOfEntries(path)!;
    if (values !== undefined) addEntries(level, keys, values.data, readings);
  }
}

/** Keys and values are nested alike: lists of rows, of elements, of entries. */
function addEntries(level: FieldLevel, keys: unknown[], values: unknown[], readings: FieldReadings): void {
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    const value = values[index];
    if (Array.isArray(key) && Array.isArray(value)) addEntries(level, key, value, readings);
    else if (typeof key === 'string' && isAttributeValue(value)) readings.addEntry(level, key, value);
  }
}

function isAttributeValue(value: unknown): value is AttributeValue {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

async function readColumns(file: OpenFile, table: TableDefinition, readings: FieldReadings): Promise<void> {
  for (const column of table.columns) {
    if (column.attributeKey === null) continue;
    const chunks = chunksOf(file.metadata, column.name);
    const rows = presentRows(chunks);
    if (chunks.length === 0 || rows === 0) continue;
    const tally = new FieldTally(column.attributeKey, levelOfColumn(column), column.name);
    const small = chunks.every((chunk) => chunk.total_compressed_size <= MAX_VALUE_CHUNK_BYTES);
    if (small || rows === null) {
      const counts = new ValueCounts(tally);
      for (const value of await readColumn(file, column.name)) if (isAttributeValue(value)) counts.add(value);
      if (counts.rows > 0) readings.addColumn(counts.finish());
    } else {
      countUnread(tally, column, rows);
      readings.addColumn(tally);
    }
  }
}

/** What is read of a file without any is its footer. */
async function readAmendments(file: OpenFile): Promise<AmendmentSummary | null> {
  const chunks = chunksOf(file.metadata, AMENDS_COLUMN);
  if (chunks.length === 0 || presentRows(chunks) === 0) return null;
  const texts = new Set<string>();
  let rows = 0;
  for (const value of await readColumn(file, AMENDS_COLUMN)) {
    if (typeof value !== 'string') continue;
    texts.add(value);
    rows++;
  }
  return rows === 0 ? null : { rows, columns: [...new Set([...texts].flatMap(amendedColumns))].sort() };
}

/** Rows with a value by the footer, `null` when it does not say. */
function presentRows(chunks: readonly ColumnMetaData[]): number | null {
  let rows = 0;
  for (const { num_values: values, statistics } of chunks) {
    if (statistics?.null_count === undefined) return null;
    rows += Number(values - statistics.null_count);
  }
  return rows;
}

function countUnread(tally: FieldTally, column: ColumnDefinition, rows: number): void {
  if (column.type === 'varchar') tally.countRows('string', rows);
  else if (column.type === 'boolean') tally.countRows('boolean', rows);
  else tally.countRows('number', rows);
  // Nobody looked whether all doubles are integers.
  if (column.type === 'double') tally.sawFraction();
}

async function readColumn({ buffer, metadata }: OpenFile, column: string): Promise<unknown[]> {
  const values: unknown[] = [];
  await parquetRead({
    file: buffer,
    metadata,
    columns: [column],
    compressors: PARQUET_DECOMPRESSORS,
    onPage: ({ columnData }: { columnData: DecodedArray }) => {
      for (const value of columnData) values.push(value);
    },
  });
  return values;
}

/** From the footer where it can be, else from the column; unknown as soon as one row has no start. */
async function startTimeRangeOf(file: OpenFile): Promise<StartTimeRange> {
  const chunks = chunksOf(file.metadata, START_COLUMN);
  const bounds = chunks.map(({ statistics }) => ({
    min: statistics?.min_value ?? statistics?.min,
    max: statistics?.max_value ?? statistics?.max,
    nulls: statistics?.null_count,
  }));
  const known = bounds.every(
    ({ min, max, nulls }) => typeof min === 'bigint' && typeof max === 'bigint' && nulls === 0n,
  );
  const values = known ? bounds.flatMap(({ min, max }) => [min, max]) : await readColumn(file, START_COLUMN);
  let min: bigint | null = null;
  let max: bigint | null = null;
  for (const value of values) {
    if (typeof value !== 'bigint') return { minStartTimeUnixNano: null, maxStartTimeUnixNano: null };
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { minStartTimeUnixNano: min?.toString() ?? null, maxStartTimeUnixNano: max?.toString() ?? null };
}
