// A result as newline-delimited JSON: an object a row, and one last line that says the stream is whole.
import type { ResultValue } from '@tracelake/engine';
import type { Problem } from '../http/problem.ts';
import { type QueryResult, uniqueColumnNames } from './query-result.ts';
import { valueText } from './value-text.ts';

/** Keys of the last line. A lone column of such a name is called `stats_2`: no row looks like the end of the stream. */
const LAST_LINE_KEYS = ['stats', 'error'];

/**
 * One text a batch, then `{"stats":{…}}` (with `"truncated":true` where the limit cut it), or `{"error":{…}}` where the query failed on the way.
 * A stream whose last line is neither was cut.
 */
export async function* ndjsonResult(
  result: QueryResult,
  toProblem: (error: unknown) => Problem,
): AsyncGenerator<string> {
  const taken = result.columns.length === 1 ? LAST_LINE_KEYS : [];
  const keys = uniqueColumnNames(result.columns, taken).map((name) => `${JSON.stringify(name)}:`);
  try {
    for await (const batch of result.batches) {
      if (batch.length > 0) yield batch.map((row) => rowLine(keys, row)).join('');
    }
    const truncated = result.truncated() ? { truncated: true } : {};
    yield `${JSON.stringify({ stats: result.stats(), ...truncated })}\n`;
  } catch (error) {
    yield `${JSON.stringify({ error: toProblem(error) })}\n`;
  }
}

function rowLine(keys: readonly string[], row: readonly ResultValue[]): string {
  let line = '{';
  for (let index = 0; index < keys.length; index += 1) {
    line += `${index === 0 ? '' : ','}${keys[index]}${valueText(row[index])}`;
  }
  return `${line}}\n`;
}
