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
const NAMES = [...SAVED, ...SAVED_LATER];

/** The state is written five times an invocation, and most of its invocations are past: what was written of them, and of which values. */
const written = new WeakMap<Invocation, { readonly values: readonly unknown[]; readonly json: string }>();

export function writeInvocationState({ invocations, init }: InvocationState): string {
  return `{"invocations":[${invocations.map(jsonOf).join()}],"init":${JSON.stringify(init)}}`;
}

/** Values are set anew, never changed in place. */
function jsonOf(invocation: Invocation): string {
  const known = written.get(invocation);
  if (known !== undefined && NAMES.every((name, i) => invocation[name] === known.values[i])) return known.json;
  const values = NAMES.map((name) => invocation[name]);
  const json = JSON.stringify(Object.fromEntries(NAMES.map((name, i) => [name, values[i]])));
  written.set(invocation, { values, json });
  return json;
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
  for (const name of NAMES) Object.assign(invocation, { [name]: saved[name] });
  if (membersOf(membersOf(sent as SentEvent).values) === undefined) invocation.sent = undefined;
  const followed = typeof saved.laterInvokes === 'number' ? saved.laterInvokes : 0;
  if (invocation.sent === undefined && followed === 0) invocation.endedBy = 'failure';
  // The restart came after it, as an INVOKE does.
  invocation.laterInvokes = followed + 1;
  return [invocation];
}
