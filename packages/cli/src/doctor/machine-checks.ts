// Checks of the machine: Node's version and the clock. Pure: both are parameters.
import { type CheckResult, fail, ok } from './check-result.ts';

const NEEDED = [20, 19] as const;
/** Before this version was made, so a clock that says less is wrong. */
const EARLIEST_TIME = Date.UTC(2026, 0, 1);
const LATEST_TIME = Date.UTC(2100, 0, 1);

export function checkNode(version: string): CheckResult {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return ok('node', `Node ${version}`);
  return fail('node', `Node ${version} is too old`, `Install Node ${NEEDED.join('.')} or newer.`);
}

/** Spans are stored by when they arrived and asked by when they started: a wrong clock hides them. */
export function checkClock(nowMs: number): CheckResult {
  const now = new Date(nowMs).toISOString();
  if (nowMs >= EARLIEST_TIME && nowMs < LATEST_TIME) return ok('clock', `It is ${now}`);
  return fail('clock', `The clock says ${now}`, 'Set the clock of this machine; "--last 1h" means the hour before it.');
}
