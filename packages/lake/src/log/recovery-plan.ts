// What a starting writer finds and what it makes of it, as a pure function: which log files have landed, which have to.
import { type CurrentDocument, firstCurrent, withLanding } from '../current-document.ts';
import type { LandingRange } from '../lake-paths.ts';

export interface FoundInFolder {
  /** `null`: there was none, or it was unreadable and set aside. */
  readonly current: CurrentDocument | null;
  readonly logs: readonly number[];
  /** Ranges in the names of landing files, of any lake. */
  readonly landed: readonly LandingRange[];
  /** Of tails that landed in their logs' stead, of any lake. */
  readonly landedTails: readonly { readonly lakeId: string; readonly sequence: number }[];
  /** Of tails, live or not: their numbers are taken. */
  readonly tails: readonly number[];
  /** Of files of fingerprints. */
  readonly recent: readonly number[];
}

export interface RecoveryPlan {
  /** To be published before anything else is written. */
  readonly current: CurrentDocument;
  /** Log files whose rows are in landing: to be deleted once `current` is on disk. */
  readonly landedLogs: readonly number[];
  /** Those whose bodies are remembered nowhere else: an older version wrote that down behind landing. */
  readonly forgottenLogs: readonly number[];
  /** Log files in whose stead a tail has landed: to be set aside. */
  readonly replacedLogs: readonly number[];
  /** Log files whose rows have to land, ascending. */
  readonly openLogs: readonly number[];
  /** Greater than every sequence that was ever given a name. */
  readonly nextSequence: number;
}

/**
 * A log file has landed if the published document says so, or if a landing file's name covers it: the name appears only
 * when the file is whole and on disk; that the name is too, its reader sees to. The second kind is what a kill between the two renames leaves behind.
 */
export function planRecovery(found: FoundInFolder, table: string, lakeId: string): RecoveryPlan {
  const before = found.current ?? firstCurrent(table, lakeId);
  const mine = found.landed.filter((range) => range.lakeId === lakeId);
  const rangeOf = (sequence: number) =>
    mine.find((range) => range.firstSequence <= sequence && sequence <= range.lastSequence);
  const hasLanded = (sequence: number) => sequence <= before.landedThrough || rangeOf(sequence) !== undefined;
  const recent = new Set(found.recent);
  const isForgotten = (sequence: number) =>
    sequence > before.landedThrough && !recent.has(rangeOf(sequence)?.lastSequence ?? 0);
  const liveTails = new Set(before.tails.map((tail) => tail.sequence));
  const landedTails = found.landedTails.flatMap((tail) => (tail.lakeId === lakeId ? tail.sequence : []));
  // Where the document still lists the tail, it is landed once more, which tells of it.
  const replaced = new Set(landedTails.filter((sequence) => !liveTails.has(sequence) && !hasLanded(sequence)));
  const logs = [...found.logs].sort((a, b) => a - b);
  const landedThrough = greatest(
    before.landedThrough,
    mine.map((range) => range.lastSequence),
  );
  const taken = [...logs, ...found.tails, ...found.recent, ...landedTails, ...liveTails];
  const landedLogs = logs.filter(hasLanded);
  return {
    current: withLanding({ ...before, table, lakeId }, landedThrough),
    landedLogs,
    forgottenLogs: landedLogs.filter(isForgotten),
    replacedLogs: logs.filter((sequence) => replaced.has(sequence)),
    openLogs: logs.filter((sequence) => !hasLanded(sequence) && !replaced.has(sequence)),
    nextSequence: greatest(landedThrough, taken) + 1,
  };
}

/** Math.max takes its numbers as arguments, and a month of minutes is more of them than a call may have. */
function greatest(first: number, others: readonly number[]): number {
  return others.reduce((a, b) => Math.max(a, b), first);
}
