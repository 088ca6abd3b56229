// A running query's result as the routes see it, whatever form it leaves in.
import type { EngineResult, EngineStats, ResultValue } from '@tracelake/engine';
import { type ResultColumn, typeText } from '@tracelake/query';

export interface ResultStats {
  readonly elapsedMs: number;
  readonly rows: number;
  readonly bytesScanned: number;
  /** Files the plan reads. */
  readonly files: number;
  readonly costUsd: number;
  readonly engine: EngineStats['engine'];
  /** Rows counted that are copies of another; `null` where nobody has looked; absent where they are left out. */
  readonly possibleDuplicates?: number | null;
  /** What a user should know about how the query was run. */
  readonly notes: readonly string[];
}

export interface ColumnHeader {
  readonly name: string;
  /** Trino's type text. */
  readonly type: string;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly batches: AsyncIterable<ResultValue[][]>;
  /** Of the stats: known before the first batch. */
  readonly notes: ResultStats['notes'];
  /** Valid once `batches` has ended. */
  stats(): ResultStats;
  /** Whether rows were left out because of the limit; valid once `batches` has ended. */
  truncated(): boolean;
}

export interface PlanFacts {
  readonly files: number;
  readonly possibleDuplicates: number | null;
  readonly notes: readonly string[];
}

/** Runs the query up to its first batch, so that what fails early is an error and not a broken stream. */
export async function startResult(result: EngineResult, plan: PlanFacts): Promise<QueryResult> {
  const iterator = result.batches[Symbol.asyncIterator]();
  const first = await iterator.next();
  return {
    columns: result.columns,
    batches: resume(first, iterator),
    notes: plan.notes,
    stats: () => {
      const { elapsedMs, rows, bytesScanned, costUsd, engine } = result.stats();
      const { files, notes, possibleDuplicates } = plan;
      const surplus = possibleDuplicates === 0 ? {} : { possibleDuplicates };
      return { elapsedMs, rows, bytesScanned, files, costUsd, engine, ...surplus, notes };
    },
    truncated: () => result.stats().truncated,
  };
}

export function columnHeaders(columns: readonly ResultColumn[]): ColumnHeader[] {
  return columns.map((column) => ({ name: column.name, type: typeText(column.type) }));
}

/** Names as keys of an object: a name that comes again, or is taken, gets `_2`, `_3`, … */
export function uniqueColumnNames(
  columns: readonly { readonly name: string }[],
  alreadyTaken: readonly string[] = [],
): string[] {
  const taken = new Set(alreadyTaken);
  return columns.map(({ name }) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
}

async function* resume<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    if (first.done) return;
    yield first.value;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
