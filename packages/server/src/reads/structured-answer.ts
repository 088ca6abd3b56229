// A structured query from data to answer: types, SQL, the table with its other row, the series, the heatmaps.
import type { ResultValue } from '@tracelake/engine';
import {
  type CompiledQuery,
  compileStructuredQuery,
  fieldNames,
  type HeatmapAnswer,
  heatmapAnswer,
  queryProbes,
  type SeriesAnswer,
  type StructuredQuery,
  seriesAnswer,
} from '@tracelake/query';
import type { ColumnHeader, ResultStats } from '../results/query-result.ts';
import { type AnswerRows, answerRun, totalStats } from './answer-rows.ts';
import { namingFields } from './field-errors.ts';
import type { LakeReads, SqlQuery, SqlRunOptions } from './lake-reads.ts';
import { hasSampledSpans, typesOfFields } from './query-fields.ts';

export interface StructuredAnswer {
  readonly sql: string;
  /** Breakdowns first, then calculations. */
  readonly columns: readonly ColumnHeader[];
  readonly rows: readonly (readonly ResultValue[])[];
  /** The calculations over all spans in no row shown; `null` where there are none. */
  readonly other: readonly ResultValue[] | null;
  readonly series: (SeriesAnswer & { readonly sql: string }) | null;
  readonly heatmaps: readonly (HeatmapAnswer & { readonly sql: string })[];
  readonly stats: ResultStats;
}

/** Throws TracelakeError: `invalid_request`, and what the gate says of names and expressions, by the query's field. */
export function answerStructuredQuery(
  reads: LakeReads,
  query: StructuredQuery,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<StructuredAnswer> {
  return namingFields(reads, parts, queryProbes(query), () => structuredAnswer(reads, query, parts, options));
}

/** Nothing is read: the types come from a plan. */
export async function compiledQuery(
  reads: LakeReads,
  query: StructuredQuery,
  parts: Omit<SqlQuery, 'sql'>,
): Promise<CompiledQuery> {
  const types = await typesOfFields(reads, fieldNames(query), query.calculatedFields ?? [], parts);
  const sampled = await hasSampledSpans(reads, parts.range);
  return compileStructuredQuery(query, parts.range, { types, sampled });
}

async function structuredAnswer(
  reads: LakeReads,
  query: StructuredQuery,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<StructuredAnswer> {
  const compiled = await compiledQuery(reads, query, parts);
  const startedMs = performance.now();
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const run = answerRun(reads, parts, { ...options, signal });
  const [{ table, other, series }, heatmaps] = await Promise.all([
    tableAnswer(compiled, query, run),
    Promise.all(compiled.heatmaps.map(({ sql }) => run(sql))),
  ]).catch((error: unknown) => {
    // Nobody waits any more for those beside the one that failed.
    failed.abort();
    throw error;
  });
  const elapsedMs = performance.now() - startedMs;
  const texts = [table, other, series?.answer, ...heatmaps].filter((each) => each !== undefined);
  return {
    sql: compiled.sql,
    columns: table.columns,
    rows: table.rows,
    other: other?.rows[0] ?? null,
    series: series === undefined ? null : { ...seriesOf(compiled, series.answer, table), sql: series.sql },
    heatmaps: compiled.heatmaps.map((heatmap, index) => ({
      ...heatmapAnswer(heatmaps[index].rows, heatmap),
      sql: heatmap.sql,
    })),
    stats: {
      ...totalStats(
        texts.map(({ stats }) => stats),
        table.rows.length,
        compiled.notes,
      ),
      // Of texts side by side: what their sum is nobody has waited.
      elapsedMs,
    },
  };
}

interface TableAnswer {
  readonly table: AnswerRows;
  readonly other: AnswerRows | undefined;
  readonly series: { readonly sql: string; readonly answer: AnswerRows } | undefined;
}

/** Groups come first: which of them the table shows is what the other row and the series depend on. */
async function tableAnswer(
  compiled: CompiledQuery,
  query: StructuredQuery,
  run: (sql: string) => Promise<AnswerRows>,
): Promise<TableAnswer> {
  const table = run(compiled.sql);
  const hasOthers = compiled.otherSql !== undefined && mayHaveOthers(compiled, query, await table);
  const seriesSql = hasOthers ? compiled.series?.sql : compiled.series?.ofAllSql;
  const parts = [
    table,
    hasOthers ? run(compiled.otherSql!) : undefined,
    seriesSql === undefined ? undefined : run(seriesSql),
  ] as const;
  const [shown, other, answer] = await Promise.all(parts);
  return { table: shown, other, series: answer && { sql: seriesSql!, answer } };
}

/** A table that is not full and was not thinned out by HAVING shows every group. */
function mayHaveOthers({ limit }: CompiledQuery, query: StructuredQuery, table: AnswerRows): boolean {
  return table.rows.length >= limit || (query.havings ?? []).length > 0;
}

function seriesOf(
  { series, breakdowns, calculations }: CompiledQuery,
  { rows }: AnswerRows,
  table: AnswerRows,
): SeriesAnswer {
  return seriesAnswer(rows, series!.buckets, breakdowns, calculations, table.rows);
}
