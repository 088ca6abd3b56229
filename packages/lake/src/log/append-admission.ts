// Whether the log takes one more body now. Pure.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import type { WriterLimits } from './writer-limits.ts';

export interface LogLoad {
  readonly unlandedBytes: number;
  readonly waitingSegments: number;
  /** Their memory. */
  readonly waitingBytes: number;
  /** How much those segments are to write: see weightOf. */
  readonly waitingWeight: number;
}

/** `body_too_large` or `too_busy` as the error to throw; `null` when the body is welcome. */
export function refusalOf(sizeBytes: number, load: LogLoad, limits: WriterLimits): TracelakeError | null {
  if (sizeBytes > limits.bodyBytes) {
    return new TracelakeError('body_too_large', `The body has ${sizeBytes} bytes; ${limits.bodyBytes} are the most.`, {
      details: { sizeBytes, limitBytes: limits.bodyBytes },
    });
  }
  if (load.unlandedBytes > limits.unlandedLogBytes) {
    return new TracelakeError(
      'too_busy',
      `${load.unlandedBytes} bytes of the log have not landed; ${limits.unlandedLogBytes} are the most.`,
      { details: { ...load, limitBytes: limits.unlandedLogBytes }, retryAfterSeconds: 5 },
    );
  }
  if (load.waitingBytes > limits.waitingBytes) {
    return new TracelakeError(
      'too_busy',
      `Segments of ${load.waitingBytes} bytes wait to be written; ${limits.waitingBytes} are the most.`,
      { details: { ...load, limitBytes: limits.waitingBytes }, retryAfterSeconds: 1 },
    );
  }
  if (load.waitingWeight > limits.waitingWeight) {
    return new TracelakeError(
      'too_busy',
      `Spans of ${load.waitingWeight} units of 64 values wait to be written; ${limits.waitingWeight} are the most.`,
      { details: { ...load, limitWeight: limits.waitingWeight }, retryAfterSeconds: 1 },
    );
  }
  return null;
}

const DISK_TROUBLES: ReadonlySet<string> = new Set(['disk_full', 'storage_unavailable']);

/** Refusals that are the disk's doing, not the sender's. */
export function isDiskTrouble({ code }: TracelakeError): boolean {
  return DISK_TROUBLES.has(code);
}

/** A log that is full because the disk keeps it from landing: the sender is told that, and not that too much arrives. */
export function withRollTrouble(refusal: unknown, roll: TracelakeError | null): unknown {
  if (roll === null || !isTracelakeError(refusal) || refusal.code !== 'too_busy') return refusal;
  // To a sender, a disk that is read-only is one that fails: it may be writable again.
  const code = roll.code === 'folder_read_only' ? 'storage_unavailable' : roll.code;
  if (!DISK_TROUBLES.has(code)) return refusal;
  const { message, details, retryAfterSeconds } = refusal;
  return new TracelakeError(code, `${message} ${roll.message}`, { details, hint: roll.hint, retryAfterSeconds });
}
