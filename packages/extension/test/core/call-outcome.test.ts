// What an answer of Firehose, or none, means for the records and for the next call.
import { describe, expect, test } from 'vitest';
import { type CallOutcome, type CallVerdict, verdictOf } from '../../src/core/call-outcome.ts';

function refused(status: number, code: string): CallOutcome {
  return { kind: 'refused', status, code, message: '' };
}

const unanswered = { kind: 'unanswered', message: 'reset', isKeptSocket: false, isTimeout: false } as const;

describe('a call', () => {
  test.each<[string, CallOutcome, CallVerdict]>([
    ['that took all', { kind: 'answered', errors: [null, null] }, 'delivered'],
    ['that took some', { kind: 'answered', errors: [null, 'ServiceUnavailableException'] }, 'retry'],
    ['that is throttled', refused(400, 'ThrottlingException'), 'retry'],
    ['that is throttled by status', refused(429, ''), 'retry'],
    ['to a stream at its limit', refused(503, 'ServiceUnavailableException'), 'retry'],
    ['to a proxy that fails', refused(502, ''), 'retry'],
    ['that is sent elsewhere', refused(301, ''), 'retry'],
    ['with credentials that ended', refused(400, 'ExpiredTokenException'), 'retry'],
    ['with a clock that is off', refused(403, 'RequestTimeTooSkewed'), 'retry'],
    ['to a stream that is gone', refused(400, 'ResourceNotFoundException'), 'close'],
    ['without permission', refused(400, 'AccessDeniedException'), 'close'],
    ['that is no call', refused(400, 'InvalidArgumentException'), 'invalid'],
    ['that is too large for a proxy', refused(413, ''), 'invalid'],
    ['without a route', { kind: 'unreachable', message: '', isTimeout: false }, 'close'],
    ['without an answer', unanswered, 'retry'],
    ['over a socket that died in a freeze', { ...unanswered, isKeptSocket: true }, 'again'],
  ])('%s', (_, outcome, verdict) => {
    expect(verdictOf(outcome, 0)).toBe(verdict);
  });

  test('whose connection came too late is tried again once: a processor may only have been starved', () => {
    const late = { kind: 'unreachable', message: '', isTimeout: true } as const;
    expect([verdictOf(late, 0), verdictOf(late, 1)]).toEqual(['retry', 'close']);
  });
});
