// What each answer of Firehose means for the next call, and that no secret gets into a log.
import { describe, expect, it, test } from 'vitest';
import { type CallOutcome, describeOutcome, verdictOf } from '../../src/core/call-outcome.ts';

function refused(status: number, code: string): CallOutcome {
  return { kind: 'refused', status, code, message: 'm' };
}

const RESET = { kind: 'unanswered', message: '', isKeptSocket: false, isTimeout: false } as const;

describe('a call', () => {
  test.each<[string, CallOutcome, string]>([
    ['all taken', { kind: 'answered', errors: [null, null] }, 'delivered'],
    ['a part taken', { kind: 'answered', errors: [null, 'ServiceUnavailableException'] }, 'retry'],
    ['throttled', refused(503, 'ServiceUnavailableException'), 'retry'],
    ['throttled with 400', refused(400, 'ThrottlingException'), 'retry'],
    ['an HTML error', refused(502, ''), 'retry'],
    ['expired credentials', refused(400, 'ExpiredTokenException'), 'retry'],
    ['no such stream', refused(400, 'ResourceNotFoundException'), 'close'],
    ['no permission', refused(400, 'AccessDeniedException'), 'close'],
    ['a wrong signature', refused(403, 'InvalidSignatureException'), 'close'],
    ['a wrong argument', refused(400, 'InvalidArgumentException'), 'invalid'],
    ['too large', refused(413, ''), 'invalid'],
    ['no connection', { kind: 'unreachable', message: '', isTimeout: false }, 'close'],
    ['a connection that came too late once', { kind: 'unreachable', message: '', isTimeout: true }, 'retry'],
    ['a reset', RESET, 'retry'],
    ['a reset of a kept connection', { ...RESET, isKeptSocket: true }, 'again'],
  ])('%s', (_, outcome, verdict) => {
    expect(verdictOf(outcome, 0)).toBe(verdict);
  });

  it('that was too late twice has no route', () => {
    expect(verdictOf({ kind: 'unreachable', message: '', isTimeout: true }, 1)).toBe('close');
  });
});

describe('the log', () => {
  it('has no word of what was signed', () => {
    const message = "The Canonical String for this request should have been 'x-amz-security-token:IQoJsecret'";
    for (const code of ['InvalidSignatureException', 'UnrecognizedClientException', 'ExpiredTokenException']) {
      expect(describeOutcome({ kind: 'refused', status: 403, code, message })).toBe(`HTTP 403 ${code}`);
    }
    expect(describeOutcome(refused(400, 'AccessDeniedException'))).toBe('HTTP 400 AccessDeniedException: m');
  });
});
