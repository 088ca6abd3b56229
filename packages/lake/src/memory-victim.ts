// Which process the system ends where the memory of the machine or its container is short: a child that can be had again, not the server.
import { readFileSync, writeFileSync } from 'node:fs';

/** The highest there is. Any process may raise that of its own user's. */
const HIGHEST_SCORE = 1_000;
/** As if it had seven tenths of the memory besides its own. Above its server's, not above the machine's: what protects a pod or a service protects these. */
const ABOVE_OWN = 700;

let ownScore: number | null = null;

/**
 * Called right after the fork. Without it the process that has most goes: where two heavy queries had filled a container of 1,000 MB, the server with
 * 180 went 75 ms behind them, since the child that had just been started had 4, and theirs was not given back yet.
 */
export function memoryVictim(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    ownScore ??= Number(readFileSync('/proc/self/oom_score_adj', 'latin1'));
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(Math.min(HIGHEST_SCORE, ownScore + ABOVE_OWN)));
  } catch {
    // It has ended already, or this is no Linux: the system chooses by itself.
  }
}
