// One attempt at one invocation: what is known of it so far. Asynchronous retries keep their request id, so attempts are told apart by their start.
import type { WideRow } from '../rows/wide-row.ts';
import { derivedSpanId, derivedTraceId } from './derived-id.ts';
import type { InvocationSpans } from './invocation-spans.ts';
import type { InvocationOutcome } from './platform-event.ts';
import { parseXrayHeader, type XrayHeader } from './xray-header.ts';

/** Platform times are whole milliseconds; a span may begin a little before its invocation. */
export const START_TOLERANCE_MS = 50;

/** The values of an event that a late report may correct. */
export type MeasuredValues = Partial<
  Pick<
    WideRow,
    | 'duration_nano'
    | 'status_code'
    | 'status_message'
    | 'error_type'
    | 'aws_lambda_status'
    | 'aws_lambda_timeout'
    | 'aws_lambda_init_duration_ms'
    | 'aws_lambda_billed_duration_ms'
    | 'aws_lambda_memory_size_mb'
    | 'aws_lambda_memory_used_mb'
    | 'aws_lambda_produced_bytes'
    | 'aws_lambda_response_latency_ms'
  >
>;

/** What was sent of an invocation: enough to amend it, and to put late spans under it. */
export interface SentEvent {
  readonly traceId: string;
  readonly spanId: string;
  readonly serviceName: string;
  readonly values: MeasuredValues;
}

export interface Invocation {
  readonly requestId: string;
  /** Of `platform.start`; else when the extension heard of it. */
  startMs: number;
  hasStart: boolean;
  /** Of `platform.start`, also where that came behind the event, whose id stays. */
  toldStartMs?: number;
  hasInvoke: boolean;
  /** When INVOKE was read, by the clock of the function's spans: the platform's may be ahead. */
  invokedAtMs?: number;
  /** The first that this environment has seen. */
  readonly isFirst: boolean;
  invokedArn?: string;
  version?: string;
  /** The header that the runtime got. */
  header?: XrayHeader;
  /** The header that came in, from `platform.start`, and the span that X-Ray gave this invocation. */
  incoming?: XrayHeader;
  segmentId?: string;
  done?: InvocationOutcome;
  doneAtMs?: number;
  report?: InvocationOutcome;
  /** Why the environment ended before the invocation did, and how long that had run. */
  endedBy?: string;
  endedAfterMs?: number;
  deadlineMs?: number;
  /** INVOKEs since its own, and when the first of them came: by then it had ended, whatever was told. */
  laterInvokes: number;
  followedAtMs?: number;
  /** Its end was told before its start: one more batch may bring that. */
  isAwaitingStart?: boolean;
  /** Something came since it was sent. */
  hasNews?: boolean;
  /** Sampling dropped it: what comes late of it is not wanted either. */
  isLeftOut?: boolean;
  /** Spans from before it was heard of, which its start is to tell from those of the one before. */
  early?: WideRow[];
  /** From the first span on. */
  spans?: InvocationSpans;
  sent?: SentEvent;
}

export function newInvocation(requestId: string, startMs: number, isFirst: boolean): Invocation {
  return { requestId, startMs, isFirst, hasStart: false, hasInvoke: false, laterInvokes: 0 };
}

export function spanIdOf({ requestId, startMs }: Invocation): string {
  return derivedSpanId(`${requestId} ${startMs}`);
}

/** Where neither a header nor a span names a trace. */
export function ownTraceId({ requestId, startMs }: Invocation): string {
  return derivedTraceId(`${requestId} ${startMs}`, startMs);
}

export function noteTracing(invocation: Invocation, tracing: Readonly<Record<string, unknown>>): void {
  invocation.incoming = parseXrayHeader(tracing.value) ?? invocation.incoming;
  if (typeof tracing.spanId === 'string') invocation.segmentId = tracing.spanId.toLowerCase();
}

/** An invocation whose runtime never began it, because a second init failed or took all its time, is done after 0 ms: its report knows better. */
export function durationMsOf({ done, report, endedAfterMs }: Invocation): number | undefined {
  const ranMs = done?.durationMs === 0 && done.status !== 'success' ? undefined : done?.durationMs;
  return ranMs ?? report?.durationMs ?? endedAfterMs;
}
