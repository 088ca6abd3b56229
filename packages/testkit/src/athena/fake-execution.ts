// One execution of the fake: from QUEUED to its end, over a real Trino, with Athena's words for what went wrong.
import type { AthenaFailure } from './athena-faults.ts';
import type { TrinoFailure, TrinoRun } from './trino-run.ts';

export type FakeState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface FakeExecutionOptions {
  readonly id: string;
  readonly sql: string;
  readonly workgroup: string;
  readonly database: string;
  /** It is ended when it has scanned more. */
  readonly cutoffBytes: number;
  readonly queuedMs: number;
  readonly failure: AthenaFailure | undefined;
  readonly nowMs: () => number;
}

/** Codes of Athena's error reference, where Trino's name has one of its own. */
const ERROR_TYPES: Readonly<Record<string, number>> = {
  SYNTAX_ERROR: 1006,
  TABLE_NOT_FOUND: 1110,
  DIVISION_BY_ZERO: 1001,
  INVALID_CAST_ARGUMENT: 1001,
  NOT_SUPPORTED: 1200,
};
const MIN_BILLED_BYTES = 10_000_000;

export class FakeExecution {
  readonly options: FakeExecutionOptions;
  readonly submittedAtMs: number;
  state: FakeState = 'QUEUED';
  reason = '';
  error: { ErrorCategory: number; ErrorType: number; Retryable: boolean; ErrorMessage: string } | undefined;
  endedAtMs: number | undefined;
  /** The one whose result it gives again. */
  reused: FakeExecution | undefined;
  readonly #run: TrinoRun | undefined;

  constructor(options: FakeExecutionOptions, run: TrinoRun | undefined) {
    this.options = options;
    this.submittedAtMs = options.nowMs();
    this.#run = run;
  }

  get hasEnded(): boolean {
    return this.state !== 'QUEUED' && this.state !== 'RUNNING';
  }

  get bytesScanned(): number {
    return this.reused === undefined ? (this.#run?.bytesRead ?? 0) : 0;
  }

  /** Whole megabytes, ten at least; failed ones and reused results are free. */
  get billedBytes(): number {
    if (this.state === 'FAILED' || this.reused !== undefined) return 0;
    return Math.max(MIN_BILLED_BYTES, Math.ceil(this.bytesScanned / 1e6) * 1e6);
  }

  get result(): TrinoRun {
    return this.reused?.result ?? this.#run!;
  }

  async follow(): Promise<void> {
    const { queuedMs, cutoffBytes, failure } = this.options;
    if (queuedMs > 0) await new Promise((resolve) => setTimeout(resolve, queuedMs));
    if (this.hasEnded) return;
    this.state = 'RUNNING';
    await this.result.finish(cutoffBytes);
    if (this.hasEnded) return;
    if (this.bytesScanned > cutoffBytes) this.#end('CANCELLED', 'Bytes scanned limit was exceeded');
    else if (failure !== undefined) this.#fail(failure.reason, failure.category, failure.type);
    else if (this.result.failure !== undefined) this.#failed(this.result.failure);
    else this.#end('SUCCEEDED', '');
  }

  /** The result of an earlier one, at once. */
  reuse(earlier: FakeExecution): void {
    this.reused = earlier;
    this.#end('SUCCEEDED', '');
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.#end('CANCELLED', 'Query cancelled by user');
    await this.#run?.cancel();
  }

  #failed({ errorName, errorType, message }: TrinoFailure): void {
    const { database, id } = this.options;
    const isUsers = errorType === 'USER_ERROR';
    const help = ` This query ran against the "${database}" database, unless qualified by the query. Please post the error message on our forum  or contact customer support  with Query Id: ${id}`;
    const type = ERROR_TYPES[errorName] ?? (isUsers ? 1000 : 100);
    this.#fail(`${errorName}: ${message}.${help}`, isUsers ? 2 : 1, type);
  }

  #fail(reason: string, category: number, type: number): void {
    this.error = { ErrorCategory: category, ErrorType: type, Retryable: false, ErrorMessage: reason };
    this.#end('FAILED', reason);
  }

  #end(state: FakeState, reason: string): void {
    this.state = state;
    this.reason = reason;
    this.endedAtMs = this.options.nowMs();
  }
}
