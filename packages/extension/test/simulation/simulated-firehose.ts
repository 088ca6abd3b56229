// Firehose at the end of a network, with everything that issue and experience know of: each call's fate is drawn when it is made.
import type { SeededRandom } from '@tracelake/testkit';
import type { CallOutcome } from '../../src/core/call-outcome.ts';
import type { FirehoseRecord, QueuedDocument } from '../../src/core/document-packing.ts';

/** Weather of the stream: all calls pass, most pass, many fail, or all fail in one way. */
export type Weather = 'calm' | 'fair' | 'foul' | 'no-route' | 'gone' | 'denied' | 'throttled' | 'hanging';

export interface SimulatedCall {
  readonly outcome: CallOutcome;
  readonly delayMs: number;
  /** What Firehose took, whether or not it could say so. */
  readonly accepted: readonly QueuedDocument[];
}

const FAULTS = [
  'unavailable',
  'partial',
  'internal',
  'html',
  'reset-before',
  'reset-after',
  'truncated',
  'hang',
  'hang-accepting',
  'slow',
  'kept-socket',
] as const;
type Fault = (typeof FAULTS)[number];

const FAULT_SHARE: Readonly<Record<'calm' | 'fair' | 'foul', number>> = { calm: 0, fair: 0.01, foul: 0.5 };

export class SimulatedFirehose {
  weather: Weather = 'calm';
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  call(records: readonly FirehoseRecord[], timeoutMs: number, isFreshSocket: boolean): SimulatedCall {
    const call = this.#fate(records, timeoutMs, isFreshSocket);
    if (call.delayMs <= timeoutMs) return call;
    // The client has given up by then; what Firehose took it keeps.
    const outcome = { kind: 'unanswered', message: 'too late', isKeptSocket: false, isTimeout: true } as const;
    return { outcome, delayMs: timeoutMs, accepted: call.accepted };
  }

  #fate(records: readonly FirehoseRecord[], timeoutMs: number, isFreshSocket: boolean): SimulatedCall {
    const latencyMs = 5 + this.#random.below(40);
    const all = records.flat();
    switch (this.weather) {
      case 'no-route':
        return refusing(
          { kind: 'unreachable', message: 'connect timed out', isTimeout: true },
          Math.min(100, timeoutMs),
        );
      case 'gone':
        return refusing(
          { kind: 'refused', status: 400, code: 'ResourceNotFoundException', message: 'gone' },
          latencyMs,
        );
      case 'denied':
        return refusing({ kind: 'refused', status: 400, code: 'AccessDeniedException', message: 'no' }, latencyMs);
      case 'throttled':
        return refusing(
          { kind: 'refused', status: 503, code: 'ServiceUnavailableException', message: 'Slow down.' },
          latencyMs,
        );
      case 'hanging':
        return this.#faulty('hang', records, latencyMs, timeoutMs);
      default: {
        if (this.#random.fraction() < FAULT_SHARE[this.weather]) {
          const fault = FAULTS[this.#random.below(FAULTS.length)];
          if (fault !== 'kept-socket' || !isFreshSocket) return this.#faulty(fault, records, latencyMs, timeoutMs);
        }
        return { outcome: answered(records, []), delayMs: latencyMs, accepted: all };
      }
    }
  }

  #faulty(fault: Fault, records: readonly FirehoseRecord[], latencyMs: number, timeoutMs: number): SimulatedCall {
    const all = records.flat();
    const unanswered = (isKeptSocket = false, isTimeout = false): CallOutcome => {
      return { kind: 'unanswered', message: fault, isKeptSocket, isTimeout };
    };
    switch (fault) {
      case 'unavailable':
        return refusing(
          { kind: 'refused', status: 503, code: 'ServiceUnavailableException', message: 'Slow down.' },
          latencyMs,
        );
      case 'internal':
        return refusing({ kind: 'refused', status: 500, code: 'InternalFailure', message: '' }, latencyMs);
      case 'html':
        return refusing({ kind: 'refused', status: 502, code: '', message: '' }, latencyMs);
      case 'partial': {
        const failed = records.flatMap((_, i) => (this.#random.below(2) === 0 ? [i] : []));
        const accepted = records.filter((_, i) => !failed.includes(i)).flat();
        return { outcome: answered(records, failed), delayMs: latencyMs, accepted };
      }
      case 'reset-before':
        return { outcome: unanswered(), delayMs: latencyMs, accepted: [] };
      case 'kept-socket':
        return { outcome: unanswered(true), delayMs: 0, accepted: [] };
      case 'reset-after':
      case 'truncated':
        return { outcome: unanswered(), delayMs: latencyMs, accepted: all };
      case 'hang':
        return { outcome: unanswered(false, true), delayMs: timeoutMs, accepted: [] };
      case 'hang-accepting':
        return { outcome: unanswered(false, true), delayMs: timeoutMs, accepted: all };
      case 'slow': {
        const delayMs = this.#random.below(2_000);
        const isInTime = delayMs < timeoutMs;
        return {
          outcome: isInTime ? answered(records, []) : unanswered(false, true),
          delayMs: Math.min(delayMs, timeoutMs),
          accepted: all,
        };
      }
    }
  }
}

function answered(records: readonly FirehoseRecord[], failed: readonly number[]): CallOutcome {
  return {
    kind: 'answered',
    errors: records.map((_, i) => (failed.includes(i) ? 'ServiceUnavailableException' : null)),
  };
}

function refusing(outcome: CallOutcome, delayMs: number): SimulatedCall {
  return { outcome, delayMs, accepted: [] };
}
