// Column buffers to one row group: its columns encoded and compressed, without an object or a JS string per value. A row group
// knows nothing of its file, so that the same bytes can stand in several: see parquet-file.ts.
import {
  type ColumnBatch,
  type ColumnVector,
  type ParquetNode,
  parquetSchema,
  type TableDefinition,
  TracelakeError,
} from '@tracelake/schema';
import { type BatchSource, batchSource } from './batch-source.ts';
import { ByteSink } from './byte-sink.ts';
import { type ColumnChunk, ColumnChunkWriter } from './column-chunk.ts';
import { PageBuffers } from './encoded-leaf.ts';
import { nullLevels } from './levels.ts';
import { writeListColumn } from './list-column.ts';
import { writeMapColumn } from './map-column.ts';
import type { ParquetCodec } from './parquet-codec.ts';
import { type ParquetLeaf, parquetLeaves } from './parquet-leaf.ts';
import { writeScalarColumn } from './scalar-column.ts';

export interface RowGroup {
  readonly rows: number;
  /** Offsets are from the start of `bytes`. */
  readonly chunks: readonly ColumnChunk[];
  /** A buffer of its own. */
  readonly bytes: Uint8Array;
}

interface ColumnPlan {
  readonly node: ParquetNode;
  readonly leaves: readonly ParquetLeaf[];
}

/** Encodes batches of one table, one after the other; its memory is used again by the next. */
export class RowGroupEncoder {
  readonly #columns: readonly ColumnPlan[];
  readonly #sink = new ByteSink();
  readonly #pages = new PageBuffers();

  constructor(table: TableDefinition) {
    this.#columns = parquetSchema(table).map((node) => ({ node, leaves: parquetLeaves(node) }));
  }

  /** Throws TracelakeError `internal` when the batch does not fit the table. */
  encode(batch: ColumnBatch, codec: ParquetCodec): RowGroup {
    this.#sink.clear();
    const chunks = new ColumnChunkWriter(this.#sink, this.#pages, codec);
    const source = batchSource(batch);
    for (const column of this.#columns) writeColumn(chunks, column, source, batch.columns[column.node.name]);
    return { rows: batch.rows, chunks: chunks.chunks, bytes: this.#sink.take() };
  }
}

function writeColumn(
  chunks: ColumnChunkWriter,
  { node, leaves }: ColumnPlan,
  source: BatchSource,
  vector: ColumnVector | undefined,
): void {
  if (vector === undefined) {
    for (const leaf of leaves) {
      chunks.write(leaf, nullLevels(source.rows, leaf.maxRepetition, leaf.maxDefinition), null);
    }
  } else if (vector.kind === 'map' && node.logicalType === 'map') {
    writeMapColumn(chunks, leaves, source, vector);
  } else if (vector.kind === 'list' && node.logicalType === 'list') {
    writeListColumn(chunks, node.children[0].children[0], leaves, source, vector);
  } else if (vector.kind !== 'map' && vector.kind !== 'list' && node.physicalType !== null) {
    writeScalarColumn(chunks, leaves[0], source, vector);
  } else {
    throw new TracelakeError('internal', `Column ${node.name} does not fit the batch's ${vector.kind} vector`);
  }
}
