// What a starting writer finds and what it makes of it, as a pure function: which log files have landed, which have to.
import { type CurrentDocument, firstCurrent, withLanding } from '../current-document.ts';
import type { LandingRange } from '../lake-paths.ts';

export interface FoundInFolder {
  /** `null`: there was none, or it was unreadable and set aside. */
  readonly current: CurrentDocument | null;
  readonly logs: readonly number[];
  /** Ranges in the names of landing files, of any lake. */
  readonly landed: readonly LandingRange[];
  /** Of tails, live or not: their numbers are taken. */
  readonly tails: readonly number[];
}

export interface RecoveryPlan {
  /** To be published before anything else is written. */
  readonly current: CurrentDocument;
  /** Log files whose rows are in landing: to be deleted once `current` is on disk. */
  readonly landedLogs: readonly number[];
  /** Log files whose rows have to land, ascending. */
  readonly openLogs: readonly number[];
  /** Greater than every sequence that was ever given a name. */
  readonly nextSequence: number;
}

/**
 * A log file has landed if the published document says so, or if a landing file's name covers it: the name appears only
 * when the file is whole and on disk. The second kind is what a kill between the two renames leaves behind.
 */
export function planRecovery(found: FoundInFolder, table: string, lakeId: string): RecoveryPlan {
  const before = found.current ?? firstCurrent(table, lakeId);
  const mine = found.landed.filter((range) => range.lakeId === lakeId);
  const hasLanded = (sequence: number) =>
    sequence <= before.landedThrough ||
    mine.some((range) => range.firstSequence <= sequence && sequence <= range.lastSequence);
  const logs = [...found.logs].sort((a, b) => a - b);
  const landedThrough = greatest(
    before.landedThrough,
    mine.map((range) => range.lastSequence),
  );
  const taken = [...logs, ...found.tails, ...before.tails.map((tail) => tail.sequence)];
  return {
    current: withLanding({ ...before, table, lakeId }, landedThrough),
    landedLogs: logs.filter(hasLanded),
    openLogs: logs.filter((sequence) => !hasLanded(sequence)),
    nextSequence: greatest(landedThrough, taken) + 1,
  };
}

/** Math.max takes its numbers as arguments, and a month of minutes is more of them than a call may have. */
function greatest(first: number, others: readonly number[]): number {
  return others.reduce((a, b) => Math.max(a, b), first);
}
