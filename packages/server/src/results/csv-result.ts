// A result as CSV: RFC 4180's quoting, lines ended by a line feed as the tools it is piped into expect (`tail -1 | xargs`).
// NULL is an empty cell, empty text is "", lists, maps and rows are JSON text.
import type { ResultValue } from '@tracelake/engine';
import type { Problem } from '../http/problem.ts';
import type { QueryResult } from './query-result.ts';
import { NEGATIVE_ZERO, valueText } from './value-text.ts';

const NEEDS_QUOTES = /[",\r\n]|^#|^\s|\s$|^$/;

/** What a note names is a file, most often: 25 kB. The page looks for the last line in the last 64. */
const MAX_NOTES = 50;

/**
 * The header, then one text a batch. With a trailer the last line is a comment, `# complete …` with what was noted or `# error …`, so that a
 * cut stream can be told from a whole one; without it a failure breaks the stream off.
 */
export async function* csvResult(
  result: QueryResult,
  trailer: boolean,
  toProblem: (error: unknown) => Problem,
): AsyncGenerator<string> {
  yield csvLine(result.columns.map((column) => column.name));
  try {
    for await (const batch of result.batches) {
      if (batch.length > 0) yield batch.map(csvLine).join('');
    }
    if (trailer) {
      const { rows, elapsedMs, notes } = result.stats();
      const told = notes.length === 0 ? '' : ` notes=${JSON.stringify(notes.slice(0, MAX_NOTES))}`;
      yield `# complete rows=${rows} elapsedMs=${Math.round(elapsedMs)}${result.truncated() ? ' truncated=true' : ''}${told}\n`;
    }
  } catch (error) {
    if (!trailer) throw error;
    const { code, detail } = toProblem(error);
    yield `# error ${code}: ${detail.replace(/\s+/g, ' ')}\n`;
  }
}

export function csvLine(row: readonly ResultValue[]): string {
  return `${row.map(csvCell).join(',')}\n`;
}

function csvCell(value: ResultValue): string {
  if (value === null) return '';
  if (Object.is(value, -0)) return NEGATIVE_ZERO;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : valueText(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
