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
import { tableAnswer } from './table-answer.ts';

export interface StructuredAnswer {
  readonly sql: string;
  /** Breakdowns first, then calculations. */
  readonly columns: readonly ColumnHeader[];
  readonly rows: readonly (readonly ResultValue[])[];
  /** The calculations over all spans in no row shown; `null` where there are none. */
  readonly other: readonly ResultValue[] | null;
  /** About how many groups these are. */
  readonly otherGroups: number | null;
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
  const [{ table, other, series, stats }, heatmaps] = await Promise.all([
    tableAnswer(compiled, query, run, reads.shownGroups),
    Promise.all(compiled.heatmaps.map(({ sql }) => run(sql))),
  ]).catch((error: unknown) => {
    // Nobody waits any more for those beside the one that failed.
    failed.abort();
    throw error;
  });
  const elapsedMs = performance.now() - startedMs;
  return {
    sql: compiled.sql,
    columns: table.columns,
    rows: table.rows,
    // Behind the calculations stands the count of groups.
    other: other?.rows[0]?.slice(0, -1) ?? null,
    otherGroups: groupCount(other?.rows[0]?.at(-1)),
    series: series === undefined ? null : { ...seriesOf(compiled, series.rows, table.rows), sql: series.sql },
    heatmaps: compiled.heatmaps.map((heatmap, index) => ({
      ...heatmapAnswer(heatmaps[index].rows, heatmap),
      sql: heatmap.sql,
    })),
    stats: {
      ...totalStats([...stats, ...heatmaps.map((heatmap) => heatmap.stats)], table.rows.length, compiled.notes),
      // Of texts side by side: what their sum is nobody has waited.
      elapsedMs,
    },
  };
}

function groupCount(value: ResultValue | undefined): number | null {
  return value === undefined || value === null ? null : Number(value);
}

function seriesOf(
  { series, breakdowns, calculations }: CompiledQuery,
  rows: AnswerRows['rows'],
  table: AnswerRows['rows'],
): SeriesAnswer {
  return seriesAnswer(rows, series!.buckets, breakdowns, calculations, table);
}
