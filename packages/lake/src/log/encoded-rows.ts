// Rows in the form in which they are stored, and what is known of them: encoded once, written as a tail and again in landing.
import type { ColumnBatch, TableDefinition } from '@tracelake/schema';
import { type FieldSummaries, summarizeFields } from '../catalog/field-summary.ts';
import { type StartTimeRange, startTimeRange } from '../catalog/start-time-range.ts';
import type { ParquetCodec } from '../parquet/parquet-codec.ts';
import type { RowGroup, RowGroupEncoder } from '../parquet/row-group.ts';

export interface EncodedRows {
  readonly rowGroup: RowGroup;
  readonly fields: FieldSummaries;
  readonly startTimes: StartTimeRange;
}

export function encodeRows(
  encoder: RowGroupEncoder,
  table: TableDefinition,
  batch: ColumnBatch,
  codec: ParquetCodec,
): EncodedRows {
  return {
    rowGroup: encoder.encode(batch, codec),
    fields: summarizeFields(batch, table),
    startTimes: startTimeRange(batch),
  };
}

/** What is kept at most; a landing file that fills needs 6 MB. More comes together only where landing fails for long. */
const MAX_KEPT_BYTES = 33_554_432;

/** The encoded rows of log files that have not landed, by sequence. What is not here is decoded from the log again. */
export class KeptRows {
  private readonly kept = new Map<number, EncodedRows>();
  private keptBytes = 0;

  get(sequence: number): EncodedRows | undefined {
    return this.kept.get(sequence);
  }

  add(sequence: number, rows: EncodedRows): void {
    const { length } = rows.rowGroup.bytes;
    if (this.kept.has(sequence) || this.keptBytes + length > MAX_KEPT_BYTES) return;
    this.kept.set(sequence, rows);
    this.keptBytes += length;
  }

  delete(sequence: number): void {
    this.keptBytes -= this.kept.get(sequence)?.rowGroup.bytes.length ?? 0;
    this.kept.delete(sequence);
  }
}
