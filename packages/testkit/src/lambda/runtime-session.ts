// The function's runtime as the Runtime API sees it: waiting for an invocation or busy with one, and how it answered.
import type { ApiCall } from './api-server.ts';
import type { PlatformDiary } from './platform-record.ts';
import type { SandboxProcess } from './sandbox-process.ts';

export interface RuntimeAnswer {
  readonly isError: boolean;
  readonly body: string;
  readonly errorType: string | null;
  /** Of the response's bytes: the first and the last to arrive. */
  readonly firstByteUnixMs: number;
  readonly lastByteUnixMs: number;
  readonly bytes: number;
  readonly isStream: boolean;
}

export interface RuntimeInvocation {
  readonly requestId: string;
  readonly payload: string;
  readonly deadlineUnixMs: number;
  readonly functionArn: string;
  readonly traceHeader: string | null;
}

export class RuntimeSession {
  process: SandboxProcess | null = null;
  answer: RuntimeAnswer | null = null;
  /** Told by the runtime itself during init. */
  initErrorType: string | null = null;
  /** Waits in restore/next for the snapshot to be restored. */
  restoring: ApiCall | null = null;
  readyAtUnixMs = 0;
  #parked: ApiCall | null = null;
  #requestId: string | null = null;

  constructor(private readonly diary: PlatformDiary) {}

  get isReady(): boolean {
    return this.#parked !== null;
  }

  get isRunning(): boolean {
    return this.process?.isRunning === true;
  }

  park(call: ApiCall): void {
    this.#parked = call;
    this.readyAtUnixMs = this.diary.add('next', 'runtime').atUnixMs;
  }

  invoke(invocation: RuntimeInvocation): void {
    const call = this.#parked!;
    this.#parked = null;
    this.answer = null;
    this.#requestId = invocation.requestId;
    this.diary.add('event', 'runtime', { requestId: invocation.requestId });
    const trace: Record<string, string> =
      invocation.traceHeader === null ? {} : { 'Lambda-Runtime-Trace-Id': invocation.traceHeader };
    call.answer({
      status: 200,
      body: invocation.payload,
      headers: {
        'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
        'Lambda-Runtime-Deadline-Ms': String(Math.round(invocation.deadlineUnixMs)),
        'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
        ...trace,
      },
    });
  }

  /** `response` or `error` of the running invocation. */
  takeAnswer(call: ApiCall, requestId: string, isError: boolean): void {
    if (requestId !== this.#requestId || this.answer !== null) {
      const errorMessage = 'Invalid request ID';
      call.answer({ status: 400, body: { errorType: 'InvalidRequestID', errorMessage } });
      return;
    }
    this.answer = {
      isError,
      body: call.body.toString(),
      errorType: isError ? knownErrorType(call.headers['lambda-runtime-function-error-type']) : null,
      firstByteUnixMs: call.firstByteUnixMs,
      lastByteUnixMs: call.lastByteUnixMs,
      bytes: call.body.length,
      isStream: call.headers['lambda-runtime-function-response-mode'] === 'streaming',
    };
    this.diary.add('answer', 'runtime', { requestId, isError });
    call.answer({ status: 202, body: { status: 'OK' } });
  }
}

/** Lambda passes on types of two families, and calls all else unknown. */
export function knownErrorType(told: string | string[] | undefined): string {
  return typeof told === 'string' && /^(Runtime|Function)\.[A-Z][A-Za-z]+$/.test(told) ? told : 'Runtime.Unknown';
}
