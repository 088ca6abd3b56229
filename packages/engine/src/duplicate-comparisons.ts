// Lets the planner learn which rows of new files are duplicates: one comparison after the other, however many queries ask.
import {
  type DuplicateComparison,
  type DuplicateQuery,
  duplicateGroups,
  duplicateRanksQuery,
  duplicateStartsQuery,
  MAX_REMEMBERED_DUPLICATES,
} from '@tracelake/query';
import type { TimedPlanner } from './timed-planner.ts';

/** A query of our own, not the user's. */
export interface OwnQuery extends DuplicateQuery {
  /** Absolute paths (or URIs) it may read. */
  readonly files: readonly string[];
  readonly rowLimit: number;
}

export interface ComparisonRun {
  /** Gives all rows, up to the limit. */
  readonly run: (query: OwnQuery) => Promise<unknown[][]>;
  /** What the engine opens for a lake path. */
  readonly locate: (path: string) => string;
}

export class DuplicateComparisons {
  private readonly planner: TimedPlanner;
  private last: Promise<void> = Promise.resolve();

  constructor(planner: TimedPlanner) {
    this.planner = planner;
  }

  /** Resolves when the planner knows; throws what the engine throws. */
  async learn(wanted: DuplicateComparison, run: ComparisonRun): Promise<void> {
    const learned = this.last.then(async () => {
      const comparison = this.planner.renewed(wanted);
      if (comparison !== undefined) this.planner.learn(comparison, await compare(comparison, run));
    });
    // One that failed is asked again by the next query.
    this.last = learned.catch(() => undefined);
    return learned;
  }
}

async function compare(comparison: DuplicateComparison, { run, locate }: ComparisonRun) {
  const files = [...comparison.fresh, ...comparison.known].map(({ path }) => locate(path));
  const limits = { files, rowLimit: MAX_REMEMBERED_DUPLICATES };
  const starts = await run({ ...duplicateStartsQuery(comparison, locate), ...limits });
  if (starts.length === 0) return [];
  if (starts.length >= MAX_REMEMBERED_DUPLICATES) return undefined;
  const values = starts.map(([start]) => String(start));
  const rows = await run({ ...duplicateRanksQuery(comparison, values, locate), ...limits });
  return rows.length >= MAX_REMEMBERED_DUPLICATES ? undefined : duplicateGroups(comparison, rows, locate);
}
