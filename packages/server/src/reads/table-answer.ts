// The table of a structured answer, with the row of all other groups and the series: in one text, two or three.
import { COLUMNS_BEFORE, type CompiledQuery, type StructuredQuery } from '@tracelake/query';
import { isTracelakeError } from '@tracelake/schema';
import type { ResultStats } from '../results/query-result.ts';
import { type AnswerRows, MAX_ANSWER_ROWS } from './answer-rows.ts';
import type { ShownGroups } from './shown-groups.ts';

type Rows = Pick<AnswerRows, 'columns' | 'rows'>;

export interface TableAnswer {
  readonly table: Rows;
  readonly other: Rows | undefined;
  /** With the text that it stands for. */
  readonly series: (Pick<Rows, 'rows'> & { readonly sql: string }) | undefined;
  /** Of the texts that were run. */
  readonly stats: readonly ResultStats[];
}

/**
 * Groups come first: which of them the table shows is what the other row and the series depend on. A series beside a table that shows every
 * group needs no scan of its own (ADR 21). But to group more than are shown by time as well may take any memory: so both come together only
 * where the table showed every group the last time.
 */
export async function tableAnswer(
  compiled: CompiledQuery,
  query: StructuredQuery,
  run: (sql: string) => Promise<AnswerRows>,
  shownGroups: ShownGroups,
): Promise<TableAnswer> {
  const { sql, otherSql, series, tableWithSeries: together } = compiled;
  const isTogether =
    together !== undefined && together.mostRows <= MAX_ANSWER_ROWS && (otherSql === undefined || shownGroups.has(sql));
  const joined = isTogether ? await run(together.sql).catch(whereMemoryIsFull) : undefined;
  const both = joined && separated(joined, compiled);
  const first = joined === undefined ? run(sql) : Promise.resolve(joined);
  const hasOthers = otherSql !== undefined && mayHaveOthers(compiled, query, both?.table ?? (await first));
  if (otherSql !== undefined) shownGroups.remember(sql, !hasOthers);
  const seriesSql = hasOthers ? series?.sql : series?.ofAllSql;
  if (both !== undefined && !hasOthers) {
    return { ...both, other: undefined, series: { rows: both.series, sql: seriesSql! }, stats: [(await first).stats] };
  }
  const [shown, other, answer] = await Promise.all([
    first,
    hasOthers ? run(otherSql) : undefined,
    seriesSql === undefined ? undefined : run(seriesSql),
  ]);
  return {
    table: both?.table ?? shown,
    other,
    series: answer && { rows: answer.rows, sql: seriesSql! },
    stats: [shown, other, answer].flatMap((each) => each?.stats ?? []),
  };
}

/** It took more groups than the last time: the table alone shows the first of them. */
function whereMemoryIsFull(error: unknown): undefined {
  if (!isTracelakeError(error) || error.code !== 'query_memory') throw error;
}

/** Rows of both in one answer, each as it would be by itself. */
function separated({ columns, rows }: AnswerRows, { limit, breakdowns }: CompiledQuery) {
  const isTable = (row: AnswerRows['rows'][number]): boolean => Number(row[0]) === 1;
  const table = rows.filter(isTable).map((row) => row.slice(COLUMNS_BEFORE));
  const shownMark = breakdowns.length === 0 ? [] : [true];
  return {
    table: { columns: columns.slice(COLUMNS_BEFORE), rows: breakdowns.length === 0 ? table : table.slice(0, limit) },
    series: rows.filter((row) => !isTable(row)).map(([, bucket, ...rest]) => [bucket, ...shownMark, ...rest]),
  };
}

/** A table that is not full and was not thinned out by HAVING shows every group. */
function mayHaveOthers({ limit }: CompiledQuery, query: StructuredQuery, { rows }: Rows): boolean {
  return rows.length >= limit || (query.havings ?? []).length > 0;
}
