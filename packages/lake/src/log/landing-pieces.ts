// How a landing file is put together: from rows that are kept encoded, and from what has to be decoded from the log again. Pure.
import type { LogExtent } from './roll-job.ts';

export type LandingPiece =
  | { readonly kind: 'kept'; readonly log: LogExtent }
  /** Becomes one row group. */
  | { readonly kind: 'replay'; readonly logs: readonly LogExtent[] };

export interface PieceLimits {
  /** Of the logs that are decoded at once, which bounds the memory of a replay; one that is larger goes alone. */
  readonly bytes: number;
  readonly weight: number;
}

/** The logs in their order: each kept one by itself, neighbours of the others together as far as the limits go. */
export function landingPieces(
  logs: readonly LogExtent[],
  isKept: (sequence: number) => boolean,
  limits: PieceLimits,
): LandingPiece[] {
  const pieces: LandingPiece[] = [];
  let open: LogExtent[] | null = null;
  let [bytes, weight] = [0, 0];
  for (const log of logs) {
    if (isKept(log.sequence)) {
      pieces.push({ kind: 'kept', log });
      open = null;
      continue;
    }
    if (open === null || bytes + log.logBytes > limits.bytes || weight + log.weight > limits.weight) {
      open = [];
      [bytes, weight] = [0, 0];
      pieces.push({ kind: 'replay', logs: open });
    }
    open.push(log);
    bytes += log.logBytes;
    weight += log.weight;
  }
  return pieces;
}
