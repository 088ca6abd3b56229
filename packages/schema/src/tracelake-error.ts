// The one error class. A code says what went wrong; the table gives its HTTP status, title and advice.
import { ERROR_TABLE, type ErrorCode } from './error-table.ts';

export interface TracelakeErrorOptions {
  /** Plain data for machines: the value, the limit, line and column … */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The next step, where the table's general advice can be made concrete. */
  readonly hint?: string;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

export class TracelakeError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hint: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: TracelakeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TracelakeError';
    this.code = code;
    this.details = options.details ?? {};
    this.hint = options.hint ?? ERROR_TABLE[code].hint;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return ERROR_TABLE[this.code].retryable;
  }
}

export function isTracelakeError(error: unknown): error is TracelakeError {
  return error instanceof TracelakeError;
}
