// The seam to what makes rows of invocations: the platform's events and the function's spans go in, rows come out.
import type { InvocationEnd, RowOwner, WideRow } from '@tracelake/otlp';
import { endsRuntime } from '@tracelake/otlp/platform-events';
import type { InvokeEvent } from './extension-input.ts';

export interface InvocationRows {
  invoke(event: InvokeEvent, atUnixMs: number): void;
  telemetry(events: readonly unknown[]): void;
  /** What is whole of a row may be taken when the next one is asked for. `isPart`: of a body, more of which follows. */
  spans(rows: Iterable<WideRow>, isPart?: boolean): void;
  shutdown(reason: string, atUnixMs: number): void;
  /** Whether the end of an invocation may still be told, or of an init before all of them that ran before anybody called. */
  readonly hasOpen: boolean;
  /** What was told of the last attempt at an invocation. */
  endOf(requestId: string): InvocationEnd;
  /** Rows that are whole now. */
  take(): WideRow[];
  /** The invocation of a row that was taken: the same object for all its rows, `undefined` where nobody can say. */
  ownerOf(row: WideRow): RowOwner | undefined;
  /** What the next process of this environment has to know; `null` for nothing. */
  state(): string | null;
}

/** How many events the platform says that it could not deliver. */
export function lostEventsOf(events: readonly unknown[]): number {
  let lost = 0;
  for (const event of events) {
    const { type, record } = (event ?? {}) as { type?: unknown; record?: { droppedRecords?: unknown } };
    const count = type === 'platform.logsDropped' ? record?.droppedRecords : undefined;
    if (Number.isSafeInteger(count) && Number(count) > 0) lost += Number(count);
  }
  return lost;
}

/** What of the platform's events concerns the extension itself. */
export interface InvocationMoment {
  readonly kind: 'start' | 'runtime-done';
  readonly requestId: string;
  readonly durationMs: number | undefined;
  /** The runtime is gone: SHUTDOWN is next. */
  readonly isFatal: boolean;
}

export function momentsOf(events: readonly unknown[]): InvocationMoment[] {
  return events.flatMap((event) => {
    const { type, record } = (event ?? {}) as { type?: unknown; record?: Record<string, unknown> };
    if ((type !== 'platform.start' && type !== 'platform.runtimeDone') || typeof record?.requestId !== 'string')
      return [];
    const { durationMs } = (record.metrics ?? {}) as { durationMs?: unknown };
    return {
      kind: type === 'platform.start' ? ('start' as const) : ('runtime-done' as const),
      requestId: record.requestId,
      durationMs: typeof durationMs === 'number' && durationMs >= 0 ? durationMs : undefined,
      isFatal: endsRuntime(record),
    };
  });
}
