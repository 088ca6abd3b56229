// What can go wrong with a call, by script or by seed.
import type { SeededRandom } from '../seeded-random.ts';

export type FirehoseFault =
  /** 503: the stream's limits, or Firehose itself. */
  | { readonly kind: 'unavailable' }
  /** 500 with a coded body. */
  | { readonly kind: 'internal-failure' }
  /** 500 of a proxy before Firehose: HTML, no code. */
  | { readonly kind: 'html-error' }
  /** Any coded refusal: AccessDeniedException, ResourceNotFoundException, ThrottlingException … */
  | { readonly kind: 'refused'; readonly code: string; readonly status?: number }
  /** 200, but these records are not taken. */
  | { readonly kind: 'partial'; readonly failed: readonly number[]; readonly code?: PartialCode }
  /** The connection is reset before anything is taken. */
  | { readonly kind: 'reset-before' }
  /** Everything is taken, then the connection is reset: who sends again sends twice. */
  | { readonly kind: 'reset-after' }
  /** Everything is taken; the answer ends in its middle. */
  | { readonly kind: 'truncated-answer' }
  /** No answer, ever. */
  | { readonly kind: 'hang'; readonly accepts?: boolean }
  /** A late answer. */
  | { readonly kind: 'slow'; readonly delayMs: number };

export type PartialCode = 'ServiceUnavailableException' | 'InternalFailure';

export interface FaultedCall {
  /** Of all calls, from 0. */
  readonly number: number;
  readonly stream: string;
  readonly records: number;
}

/** Asked once a call; `undefined` lets it pass. */
export type FaultSource = (call: FaultedCall) => FirehoseFault | undefined;

/** One entry a call, in order; `undefined` entries pass, and so does everything behind the end. */
export function scriptedFaults(script: readonly (FirehoseFault | undefined)[]): FaultSource {
  return ({ number }) => script[number];
}

export type FaultShares = Readonly<Partial<Record<Exclude<FirehoseFault['kind'], 'refused'>, number>>>;

/** By chance: shares of all calls, 0 to 1, that sum to 1 at most. */
export function seededFaults(random: SeededRandom, shares: FaultShares, slowMs = 50): FaultSource {
  return ({ records }) => {
    let rest = random.fraction();
    for (const [kind, share] of Object.entries(shares) as [keyof FaultShares, number][]) {
      rest -= share;
      if (rest < 0) return faultOf(kind, records, random, slowMs);
    }
    return undefined;
  };
}

function faultOf(kind: keyof FaultShares, records: number, random: SeededRandom, slowMs: number): FirehoseFault {
  switch (kind) {
    case 'partial': {
      const failed = Array.from({ length: records }, (_, n) => n).filter(() => random.fraction() < 0.5);
      return { kind, failed: failed.length > 0 ? failed : [random.below(records)] };
    }
    case 'slow':
      return { kind, delayMs: random.below(slowMs) };
    case 'hang':
      return { kind, accepts: random.fraction() < 0.5 };
    default:
      return { kind };
  }
}
