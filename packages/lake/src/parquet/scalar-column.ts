// One scalar leaf: which encoder writes which kind of vector.
import { type ParquetPhysicalType, type ScalarVector, TracelakeError } from '@tracelake/schema';
import type { BatchSource } from './batch-source.ts';
import { encodeBooleanLeaf } from './boolean-leaf.ts';
import { encodeCodeLeaf } from './code-leaf.ts';
import type { ColumnChunkWriter } from './column-chunk.ts';
import type { EncodedLeaf, PageBuffers } from './encoded-leaf.ts';
import { encodeFloat64Leaf } from './float64-leaf.ts';
import { encodeHexLeaf } from './hex-leaf.ts';
import { encodeInt64Leaf } from './int64-leaf.ts';
import { rowLevels } from './levels.ts';
import type { ParquetLeaf } from './parquet-leaf.ts';
import { withoutMissing } from './present-values.ts';
import { encodeTextLeaf } from './text-leaf.ts';

const PHYSICAL_TYPE_OF: Record<ScalarVector['kind'], ParquetPhysicalType> = {
  text: 'byte_array',
  hex: 'byte_array',
  code: 'byte_array',
  int64: 'int64',
  float64: 'double',
  boolean: 'boolean',
};

/** Times and durations end in this, here and below lists. */
const NANOSECONDS_SUFFIX = '_nano';

/** Throws `internal` when the batch does not fit the table: that is a fault of this program, not of the data. */
export function checkScalarVector(leaf: ParquetLeaf, vector: ScalarVector, rowCount: number): void {
  const name = leaf.path.join('.');
  if (PHYSICAL_TYPE_OF[vector.kind] !== leaf.physicalType) {
    throw new TracelakeError('internal', `Column ${name} is ${leaf.physicalType}, the batch has ${vector.kind} for it`);
  }
  if (vector.rows === null && vector.count !== rowCount) {
    throw new TracelakeError('internal', `Column ${name} has ${vector.count} values for ${rowCount} rows`);
  }
}

export function encodeScalarLeaf(
  pages: PageBuffers,
  leaf: ParquetLeaf,
  source: BatchSource,
  vector: ScalarVector,
): EncodedLeaf {
  switch (vector.kind) {
    case 'text':
      return encodeTextLeaf(pages, source.text, vector.dictionary, vector.ids, vector.count);
    case 'hex':
      return encodeHexLeaf(pages, source.text, vector);
    case 'int64':
      return encodeInt64Leaf(pages, vector, leaf.path.at(-1)!.endsWith(NANOSECONDS_SUFFIX));
    case 'float64':
      return encodeFloat64Leaf(pages, vector.values, vector.count);
    case 'boolean':
      return encodeBooleanLeaf(pages, vector.values, vector.count);
    case 'code':
      return encodeCodeLeaf(pages, vector);
  }
}

/** A scalar column of the table itself. */
export function writeScalarColumn(
  chunks: ColumnChunkWriter,
  leaf: ParquetLeaf,
  source: BatchSource,
  vector: ScalarVector,
): void {
  checkScalarVector(leaf, vector, source.rows);
  const present = withoutMissing(vector);
  chunks.write(leaf, rowLevels(present.rows, present.count, source.rows), (pages) =>
    encodeScalarLeaf(pages, leaf, source, present),
  );
}
