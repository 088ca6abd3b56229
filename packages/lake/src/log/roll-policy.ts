// What the roll does next, as a pure function: tails first, because freshness waits for them; then what is due to land. A landing
// file that is full and whose logs all have their tails goes before further tails: the worker has its rows encoded already, so that
// it costs little more than its sync. So does one that is long overdue, whatever it costs: else a worker that is only just fast
// enough for tails would never land, and the log would grow to its cap.

/** A log file that is closed and whose every record is on disk. */
export interface RollableLog {
  readonly sequence: number;
  /** Arrival of its first body. */
  readonly createdAtMs: number;
  readonly logBytes: number;
  /** How much its rows are to write: see weightOf. Bytes do not say: two of them can be a span. */
  readonly weight: number;
  /** Whether queries already read it. */
  readonly hasTail: boolean;
  /** From the first failure on that may be its own it lands alone: then it is known whose it is. */
  readonly failedTries: number;
}

export interface RollPolicy {
  /** Width of the windows of arrival that land as one file; one minute unless a test says otherwise. */
  readonly landEveryMs: number;
  /** Log bytes, and weight, after which a landing file is written at once: bounds what the worker keeps for it. */
  readonly landingLogBytes: number;
  readonly landingWeight: number;
}

export type RollStep =
  | { readonly kind: 'tail'; readonly sequence: number }
  | { readonly kind: 'land'; readonly sequences: readonly number[] };

export interface RollMoment {
  readonly nowMs: number;
  /** Arrival of the oldest body that is not yet in a closed log, whose window must wait for it; `null` when there is none. */
  readonly openSinceMs: number | null;
  /** Land everything, due or not: the writer stops, or has just recovered. */
  readonly force: boolean;
}

const HOUR_MS = 3_600_000;

/** Windows never cross an hour, since a landing file lies in the folder of its hour. */
export function isSameWindow(a: number, b: number, landEveryMs: number): boolean {
  return (
    Math.floor(a / landEveryMs) === Math.floor(b / landEveryMs) && Math.floor(a / HOUR_MS) === Math.floor(b / HOUR_MS)
  );
}

function mayLandTogether(a: RollableLog, b: RollableLog, { landEveryMs }: RollPolicy): boolean {
  return a.failedTries === 0 && b.failedTries === 0 && isSameWindow(a.createdAtMs, b.createdAtMs, landEveryMs);
}

/** The first logs that land together: one window, and not many more bytes than the policy's. `full` when the bytes ended it. */
function firstRun(logs: readonly RollableLog[], policy: RollPolicy): { run: RollableLog[]; full: boolean } {
  const run: RollableLog[] = [];
  let bytes = 0;
  let weight = 0;
  for (const log of logs) {
    if (run.length > 0 && !mayLandTogether(run[0]!, log, policy)) break;
    run.push(log);
    bytes += log.logBytes;
    weight += log.weight;
    if (bytes >= policy.landingLogBytes || weight >= policy.landingWeight) return { run, full: true };
  }
  return { run, full: false };
}

/** `logs`: all that have not landed, by ascending sequence. `null`: nothing to do for now. */
export function nextRollStep(logs: readonly RollableLog[], moment: RollMoment, policy: RollPolicy): RollStep | null {
  if (logs.length === 0) return null;
  const { run, full } = firstRun(logs, policy);
  const land: RollStep = { kind: 'land', sequences: run.map((log) => log.sequence) };
  const isShown = run.every((log) => log.hasTail);
  if (moment.force || (full && isShown) || isOverdue(logs, moment, policy)) return land;
  const untailed = logs.find((log) => !log.hasTail);
  if (untailed !== undefined) return { kind: 'tail', sequence: untailed.sequence };
  const started = run[0]!.createdAtMs;
  const isOpen = (timeMs: number | null) => timeMs !== null && isSameWindow(started, timeMs, policy.landEveryMs);
  const isOver = run.length < logs.length || !(isOpen(moment.nowMs) || isOpen(moment.openSinceMs));
  return isOver ? land : null;
}

/** Landing files that wait, from which on landing goes first. Twice what the waiting segments of a busy server can be. */
const OVERDUE_FILES = 3;

/** A whole window late, or several landing files behind. */
function isOverdue(logs: readonly RollableLog[], moment: RollMoment, policy: RollPolicy): boolean {
  const unlandedBytes = logs.reduce((sum, log) => sum + log.logBytes, 0);
  const unlandedWeight = logs.reduce((sum, log) => sum + log.weight, 0);
  return (
    moment.nowMs - logs[0]!.createdAtMs >= 2 * policy.landEveryMs ||
    unlandedBytes >= OVERDUE_FILES * policy.landingLogBytes ||
    unlandedWeight >= OVERDUE_FILES * policy.landingWeight
  );
}
