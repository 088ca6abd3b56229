// Runs one SQL text of a structured answer and keeps all of its rows: what such a text answers with is bounded by how it was made.
import type { ResultValue } from '@tracelake/engine';
import { TracelakeError } from '@tracelake/schema';
import { type ColumnHeader, columnHeaders, type ResultStats } from '../results/query-result.ts';
import type { LakeReads, SqlQuery, SqlRunOptions } from './lake-reads.ts';

export interface AnswerRows {
  readonly columns: readonly ColumnHeader[];
  readonly rows: readonly ResultValue[][];
  readonly stats: ResultStats;
}

/** Rows of a series: buckets times groups. More would not fit an answer. */
export const MAX_ANSWER_ROWS = 200_000;

/** Throws TracelakeError; `invalid_request` where there are too many rows to be one answer. */
export async function answerRows(
  reads: LakeReads,
  query: SqlQuery,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<AnswerRows> {
  const result = await reads.sql(query, { ...options, rowLimit: MAX_ANSWER_ROWS });
  const rows: ResultValue[][] = [];
  for await (const batch of result.batches) rows.push(...batch);
  if (result.truncated()) {
    throw new TracelakeError('invalid_request', `The answer has more than ${MAX_ANSWER_ROWS} rows`, {
      details: { field: 'limit', limit: MAX_ANSWER_ROWS },
      hint: 'Ask for fewer groups or a coarser granularity.',
    });
  }
  return { columns: columnHeaders(result.columns), rows, stats: result.stats() };
}

/**
 * Runs the texts of one question. Where they may cost something each waits for the one before, whose cost counts against its budget; DuckDB
 * takes them at once: beside a scan there is room for the next text's sandbox.
 */
export function answerRun(reads: LakeReads, parts: Omit<SqlQuery, 'sql'>, options: Omit<SqlRunOptions, 'rowLimit'>) {
  let spentUsd = 0;
  let last: Promise<unknown> = Promise.resolve();
  const run = async (sql: string, fileShare: number): Promise<AnswerRows> => {
    const answer = await answerRows(reads, { ...parts, sql, fileShare }, { ...options, spentUsd });
    spentUsd += answer.stats.costUsd;
    return answer;
  };
  return (sql: string, fileShare = 1): Promise<AnswerRows> => {
    const answer = reads.canStart ? last.then(() => run(sql, fileShare)) : run(sql, fileShare);
    last = answer;
    return answer;
  };
}

/** What several texts took together. */
export function totalStats(parts: readonly ResultStats[], rows: number, notes: readonly string[]): ResultStats {
  const sum = (of: (stats: ResultStats) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    elapsedMs: sum((part) => part.elapsedMs),
    rows,
    bytesScanned: sum((part) => part.bytesScanned),
    files: Math.max(0, ...parts.map((part) => part.files)),
    costUsd: sum((part) => part.costUsd),
    engine: parts[0].engine,
    ...surplusOf(parts),
    notes: [...new Set([...notes, ...parts.flatMap((part) => part.notes)])],
  };
}

/** The texts read the same rows: the most that one of them counts twice. */
function surplusOf(parts: readonly ResultStats[]): Pick<ResultStats, 'possibleDuplicates'> {
  const counts = parts.flatMap(({ possibleDuplicates }) =>
    possibleDuplicates === undefined ? [] : [possibleDuplicates],
  );
  if (counts.length === 0) return {};
  return { possibleDuplicates: counts.includes(null) ? null : Math.max(...counts.map(Number)) };
}
