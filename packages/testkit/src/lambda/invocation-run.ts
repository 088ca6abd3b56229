// One invocation from platform.start to platform.report, and what came of it.
import { randomUUID } from 'node:crypto';
import type { ExecutionEnvironment, InitMeasure, InvokeOutcome } from './execution-environment.ts';
import { type InvokeOptions, type LambdaPlatformOptions, PLATFORM_DEFAULTS } from './platform-options.ts';
import { nowUnixMs } from './platform-record.ts';
import type { RuntimeAnswer } from './runtime-session.ts';
import type { TelemetryAgent } from './telemetry-agent.ts';
import { type InvocationEnd, milliseconds, runtimeDoneSpans, span } from './telemetry-events.ts';
import { extensionTracing, type InvocationTrace, invocationTrace } from './trace-header.ts';

export interface Invocation {
  readonly requestId: string;
  /** As the report says it. */
  readonly status: InvocationEnd['status'];
  readonly errorType: string | null;
  /** What the caller got: the response parsed, or the error's document; `null` when nobody answered. */
  readonly response: unknown;
  readonly isColdStart: boolean;
  readonly startedAtUnixMs: number;
  readonly traceHeader: string | null;
  /** From the call to the caller's answer; `null` when there was none. */
  readonly callerMs: number | null;
  /** From platform.start to the runtime's `next`. */
  readonly runtimeMs: number;
  /** From there to the last extension's `next`: what the extension adds to the bill. */
  readonly extensionOverheadMs: number;
  /** From the runtime's answer to each extension's `next`. */
  readonly answerToNextMs: Readonly<Record<string, number>>;
  readonly report: Readonly<Record<string, number>>;
}

interface RuntimeMoments {
  readonly startUnixMs: number;
  /** The runtime's `next`, or when it was given up. */
  readonly doneUnixMs: number;
}

export class InvocationRun {
  isTimeout = false;
  readonly #requestId: string;
  readonly #trace: InvocationTrace;
  readonly #deadlineUnixMs: number;

  constructor(
    private readonly options: LambdaPlatformOptions,
    private readonly telemetry: TelemetryAgent,
    private readonly payload: unknown,
    private readonly invokeOptions: InvokeOptions,
    private readonly calledAtUnixMs: number,
  ) {
    this.#requestId = invokeOptions.requestId ?? randomUUID();
    this.#trace = invocationTrace(options.tracing ?? 'active', invokeOptions.traceHeader);
    const timeoutMs = invokeOptions.timeoutMs ?? options.timeoutMs ?? PLATFORM_DEFAULTS.timeoutMs;
    this.#deadlineUnixMs = nowUnixMs() + timeoutMs;
  }

  remainingMs(): number {
    return this.#deadlineUnixMs - nowUnixMs();
  }

  /** In an environment that may have failed in its init: then nothing but the platform speaks of this invocation. */
  async in(environment: ExecutionEnvironment, init: InitMeasure | null, restoreMs: number | null): Promise<Invocation> {
    const startUnixMs = nowUnixMs();
    this.#sayStart(environment, startUnixMs);
    let callerMs: number | null = null;
    const isStarted = environment.failure === null && environment.runtime.isReady;
    const outcome: InvokeOutcome = isStarted
      ? await this.#runHandler(environment, () => (callerMs = nowUnixMs() - this.calledAtUnixMs))
      : { answer: null, isInTime: environment.failure !== null };
    const doneUnixMs = outcome.answer !== null && outcome.isInTime ? doneAt(environment, outcome.answer) : nowUnixMs();
    const moments = { startUnixMs, doneUnixMs };
    this.#sayRuntimeDone(environment, outcome, moments);

    const isAlive = isStarted && outcome.isInTime && environment.failure === null;
    const isDone = isAlive ? await environment.awaitExtensions(this.#deadlineUnixMs) : outcome.isInTime;
    this.isTimeout = !isDone && environment.failure === null;
    const endUnixMs = nowUnixMs();
    const end: InvocationEnd = this.isTimeout ? { status: 'timeout' } : this.#end(environment, outcome);
    const report = this.#reportMetrics(environment, startUnixMs, endUnixMs, init, restoreMs);
    this.#sayReport(environment, outcome, end, report, { ...moments, endUnixMs });

    const answeredAtUnixMs = outcome.answer?.lastByteUnixMs ?? endUnixMs;
    const nexts = [...environment.extensions.values()].filter(({ isReady }) => isReady && isAlive);
    return {
      requestId: this.#requestId,
      status: end.status,
      errorType: end.errorType ?? null,
      response: responseOf(outcome),
      isColdStart: init !== null,
      startedAtUnixMs: startUnixMs,
      traceHeader: this.#trace.header,
      callerMs,
      runtimeMs: doneUnixMs - startUnixMs,
      extensionOverheadMs: isAlive ? Math.max(0, endUnixMs - doneUnixMs) : 0,
      answerToNextMs: Object.fromEntries(nexts.map((one) => [one.name, one.nextAtUnixMs - answeredAtUnixMs])),
      report,
    };
  }

  #runHandler(environment: ExecutionEnvironment, onAnswer: () => void): Promise<InvokeOutcome> {
    const invocation = {
      requestId: this.#requestId,
      payload: JSON.stringify(this.payload),
      deadlineUnixMs: this.#deadlineUnixMs,
      functionArn: this.#functionArn(),
      traceHeader: this.#trace.header,
    };
    return environment.runHandler(invocation, extensionTracing(this.#trace), onAnswer);
  }

  #sayStart(environment: ExecutionEnvironment, startUnixMs: number): void {
    const { functionVersion: version = PLATFORM_DEFAULTS.functionVersion } = this.options;
    const functionArn = environment.isManagedInstance ? { functionArn: this.#functionArn() } : {};
    this.telemetry.emit('platform.start', { ...this.#identity(), version, ...functionArn }, 'soon', startUnixMs);
  }

  #sayRuntimeDone(environment: ExecutionEnvironment, outcome: InvokeOutcome, moments: RuntimeMoments): void {
    if (environment.isLost || environment.isManagedInstance) return;
    const { startUnixMs, doneUnixMs } = moments;
    const metrics = { durationMs: milliseconds(doneUnixMs - startUnixMs), producedBytes: outcome.answer?.bytes ?? 0 };
    const spans = runtimeDoneSpans(startUnixMs, doneUnixMs, outcome.answer);
    const record = { ...this.#identity(), ...this.#end(environment, outcome), metrics, spans };
    this.telemetry.emit('platform.runtimeDone', record, this.invokeOptions.runtimeDone);
  }

  /** On managed instances it has the response's spans, and of the metrics the duration only. */
  #sayReport(
    environment: ExecutionEnvironment,
    { answer }: InvokeOutcome,
    end: InvocationEnd,
    metrics: Record<string, number>,
    { startUnixMs, doneUnixMs, endUnixMs }: RuntimeMoments & { readonly endUnixMs: number },
  ): void {
    if (environment.isLost) return;
    const overhead = environment.extensions.size === 0 ? [] : [span('extensionOverhead', doneUnixMs, endUnixMs)];
    const parts = environment.isManagedInstance
      ? {
          metrics: { durationMs: metrics.durationMs },
          spans: runtimeDoneSpans(startUnixMs, doneUnixMs, answer).slice(0, 2),
        }
      : { metrics, spans: overhead };
    this.telemetry.emit('platform.report', { ...this.#identity(), ...end, ...parts }, this.invokeOptions.report);
  }

  #identity() {
    const { platformTracing } = this.#trace;
    return { requestId: this.#requestId, ...(platformTracing === null ? {} : { tracing: platformTracing }) };
  }

  #functionArn(): string {
    const { functionName, region, accountId } = { ...PLATFORM_DEFAULTS, ...this.options };
    return `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  }

  #end(environment: ExecutionEnvironment, { answer, isInTime }: InvokeOutcome): InvocationEnd {
    const { failure } = environment;
    if (failure !== null) return { status: failure.startsWith('Sandbox.') ? 'failure' : 'error', errorType: failure };
    if (!isInTime) return { status: 'timeout' };
    if (answer?.isError !== true || this.options.handlerErrorStatus === 'success') return { status: 'success' };
    return { status: 'error', errorType: answer.errorType! };
  }

  /** Duration runs until the last `next`, as the billing line's does; since August 2025 init is billed too. */
  #reportMetrics(
    environment: ExecutionEnvironment,
    startUnixMs: number,
    endUnixMs: number,
    init: InitMeasure | null,
    restoreMs: number | null,
  ): Record<string, number> {
    const durationMs = milliseconds(endUnixMs - startUnixMs);
    const isOnDemand = (this.options.initialization ?? 'on-demand') === 'on-demand';
    const billedInitMs = init !== null && isOnDemand ? init.durationMs : 0;
    return {
      durationMs,
      billedDurationMs: Math.ceil(durationMs + billedInitMs),
      memorySizeMB: this.options.memorySizeMb ?? PLATFORM_DEFAULTS.memorySizeMb,
      maxMemoryUsedMB: Math.ceil(environment.maxMemoryMb),
      ...(init === null ? {} : { initDurationMs: milliseconds(init.durationMs) }),
      ...(restoreMs === null ? {} : { restoreDurationMs: restoreMs }),
      ...this.invokeOptions.reportMetrics,
    };
  }
}

/** The runtime is done when it asks for the next; of several that run at once each when it has answered. */
function doneAt({ isManagedInstance, runtime }: ExecutionEnvironment, answer: RuntimeAnswer): number {
  return isManagedInstance ? answer.lastByteUnixMs : runtime.readyAtUnixMs;
}

function responseOf({ answer }: InvokeOutcome): unknown {
  if (answer === null) return null;
  try {
    return JSON.parse(answer.body);
  } catch {
    return answer.body;
  }
}
