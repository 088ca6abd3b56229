// What an answer of Firehose, or none, means for the records and for the next call.
import { describe, expect, test } from 'vitest';
import { type CallOutcome, type CallVerdict, verdictOf } from '../../src/core/call-outcome.ts';

function refused(status: number, code: string): CallOutcome {
  return { kind: 'refused', status, code, message: '' };
}

function offTime(message: string): CallOutcome {
  return { kind: 'refused', status: 400, code: 'InvalidSignatureException', message };
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
    ['that Firehose finds signed too early', offTime('Signature not yet current: 2 is still later than 1'), 'retry'],
    ['that Firehose finds signed too late', offTime('Signature expired: 1 is now earlier than 2'), 'retry'],
    ['with another wrong signature', offTime('The request signature we calculated does not match'), 'close'],
    ['over a connection that was kept too long', refused(408, ''), 'retry'],
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
