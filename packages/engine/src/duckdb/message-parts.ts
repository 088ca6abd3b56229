// Rows on their way to the parent, in messages of bounded size: a chunk of 2,048 rows may be a few kilobytes or gigabytes.
import { TracelakeError } from '@tracelake/schema';
import type { ResultValue } from '../query-engine.ts';

/** Characters of text; the parent holds a few such messages for a reader that is slow. */
const MAX_MESSAGE_SIZE = 4 * 1024 * 1024;
/** No one reads such a row; a server that holds some of them runs out of memory. */
export const MAX_ROW_SIZE = 32 * 1024 * 1024;
/** What a value costs besides its text. */
const VALUE_SIZE = 8;

/** The same rows in one or more parts. Throws query_memory for a row beyond the limit. */
export function* messageParts(rows: ResultValue[][]): Generator<ResultValue[][]> {
  let first = 0;
  let size = 0;
  for (const [index, row] of rows.entries()) {
    const rowSize = sizeOf(row);
    if (rowSize > MAX_ROW_SIZE) {
      const message = `A row of the result has more than ${MAX_ROW_SIZE} characters`;
      throw new TracelakeError('query_memory', message, {
        details: { limit: MAX_ROW_SIZE },
        hint: 'Select less of it: substr(…), slice(…), fewer columns.',
      });
    }
    if (size > 0 && size + rowSize > MAX_MESSAGE_SIZE) {
      yield rows.slice(first, index);
      first = index;
      size = 0;
    }
    size += rowSize;
  }
  yield first === 0 ? rows : rows.slice(first);
}

function sizeOf(value: ResultValue): number {
  if (typeof value === 'string') return VALUE_SIZE + value.length;
  if (typeof value !== 'object' || value === null) return VALUE_SIZE;
  let size = VALUE_SIZE;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item);
  else for (const [key, item] of Object.entries(value)) size += key.length + sizeOf(item);
  return size;
}
