// A result as an Arrow IPC stream, made batch by batch. The stream's own end marker says that it is whole, its schema's metadata
// `tracelake.notes` what was noted, as a JSON list: it stays with the file.
import type { ResultValue } from '@tracelake/engine';
import { arrowColumn, arrowFields } from './arrow-column.ts';
import type { QueryResult } from './query-result.ts';

type Arrow = typeof import('apache-arrow');

/** Continuation marker and a length of zero: the end of a stream (Arrow columnar format, "IPC Streaming Format"). */
const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** The schema, one message a batch, the end. A failure on the way leaves the end out. */
export async function* arrowResult(result: QueryResult): AsyncGenerator<Uint8Array> {
  // Loaded when asked for: 220 KB that no other form needs.
  const arrow = await import('apache-arrow');
  const schemaMessage = ipcMessages(arrow, result, []);
  yield schemaMessage;
  for await (const rows of result.batches) {
    if (rows.length > 0) yield ipcMessages(arrow, result, rows).subarray(schemaMessage.byteLength);
  }
  yield END_OF_STREAM;
}

/** A whole little stream without its end: the schema, then the rows. */
function ipcMessages(
  arrow: Arrow,
  { columns, notes }: Pick<QueryResult, 'columns' | 'notes'>,
  rows: readonly ResultValue[][],
): Uint8Array {
  const fields = arrowFields(arrow, columns);
  const metadata = notes.length === 0 ? [] : [['tracelake.notes', JSON.stringify(notes)] as const];
  const schema = new arrow.Schema(fields, new Map(metadata));
  const children = columns.map((column, index) => {
    const values = rows.map((row) => row[index]);
    return arrowColumn(arrow, column.type, values);
  });
  const data = arrow.makeData({ type: new arrow.Struct(fields), length: rows.length, nullCount: 0, children });
  const batches = rows.length === 0 ? [] : [new arrow.RecordBatch(schema, data)];
  const stream = arrow.RecordBatchStreamWriter.writeAll(new arrow.Table(schema, batches)).toUint8Array(true);
  return stream.subarray(0, stream.byteLength - END_OF_STREAM.byteLength);
}
