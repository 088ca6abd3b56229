// What happens to the extension, each with its time, and what the extension wants done: all that its pure core knows of the world.
import type { WideRow } from '@tracelake/otlp';
import type { CallOutcome } from './call-outcome.ts';
import type { FirehoseRecord } from './document-packing.ts';
import type { DropReason } from './drop-counters.ts';
import type { SegmentContent } from './segment-reader.ts';

export interface InvokeEvent {
  readonly eventType: 'INVOKE';
  readonly deadlineMs: number;
  readonly requestId: string;
  readonly invokedFunctionArn: string | undefined;
  readonly tracing?: { readonly type: string; readonly value: string } | undefined;
}

export interface ShutdownEvent {
  readonly eventType: 'SHUTDOWN';
  readonly shutdownReason: string;
  readonly deadlineMs: number;
}

export interface FoundSegment {
  readonly name: string;
  readonly bytes: number;
}

export type ExtensionInput = {
  readonly nowMs: number;
  /** Of a body of spans, more of which follow: nothing is decided before. */
  readonly isPart?: boolean;
} & (
  | {
      /** Registered, listening, subscribed or not: `next` may be asked. */
      readonly kind: 'started';
      readonly hasTelemetry: boolean;
      /** What an earlier process of this environment left in the spool, oldest first. */
      readonly segments: readonly FoundSegment[];
      readonly invocationState: string | null;
    }
  | { readonly kind: 'invoke'; readonly event: InvokeEvent }
  | { readonly kind: 'shutdown'; readonly event: ShutdownEvent }
  | { readonly kind: 'telemetry'; readonly events: readonly unknown[] }
  | { readonly kind: 'spans'; readonly rows: Iterable<WideRow> }
  /** Something that was handed to the extension and could not be taken. */
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly count: number }
  | { readonly kind: 'called'; readonly id: number; readonly outcome: CallOutcome }
  | {
      readonly kind: 'spool-appended';
      readonly segment: string;
      readonly firstIndex: number;
      readonly isWritten: boolean;
    }
  | { readonly kind: 'spool-content'; readonly segment: string; readonly content: SegmentContent | null }
  | { readonly kind: 'woken' }
);

/** What happened, with the time still to be put to it. */
export type Happening = ExtensionInput extends infer Input
  ? Input extends unknown
    ? Omit<Input, 'nowMs'>
    : never
  : never;

export type ExtensionEffect =
  /** Ask the platform for the next event: from here on the environment may be frozen at any moment. */
  | { readonly kind: 'next' }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly records: readonly FirehoseRecord[];
      readonly timeoutMs: number;
      /** After a reset: a socket that no freeze has seen. */
      readonly isFreshSocket: boolean;
    }
  | { readonly kind: 'spool-append'; readonly segment: string; readonly firstIndex: number; readonly frame: Uint8Array }
  | { readonly kind: 'spool-read'; readonly segment: string }
  | { readonly kind: 'spool-remove'; readonly segment: string }
  | { readonly kind: 'save-state'; readonly text: string }
  /** `woken` at that time; replaces the time before, `null` takes it back. */
  | { readonly kind: 'wake'; readonly atMs: number | null }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'exit' };
