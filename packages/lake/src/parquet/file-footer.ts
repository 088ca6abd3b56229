// The footer of a Parquet file: schema, row groups, statistics, key-value metadata (FileMetaData in parquet.thrift).
import type { ParquetNode } from '@tracelake/schema';
import type { ByteSink } from './byte-sink.ts';
import type { ColumnChunk } from './column-chunk.ts';
import { CODEC, CONVERTED_TYPE, LOGICAL_TYPE, MAGIC, PHYSICAL_TYPE, REPETITION } from './format-numbers.ts';
import { ThriftCompactWriter } from './thrift-compact-writer.ts';

const FORMAT_VERSION = 1;

/** Where a row group begins in the file, and what is in it. */
export interface PlacedRowGroup {
  readonly startOffset: number;
  readonly rows: number;
  /** Offsets are from the start of the row group. */
  readonly chunks: readonly ColumnChunk[];
}

export interface FileFooter {
  readonly columns: readonly ParquetNode[];
  readonly rowGroups: readonly PlacedRowGroup[];
  readonly createdBy: string;
  readonly keyValueMetadata: Readonly<Record<string, string>>;
}

/** Appends the footer, its length and the closing magic. */
export function writeFileFooter(file: ByteSink, footer: FileFooter): void {
  const start = file.length;
  const thrift = new ThriftCompactWriter(file);
  thrift.root(() => {
    thrift.int32(1, FORMAT_VERSION);
    thrift.structList(2, schemaElements(footer.columns), (element) => writeSchemaElement(thrift, element));
    thrift.int64(
      3,
      sum(footer.rowGroups, (group) => group.rows),
    );
    thrift.structList(4, footer.rowGroups, (group) => writeRowGroup(thrift, group));
    const metadata = Object.entries(footer.keyValueMetadata);
    if (metadata.length > 0) {
      thrift.structList(5, metadata, ([key, value]) => {
        thrift.text(1, key);
        thrift.text(2, value);
      });
    }
    thrift.text(6, footer.createdBy);
    // Each leaf's bounds are in its type's own order; without this readers may not use them.
    const leaves = schemaElements(footer.columns).filter((element) => element.node?.physicalType);
    thrift.structList(7, leaves, () => thrift.struct(1, () => {}));
  });
  file.int32(file.length - start);
  file.append(MAGIC);
}

/** A node of the flattened tree; `null` is the root. */
interface SchemaElement {
  readonly node: ParquetNode | null;
  readonly childCount: number;
}

function schemaElements(columns: readonly ParquetNode[]): SchemaElement[] {
  const below = (node: ParquetNode): SchemaElement[] => [
    { node, childCount: node.children.length },
    ...node.children.flatMap(below),
  ];
  return [{ node: null, childCount: columns.length }, ...columns.flatMap(below)];
}

function writeSchemaElement(thrift: ThriftCompactWriter, { node, childCount }: SchemaElement): void {
  if (node === null) {
    thrift.text(4, 'schema');
    thrift.int32(5, childCount);
    return;
  }
  if (node.physicalType !== null) thrift.int32(1, PHYSICAL_TYPE[node.physicalType]);
  thrift.int32(3, REPETITION[node.repetition]);
  thrift.text(4, node.name);
  if (childCount > 0) thrift.int32(5, childCount);
  const { logicalType } = node;
  if (logicalType !== null) thrift.int32(6, CONVERTED_TYPE[logicalType]);
  if (node.fieldId !== null) thrift.int32(9, node.fieldId);
  if (logicalType !== null) thrift.struct(10, () => thrift.struct(LOGICAL_TYPE[logicalType], () => {}));
}

function writeRowGroup(thrift: ThriftCompactWriter, group: PlacedRowGroup): void {
  thrift.structList(1, group.chunks, (chunk) => writeColumnChunk(thrift, chunk, group.startOffset));
  thrift.int64(
    2,
    sum(group.chunks, (chunk) => chunk.uncompressedBytes),
  );
  thrift.int64(3, group.rows);
  thrift.int64(5, group.startOffset + group.chunks[0].startOffset);
  thrift.int64(
    6,
    sum(group.chunks, (chunk) => chunk.compressedBytes),
  );
}

function writeColumnChunk(thrift: ThriftCompactWriter, chunk: ColumnChunk, groupOffset: number): void {
  thrift.int64(2, groupOffset + chunk.startOffset);
  thrift.struct(3, () => {
    thrift.int32(1, PHYSICAL_TYPE[chunk.leaf.physicalType]);
    thrift.int32List(2, chunk.encodings);
    thrift.textList(3, chunk.leaf.path);
    thrift.int32(4, CODEC[chunk.codec]);
    thrift.int64(5, chunk.valueCount);
    thrift.int64(6, chunk.uncompressedBytes);
    thrift.int64(7, chunk.compressedBytes);
    thrift.int64(9, groupOffset + chunk.dataPageOffset);
    if (chunk.hasDictionary) thrift.int64(11, groupOffset + chunk.startOffset);
    thrift.struct(12, () => writeStatistics(thrift, chunk));
  });
}

function writeStatistics(thrift: ThriftCompactWriter, { nullCount, bounds }: ColumnChunk): void {
  thrift.int64(3, nullCount);
  if (bounds === null) return;
  thrift.binary(5, bounds.max);
  thrift.binary(6, bounds.min);
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
