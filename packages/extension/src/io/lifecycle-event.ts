// What the platform answers to `next`, read with care: what is missing or of another type gets a value that is safe to work with.
import type { InvokeEvent, ShutdownEvent } from '../core/extension-input.ts';

/** Lambda's own default, and what an extension has after SHUTDOWN. */
const DEFAULT_TIMEOUT_MS = 3_000;
const SHUTDOWN_MS = 2_000;

/** `undefined` for what is neither INVOKE nor SHUTDOWN. */
export function lifecycleEvent(value: unknown, nowMs: number): InvokeEvent | ShutdownEvent | undefined {
  const event = (value ?? {}) as { readonly [name: string]: unknown };
  const deadlineMs = (leftMs: number) =>
    Number.isFinite(event.deadlineMs) ? Number(event.deadlineMs) : nowMs + leftMs;
  if (event.eventType === 'SHUTDOWN') {
    // A reason that is not known is to be flushed for like a failure.
    const shutdownReason = textOf(event.shutdownReason) ?? 'failure';
    return { eventType: 'SHUTDOWN', shutdownReason, deadlineMs: deadlineMs(SHUTDOWN_MS) };
  }
  if (event.eventType !== 'INVOKE') return undefined;
  const tracing = (event.tracing ?? {}) as { readonly type?: unknown; readonly value?: unknown };
  const header = textOf(tracing.value);
  return {
    eventType: 'INVOKE',
    deadlineMs: deadlineMs(DEFAULT_TIMEOUT_MS),
    requestId: textOf(event.requestId) ?? '',
    invokedFunctionArn: textOf(event.invokedFunctionArn),
    tracing: header === undefined ? undefined : { type: textOf(tracing.type) ?? '', value: header },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
