// The shape of a bench span, and who and what its parts are drawn from.
import type { SeededRandom } from './seeded-random.ts';

export type BenchAttribute = readonly [key: string, value: string | number | boolean];

export interface BenchEvent {
  /** Milliseconds since 1970, with a fraction. */
  readonly t: number;
  readonly name: string;
  readonly attrs: readonly BenchAttribute[];
}

/** Short field names and their order are part of the published digests: do not change them. */
export interface BenchSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly kind: number;
  readonly service: string;
  readonly startNs: bigint;
  readonly durNs: number;
  readonly status: number;
  readonly statusMsg: string;
  readonly attrs: readonly BenchAttribute[];
  readonly resource: readonly BenchAttribute[];
  readonly events: readonly BenchEvent[];
}

/** Who asks: the same for every span of a trace. */
export interface Requester {
  readonly user: number;
  readonly tenant: number;
  readonly plan: string;
  readonly region: string;
  readonly session: string;
  readonly address: string;
  readonly userAgent: string;
}

/** One invocation of a function; its children need these values. */
export interface Invocation {
  readonly traceId: string;
  readonly serviceIndex: number;
  readonly service: string;
  readonly requestId: string;
  readonly id: number;
  readonly failed: boolean;
  readonly rootId: string;
  readonly durationMs: number;
  readonly children: number;
  readonly resource: readonly BenchAttribute[];
}

export function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** `digits` is a multiple of eight. */
export function randomHex(random: SeededRandom, digits: number): string {
  let text = '';
  for (let i = 0; i < digits; i += 8) text += hex8(random.uint32());
  return text;
}
