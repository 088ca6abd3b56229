// The X-Ray header of an invocation in the forms that Lambda passes on, and what events say of it.
import { randomBytes } from 'node:crypto';
import type { TracingMode } from './platform-options.ts';
import { nowUnixMs } from './platform-record.ts';

export interface InvocationTrace {
  /** For the runtime and for extensions. */
  readonly header: string | null;
  /** `tracing` of platform.start, runtimeDone and report: there only for what is sampled. */
  readonly platformTracing: { readonly spanId: string; readonly type: string; readonly value: string } | null;
}

const TYPE = 'X-Amzn-Trace-Id';

/** The function's own segment stands between the caller's (`Parent` of `value`) and what the function does. */
export function invocationTrace(mode: TracingMode, givenHeader: string | undefined): InvocationTrace {
  const incoming = givenHeader ?? madeHeader(mode);
  if (incoming === null) return { header: null, platformTracing: null };
  const fields = new Map(incoming.split(';').map((field) => field.split('=', 2) as [string, string]));
  if (fields.get('Sampled') !== '1' || !fields.has('Parent')) return { header: incoming, platformTracing: null };
  const spanId = hex(8);
  const header = incoming.replace(/Parent=[^;]*/, `Parent=${spanId}`);
  return { header, platformTracing: { spanId, type: TYPE, value: incoming } };
}

export function extensionTracing({ header }: InvocationTrace): object {
  return header === null ? {} : { tracing: { type: TYPE, value: header } };
}

function madeHeader(mode: TracingMode): string | null {
  const epoch = Math.floor(nowUnixMs() / 1000).toString(16);
  const root = `Root=1-${epoch}-${hex(12)}`;
  if (mode === 'active') return `${root};Parent=${hex(8)};Sampled=1;Lineage=1:a87bd80c:0`;
  if (mode === 'pass-through') return `${root};Lineage=1:a87bd80c:0`;
  if (mode === 'unsampled') return `${root};Parent=${hex(8)};Sampled=0`;
  return null;
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
