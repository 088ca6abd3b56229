// The last seconds of a process: what it was told, and how long it may still listen and send.
import type { ShutdownEvent } from './extension-input.ts';

export interface Shutdown {
  readonly reason: string;
  /** The environment ends, its `/tmp` with it; after a failure both go on with another process, but on a managed instance. */
  readonly isLast: boolean;
  deadlineMs: number;
  readonly closeAtMs: number;
  /** No more rows come. */
  isClosed: boolean;
  /** The pause after failed calls was passed over. */
  hasTriedAgain: boolean;
  /** For the row about drops alone: one, and one more over a new connection. */
  dropCallsLeft: number;
}

/** The runtime's last events are on their way when SHUTDOWN comes. */
const LAST_EVENTS_MS = 60;
/** Nobody waits for the end of a managed instance, where several invocations may have ended just now: a quarter of its 2 s. */
const LAST_MANAGED_EVENTS_MS = 500;
/** Left of the shutdown for the process to end. */
const EXIT_MS = 100;

export function beginShutdown(event: ShutdownEvent, nowMs: number, isManaged: boolean): Shutdown {
  const reason = event.shutdownReason.toLowerCase();
  return {
    reason,
    isLast: isManaged || reason === 'spindown',
    deadlineMs: event.deadlineMs,
    closeAtMs: nowMs + (isManaged ? LAST_MANAGED_EVENTS_MS : LAST_EVENTS_MS),
    isClosed: false,
    hasTriedAgain: false,
    dropCallsLeft: 2,
  };
}

/** By when the last call has to end. */
export function lastCallMs({ deadlineMs }: Shutdown): number {
  return deadlineMs - EXIT_MS;
}
