// The function's runtime as the Runtime API sees it: waiting for invocations or busy with some, and how it answered.
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
  /** Told by the runtime itself during init. */
  initErrorType: string | null = null;
  /** Waits in restore/next for the snapshot to be restored. */
  restoring: ApiCall | null = null;
  readyAtUnixMs = 0;
  /** One at a time, but for managed instances. */
  readonly #parked: ApiCall[] = [];
  /** By request id; `null` while it is awaited. */
  readonly #answers = new Map<string, RuntimeAnswer | null>();

  constructor(private readonly diary: PlatformDiary) {}

  get isReady(): boolean {
    return this.#parked.length > 0;
  }

  get isRunning(): boolean {
    return this.process?.isRunning === true;
  }

  park(call: ApiCall): void {
    this.#parked.push(call);
    this.readyAtUnixMs = this.diary.add('next', 'runtime').atUnixMs;
  }

  invoke(invocation: RuntimeInvocation): void {
    const call = this.#parked.shift()!;
    this.#answers.set(invocation.requestId, null);
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

  answerTo(requestId: string): RuntimeAnswer | null {
    return this.#answers.get(requestId) ?? null;
  }

  /** `response` or `error` of a running invocation. */
  takeAnswer(call: ApiCall, requestId: string, isError: boolean): void {
    if (this.#answers.get(requestId) !== null) {
      const errorMessage = 'Invalid request ID';
      call.answer({ status: 400, body: { errorType: 'InvalidRequestID', errorMessage } });
      return;
    }
    const errorTrailer = call.trailers['lambda-runtime-function-error-type'];
    const told = isError ? (call.headers['lambda-runtime-function-error-type'] ?? '') : errorTrailer;
    this.#answers.set(requestId, {
      isError: told !== undefined,
      body: call.body.toString(),
      errorType: told === undefined ? null : knownErrorType(told),
      firstByteUnixMs: call.firstByteUnixMs,
      lastByteUnixMs: call.lastByteUnixMs,
      bytes: call.body.length,
      isStream: call.headers['lambda-runtime-function-response-mode'] === 'streaming',
    });
    this.diary.add('answer', 'runtime', { requestId, isError: told !== undefined });
    call.answer({ status: 202, body: { status: 'OK' } });
  }
}

/** Lambda passes on types of two families, and calls all else unknown. */
export function knownErrorType(told: string | string[] | undefined): string {
  return typeof told === 'string' && /^(Runtime|Function)\.[A-Z][A-Za-z]+$/.test(told) ? told : 'Runtime.Unknown';
}
