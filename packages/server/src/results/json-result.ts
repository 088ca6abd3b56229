// A result as one JSON document: bounded, and stringified row by row so that no row is turned into text twice.
import { TracelakeError } from '@tracelake/schema';
import { type ColumnHeader, columnHeaders, type QueryResult, type ResultStats } from './query-result.ts';
import { valueText } from './value-text.ts';

/** What a Lambda can answer with; the streamed forms have no such limit. */
export const MAX_JSON_RESULT_BYTES = 6 * 1024 * 1024;

export interface JsonResult {
  readonly columns: readonly ColumnHeader[];
  /** Each row as JSON text. */
  readonly rowTexts: readonly string[];
  readonly stats: ResultStats;
  /** Cut by the row limit, or because the document would pass `maxBytes`. */
  readonly truncated: boolean;
}

export async function collectJsonResult(result: QueryResult, maxBytes: number): Promise<JsonResult> {
  const columns = columnHeaders(result.columns);
  const rowTexts: string[] = [];
  let sizeBytes = Buffer.byteLength(JSON.stringify(columns)) + 1024;
  let cutBySize = false;
  collecting: for await (const batch of result.batches) {
    for (const row of batch) {
      const text = valueText(row);
      sizeBytes += Buffer.byteLength(text) + 1;
      if (sizeBytes > maxBytes) {
        if (rowTexts.length === 0) throw rowTooLarge(Buffer.byteLength(text), maxBytes);
        cutBySize = true;
        break collecting;
      }
      rowTexts.push(text);
    }
  }
  return describe(result, columns, rowTexts, cutBySize ? maxBytes : null);
}

/** An answer without a row would be read as that there are none. */
function rowTooLarge(rowBytes: number, limitBytes: number): TracelakeError {
  const message = `The first row alone has ${rowBytes} bytes; an answer in JSON has at most ${limitBytes}.`;
  return new TracelakeError('invalid_request', message, {
    details: { rowBytes, limitBytes },
    hint: 'Ask with Accept: application/x-ndjson, or for less of the row: substr(…), fewer columns.',
  });
}

export function jsonResultText(result: JsonResult): string {
  const { columns, rowTexts, stats, truncated } = result;
  const tail = truncated ? ',"truncated":true}' : '}';
  return `{"columns":${JSON.stringify(columns)},"rows":[${rowTexts.join(',')}],"stats":${JSON.stringify(stats)}${tail}`;
}

function describe(
  result: QueryResult,
  columns: readonly ColumnHeader[],
  rowTexts: readonly string[],
  cutAtBytes: number | null,
): JsonResult {
  const stats = result.stats();
  const sizeNote = `The rows after the first ${rowTexts.length} were left out: the answer would pass ${cutAtBytes} bytes. Ask with Accept: application/x-ndjson for all of them.`;
  const notes = cutAtBytes === null ? stats.notes : [...stats.notes, sizeNote];
  return {
    columns,
    rowTexts,
    stats: { ...stats, rows: rowTexts.length, notes },
    truncated: cutAtBytes !== null || result.truncated(),
  };
}
