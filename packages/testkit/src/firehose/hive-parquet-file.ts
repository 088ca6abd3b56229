// Rows to a Parquet file as Firehose's parquet-mr writes one: snappy, version 1 data pages, PLAIN unless dictionaries are on.
import type { ColumnChunk, RowGroup, SchemaElement, SchemaTree } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { encodeNestedValues } from 'hyparquet-writer/src/dremel.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { schemaPathResolver } from 'hyparquet-writer/src/schema.js';
import { writeColumnChunk } from './hive-column-chunk.ts';
import { hiveParquetSchema } from './hive-parquet-schema.ts';
import type { HiveMember } from './hive-type.ts';
import type { HiveStructValue, HiveValue } from './openx-serde.ts';

export interface HiveParquetOptions {
  /** `EnableDictionaryCompression`; off by default, as on AWS. */
  readonly dictionary?: boolean;
  /** AWS closes a row group by bytes (256 MiB); a test can have several of few rows. */
  readonly rowGroupRows?: number;
}

const MAGIC = 0x31524150;
const CREATED_BY = 'parquet-mr version 1.10.1 (build a89df8f9932b6ef6633d06069e50c9b7970bebd1)';

export function hiveParquetFile(
  columns: readonly HiveMember[],
  rows: readonly HiveStructValue[],
  { dictionary = false, rowGroupRows = rows.length }: HiveParquetOptions = {},
): Uint8Array {
  const schema = hiveParquetSchema(columns);
  const writer = new ByteWriter();
  writer.appendUint32(MAGIC);
  const groups: RowGroup[] = [];
  for (let start = 0; start < rows.length; start += rowGroupRows) {
    groups.push(rowGroup(writer, schema, rows.slice(start, start + rowGroupRows), dictionary));
  }
  const metadata = { version: 1, schema, num_rows: BigInt(rows.length), row_groups: groups, created_by: CREATED_BY };
  writeMetadata(writer, { ...metadata, metadata_length: 0 }, Number.POSITIVE_INFINITY);
  writer.appendUint32(MAGIC);
  return writer.getBytes().slice();
}

function rowGroup(
  writer: ByteWriter,
  schema: SchemaElement[],
  rows: readonly HiveStructValue[],
  dictionary: boolean,
): RowGroup {
  const pathOf = schemaPathResolver(schema);
  const chunks: ColumnChunk[] = [];
  for (const column of topLevelNames(schema)) {
    const values = rows.map((row) => row[column] as HiveValue);
    for (const path of leafPaths(pathOf([column]))) {
      chunks.push(writeColumnChunk(writer, path, encodeNestedValues(path, values), dictionary));
    }
  }
  const bytes = chunks.reduce((sum, { meta_data: meta }) => sum + (meta?.total_uncompressed_size ?? 0n), 0n);
  return { columns: chunks, total_byte_size: bytes, num_rows: BigInt(rows.length) };
}

function topLevelNames(schema: SchemaElement[]): string[] {
  return schemaPathResolver(schema)([])[0]!.children.map(({ element }) => element.name);
}

function leafPaths(path: SchemaTree[]): SchemaTree[][] {
  const { children } = path.at(-1)!;
  return children.length === 0 ? [path] : children.flatMap((child) => leafPaths([...path, child]));
}
