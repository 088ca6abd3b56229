// What a structured query would read and cost, before it is run: the plans of all texts that it may become.
import { athenaUsd, type SessionPlan } from '@tracelake/engine';
import { type CompiledQuery, queryProbes, type StructuredQuery } from '@tracelake/query';
import { namingFields } from './field-errors.ts';
import type { LakeReads, SqlQuery, SqlRunOptions } from './lake-reads.ts';
import { compiledQuery } from './structured-answer.ts';

export interface PlannedText {
  /** `other` is run only where not every group is shown. */
  readonly part: 'table' | 'other' | 'series' | 'heatmap';
  readonly sql: string;
  readonly files: number;
  readonly estimatedBytes: number;
  readonly engine: SessionPlan['engine'];
  readonly estimatedUsd: { readonly duckdb: number; readonly athena: number };
}

export interface StructuredPlan {
  readonly texts: readonly PlannedText[];
  readonly notes: readonly string[];
}

/** Throws what answering would throw before it reads. */
export function planStructuredQuery(
  reads: LakeReads,
  query: StructuredQuery,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<StructuredPlan> {
  return namingFields(reads, parts, queryProbes(query), async () => {
    const compiled = await compiledQuery(reads, query, parts);
    const texts: PlannedText[] = [];
    const notes = new Set(compiled.notes);
    for (const { part, sql } of textsOf(compiled)) {
      const plan = await reads.explain({ ...parts, sql }, { ...options, rowLimit: 1 });
      for (const note of [...plan.notes, ...(plan.scan?.advice ?? [])]) notes.add(note);
      texts.push({
        part,
        sql,
        files: plan.files.length,
        estimatedBytes: plan.estimatedBytes,
        engine: plan.engine,
        estimatedUsd: { duckdb: 0, athena: athenaUsd(plan.estimatedAthenaBytes) },
      });
    }
    return { texts, notes: [...notes] };
  });
}

function textsOf({ sql, otherSql, series, heatmaps }: CompiledQuery): Pick<PlannedText, 'part' | 'sql'>[] {
  return [
    { part: 'table', sql },
    ...(otherSql === undefined ? [] : [{ part: 'other' as const, sql: otherSql }]),
    ...(series === undefined ? [] : [{ part: 'series' as const, sql: series.sql }]),
    ...heatmaps.map((heatmap) => ({ part: 'heatmap' as const, sql: heatmap.sql })),
  ];
}
