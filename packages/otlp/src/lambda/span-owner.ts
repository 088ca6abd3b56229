// Whose a span of the function is, where it does not say so itself.

import { ownText } from '../bytes/utf8.ts';
import { ownRow } from '../rows/own-row.ts';
import type { WideRow } from '../rows/wide-row.ts';
import { type Invocation, START_TOLERANCE_MS } from './invocation.ts';

export interface KnownInvocations {
  /** In the order in which they were heard of. */
  readonly all: readonly Invocation[];
  /** Those whose event is still to come. */
  readonly unsent: readonly Invocation[];
  /** By request id: past ones that only a span may still speak of. */
  readonly forgotten: ReadonlyMap<string, Invocation>;
  /** Whether several run at once. */
  readonly isConcurrent?: boolean;
  readonly hasTelemetry?: boolean;
  begin(requestId: string, startMs: number): Invocation;
}

/** Spans that wait for the start of an invocation; more are its own. */
const MOST_EARLY = 200;

/**
 * By request id, by trace, else the last invocation that had begun when the span did: where several run at once nobody can say which. There no INVOKE
 * comes, and telemetry 100 ms after what it tells: of a short invocation its own span is heard first. `null`: it waits, to be asked again.
 */
export function ownerOf(row: WideRow, known: KnownInvocations): Invocation | undefined | null {
  const { all, unsent, isConcurrent } = known;
  const id = row.faas_invocation_id;
  const startMs = Number(BigInt(row.start_time_unix_nano ?? 0) / 1_000_000n);
  // A span that comes late may be of an attempt before the last one; of that, when its INVOKE was read late, the platform has yet to say when it began.
  let named: Invocation | undefined;
  let last: Invocation | undefined;
  for (const one of all) {
    if (one.requestId !== id) continue;
    last = one;
    if (beganMs(one) <= startMs + START_TOLERANCE_MS) named = one;
  }
  if (named && last && named !== last && mayBeginEarlier(last, known)) return waiting(row, last);
  if (last) return named ?? last;
  if (isConcurrent && id !== undefined) return known.forgotten.get(id) ?? known.begin(ownText(id), startMs);
  let traced: Invocation | undefined;
  let count = 0;
  for (const one of unsent) {
    if (traceIdOf(one) !== row.trace_id) continue;
    traced = one;
    count++;
  }
  if (count === 1) return traced;
  if (isConcurrent) return undefined;
  let i = all.length - 1;
  while (i >= 0 && (beganMs(all[i]) > startMs + START_TOLERANCE_MS || isOfOneBefore(startMs, all[i], all[i - 1]))) i--;
  const next = all[i + 1];
  return next !== undefined && mayBeginEarlier(next, known) ? waiting(row, next) : all[i];
}

/**
 * Of invocations without a pause several began within the tolerance: what began before one did, and before the end of the one before, is of that. Where
 * that end lies behind the beginning of the next one, the clock was set back between them, and says nothing.
 */
function isOfOneBefore(startMs: number, one: Invocation, before: Invocation | undefined): boolean {
  if (before?.doneAtMs === undefined || before.doneAtMs > beganMs(one)) return false;
  return beganMs(one) > startMs && startMs < before.doneAtMs;
}

/** By the clock of the spans, which INVOKE was read by. */
function beganMs({ startMs, invokedAtMs = startMs }: Invocation): number {
  return Math.min(startMs, invokedAtMs);
}

/** Without processor time INVOKE is read long after its invocation began, and with it what that has sent; the platform has yet to say when. */
function mayBeginEarlier({ hasStart, sent }: Invocation, { hasTelemetry }: KnownInvocations): boolean {
  return hasTelemetry !== false && !hasStart && sent === undefined;
}

function waiting(row: WideRow, next: Invocation): Invocation | null {
  const early = (next.early ??= []);
  if (early.length === MOST_EARLY) return next;
  early.push(ownRow(row));
  return null;
}

function traceIdOf({ header, incoming }: Invocation): string | undefined {
  return (header ?? incoming)?.traceId;
}
