// What became of one call to Firehose, and what that means for its records and for the next call.

export type CallOutcome =
  | {
      readonly kind: 'answered';
      /** The error code of each record, in their order; `null` where it was accepted. */
      readonly errors: readonly (string | null)[];
    }
  /** An answer that accepts nothing. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  /** No connection: nothing was sent. On a starved processor a connection may only have come too late. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly isTimeout: boolean }
  /** Sent, at least in part, and no whole answer came: it may have been accepted. */
  | {
      readonly kind: 'unanswered';
      readonly message: string;
      /** The connection had been kept, and died before a byte of an answer came. */
      readonly isKeptSocket: boolean;
      /** It took all the time there was. */
      readonly isTimeout: boolean;
    };

/**
 * `retry`: soon, with back-off. `close`: not before five minutes, since it will not get well by itself.
 * `again`: at once on a new socket, since the old one died in a freeze. `invalid`: these records will never be taken.
 */
export type CallVerdict = 'delivered' | 'retry' | 'close' | 'again' | 'invalid';

/** Errors that stand for "later", whatever their HTTP status. */
const PASSING =
  /^(ServiceUnavailable|Throttling|LimitExceeded|RequestLimitExceeded|InternalFailure|InternalServer|TooManyRequests|SlowDown|RequestTimeout)/;
/** The clock or the credentials were off: signed anew the same call may pass. */
const STALE = /^(ExpiredToken|RequestExpired|RequestTimeTooSkewed)/;
/** As Firehose says of the clock: another wrong signature stays wrong. */
export const OFF_TIME = /^Signature (expired|not yet)/;
const INVALID = /^(InvalidArgument|Validation|Serialization|RequestEntityTooLarge)/;

/** `failures`: calls that failed before this one, one after the other. */
export function verdictOf(outcome: CallOutcome, failures: number): CallVerdict {
  switch (outcome.kind) {
    case 'answered':
      return outcome.errors.every((error) => error === null) ? 'delivered' : 'retry';
    case 'unreachable':
      return outcome.isTimeout && failures === 0 ? 'retry' : 'close';
    case 'unanswered':
      return outcome.isKeptSocket ? 'again' : 'retry';
    case 'refused': {
      const { status, code, message } = outcome;
      if (PASSING.test(code) || STALE.test(code) || OFF_TIME.test(message)) return 'retry';
      // 408: whoever is between gave up waiting, on a connection that was kept.
      if (status === 408 || status === 429) return 'retry';
      if (INVALID.test(code) || status === 413) return 'invalid';
      return status >= 500 || status < 400 ? 'retry' : 'close';
    }
  }
}

/** For the log: one line's worth, nothing of the request in it. */
export function describeOutcome(outcome: CallOutcome): string {
  switch (outcome.kind) {
    case 'answered':
      return `${outcome.errors.filter((error) => error !== null).length} of ${outcome.errors.length} records were not accepted`;
    case 'refused':
      return `HTTP ${outcome.status} ${outcome.code}: ${outcome.message.slice(0, 200)}`;
    case 'unreachable':
      return `no connection: ${outcome.message.slice(0, 200)}`;
    case 'unanswered':
      return `no answer: ${outcome.message.slice(0, 200)}`;
  }
}
