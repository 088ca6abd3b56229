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
  const run = answerRun(reads, parts, options);
  const table = await run(compiled.sql);
  const other = mayHaveOthers(compiled, query, table) ? await run(compiled.otherSql!) : undefined;
  const series = compiled.series && (await run(compiled.series.sql));
  const heatmaps = [];
  for (const heatmap of compiled.heatmaps) heatmaps.push({ heatmap, answer: await run(heatmap.sql) });
  const texts = [table, other, series, ...heatmaps.map(({ answer }) => answer)].filter((each) => each !== undefined);
  return {
    sql: compiled.sql,
    columns: table.columns,
    rows: table.rows,
    other: other?.rows[0] ?? null,
    series: series === undefined ? null : seriesOf(compiled, series, table),
    heatmaps: heatmaps.map(({ heatmap, answer }) => ({ ...heatmapAnswer(answer.rows, heatmap), sql: heatmap.sql })),
    stats: totalStats(
      texts.map(({ stats }) => stats),
      table.rows.length,
      compiled.notes,
    ),
  };
}

/** A table that is not full and was not thinned out by HAVING shows every group. */
function mayHaveOthers({ otherSql, limit }: CompiledQuery, query: StructuredQuery, table: AnswerRows): boolean {
  return otherSql !== undefined && (table.rows.length >= limit || (query.havings ?? []).length > 0);
}

function seriesOf(
  { series, breakdowns, calculations }: CompiledQuery,
  { rows }: AnswerRows,
  table: AnswerRows,
): StructuredAnswer['series'] {
  return { ...seriesAnswer(rows, series!.buckets, breakdowns, calculations, table.rows), sql: series!.sql };
}
