// Queries for engines under test, written in DuckDB's SQL: the gate and the planner are bypassed on purpose.
import type { TrinoType } from '@tracelake/query';
import { parseTypeText } from '@tracelake/query';
import type { EngineQuery, EngineResult, QueryEngine, ResultValue, RunOptions } from '../../src/query-engine.ts';

/** `types`: Trino types of the columns. */
export function engineQuery(sql: string, types: readonly string[], options: Partial<EngineQuery> = {}): EngineQuery {
  const columns = types.map((type, i) => ({ name: `c${i}`, type: parseTypeText(type) as TrinoType }));
  return { sql, columns, engineTypes: [], files: [], ...options };
}

export const OPTIONS: RunOptions = { timeoutMs: 20_000, rowLimit: 10_000 };

export async function allRows(result: EngineResult): Promise<ResultValue[][]> {
  const rows: ResultValue[][] = [];
  for await (const batch of result.batches) rows.push(...batch);
  return rows;
}

export async function ask(
  engine: QueryEngine,
  query: EngineQuery,
  options: Partial<RunOptions> = {},
): Promise<ResultValue[][]> {
  return allRows(await engine.run(query, { ...OPTIONS, ...options }));
}

/** The error's code, or `undefined` when there was none. */
export async function codeOf(run: Promise<unknown>): Promise<string | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** Keeps both cores busy for far longer than any test waits, and can be interrupted between its vectors. */
export const ENDLESS_SQL = 'SELECT count(*) FROM range(1000000000) a(x), range(1000000) b(y) WHERE (x * y) % 7 = 3';

/** One call over one row, for tens of seconds: an interrupt does not reach it. The random part keeps it out of constant folding. */
export const DEAF_SQL =
  "SELECT levenshtein(repeat('a', n), repeat('b', n))::BIGINT FROM (SELECT 150000 + (random() < 0)::INT AS n)";
