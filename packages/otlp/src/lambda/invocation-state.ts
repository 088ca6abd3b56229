// What the next process of an environment is told by the one before it: invocations that a report may still speak of, and an init that failed.
import type { EnvironmentInit } from './environment-init.ts';
import { type Invocation, newInvocation, type SentEvent } from './invocation.ts';
import { membersOf } from './platform-event.ts';

export interface InvocationState {
  readonly invocations: readonly Invocation[];
  readonly init: EnvironmentInit;
}

/** Of an invocation what its ids and its event come from, and what was sent. */
const SAVED = ['requestId', 'startMs', 'hasStart', 'hasInvoke', 'isFirst', 'invokedArn', 'header', 'incoming'] as const;
const SAVED_LATER = ['segmentId', 'done', 'sent', 'laterInvokes', 'isLeftOut'] as const;

export function writeInvocationState({ invocations, init }: InvocationState): string {
  const saved = invocations.map((one) =>
    Object.fromEntries([...SAVED, ...SAVED_LATER].map((name) => [name, one[name]] as const)),
  );
  return JSON.stringify({ invocations: saved, init });
}

/** Nothing where the text is of another version, or broken. */
export function readInvocationState(text: string): { invocations: Invocation[]; init: EnvironmentInit } {
  try {
    const { invocations, init } = membersOf(JSON.parse(text));
    const read = Array.isArray(invocations) ? invocations.map(membersOf).flatMap(restored) : [];
    return { invocations: read, init: { ...membersOf(init) } };
  } catch {
    return { invocations: [], init: {} };
  }
}

/** What ran when the process before ended was cut short, unless the platform says otherwise; what another had followed by then was not. */
function restored(saved: Readonly<Record<string, unknown>>): Invocation[] {
  const { requestId, startMs, isFirst, sent } = saved;
  if (typeof requestId !== 'string' || typeof startMs !== 'number') return [];
  const invocation = newInvocation(requestId, startMs, isFirst === true);
  for (const name of [...SAVED, ...SAVED_LATER]) Object.assign(invocation, { [name]: saved[name] });
  if (membersOf(membersOf(sent as SentEvent).values) === undefined) invocation.sent = undefined;
  const followed = typeof saved.laterInvokes === 'number' ? saved.laterInvokes : 0;
  if (invocation.sent === undefined && followed === 0) invocation.endedBy = 'failure';
  // The restart came after it, as an INVOKE does.
  invocation.laterInvokes = followed + 1;
  return [invocation];
}
