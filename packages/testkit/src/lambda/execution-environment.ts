// One life of the processes in a sandbox: from init over its invocations to the reset or shutdown that ends it.
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CLONE_FOLDER } from '../clone-folder.ts';
import type { ApiAnswer } from './api-server.ts';
import { Condition } from './condition.ts';
import { ExtensionClient, type ExtensionStart } from './extension-client.ts';
import { type LambdaPlatformOptions, PLATFORM_DEFAULTS } from './platform-options.ts';
import { nowUnixMs, type PlatformDiary } from './platform-record.ts';
import { sandboxMemoryMb } from './process-usage.ts';
import { type RuntimeAnswer, type RuntimeInvocation, RuntimeSession } from './runtime-session.ts';
import {
  extensionVariables,
  platformCredentials,
  runtimeVariables,
  type SandboxAddresses,
} from './sandbox-environment.ts';
import { SandboxProcess } from './sandbox-process.ts';
import type { TelemetryAgent } from './telemetry-agent.ts';
import { initReport, initRuntimeDone, initStart } from './telemetry-events.ts';

export const RUNTIME_PROGRAM = join(CLONE_FOLDER, 'packages/testkit/src/lambda/runtime/main.mjs');
const LOST = 'Sandbox.Failure';
const MEMORY_WATCH_MS = 25;
/** Of the two seconds at shutdown, the runtime has its part first. */
const RUNTIME_SHUTDOWN_MS = 300;

export type InitPhase = 'init' | 'invoke' | 'snap-start';

export interface InitMeasure {
  readonly phase: InitPhase;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType: string | null;
  readonly durationMs: number;
  /** From the beginning of init to the runtime's first `next`. */
  readonly runtimeReadyMs: number | null;
  readonly extensions: Readonly<Record<string, ExtensionStart>>;
}

export interface InvokeOutcome {
  /** `null`: the runtime never answered. */
  readonly answer: RuntimeAnswer | null;
  readonly isInTime: boolean;
}

export class ExecutionEnvironment {
  readonly changed = new Condition();
  readonly runtime: RuntimeSession;
  readonly extensions = new Map<string, ExtensionClient>();
  isInitDone = false;
  /** The first fatal error; the environment must be reset. */
  failure: string | null = null;
  maxMemoryMb = 0;
  #isEnding = false;
  /** From the decision to freeze until the thaw. */
  #isFreezing = false;
  #isFrozen = false;
  #memoryWatch: NodeJS.Timeout | null = null;

  constructor(
    readonly options: LambdaPlatformOptions,
    readonly addresses: SandboxAddresses,
    readonly diary: PlatformDiary,
    readonly telemetry: TelemetryAgent,
  ) {
    this.runtime = new RuntimeSession(diary);
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Gone without a word: nothing more is said about it. */
  get isLost(): boolean {
    return this.failure === LOST;
  }

  lose(): void {
    this.fail(LOST);
  }

  get isManagedInstance(): boolean {
    return this.options.initialization === 'lambda-managed-instances';
  }

  fail(errorType: string): void {
    if (this.#isEnding) return;
    this.failure ??= errorType;
    this.changed.check();
  }

  functionMetadata(withAccount: boolean): Record<string, string> {
    const { functionName, functionVersion, accountId } = { ...PLATFORM_DEFAULTS, ...this.options };
    const handler = basename(this.options.handler);
    return { functionName, functionVersion, handler, ...(withAccount ? { accountId } : {}) };
  }

  credentials(token: string | undefined): ApiAnswer {
    if (token !== this.addresses.credentialsToken) return { status: 403, body: { errorType: 'AccessDenied' } };
    const { accessKeyId, secretAccessKey, sessionToken } = platformCredentials(this.options);
    const Expiration = new Date(nowUnixMs() + 3_600_000).toISOString();
    const body = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration };
    return { status: 200, body };
  }

  async init(phase: InitPhase, limitMs: number): Promise<InitMeasure> {
    const startedAtUnixMs = nowUnixMs();
    const remainingMs = () => limitMs - (nowUnixMs() - startedAtUnixMs);
    this.#watchMemory();
    this.telemetry.initStarts();
    this.telemetry.emit('platform.initStart', initStart(this.options, phase));
    this.#startExtensions();
    const all = [...this.extensions.values()];
    await this.changed.until(() => this.failure !== null || all.every((one) => one.isRegistered), remainingMs());
    if (this.failure === null) this.#startRuntime();
    const isRuntimeReady = () => this.runtime.isReady || this.runtime.restoring !== null;
    let isInTime = await this.changed.until(() => this.failure !== null || isRuntimeReady(), remainingMs());
    const runtimeReadyMs = isRuntimeReady() ? nowUnixMs() - startedAtUnixMs : null;
    const status = () => (this.failure !== null ? 'error' : isInTime ? 'success' : 'timeout');
    this.telemetry.emit('platform.initRuntimeDone', initRuntimeDone(this.options, phase, status(), this.failure));
    isInTime &&= await this.changed.until(
      () => this.failure !== null || all.every((one) => one.isReady),
      remainingMs(),
    );
    this.#memoryRest();
    const measure: InitMeasure = {
      phase,
      status: status(),
      errorType: this.failure,
      durationMs: nowUnixMs() - startedAtUnixMs,
      runtimeReadyMs,
      extensions: Object.fromEntries(all.map((one) => [one.name, one.start])),
    };
    for (const { name, isReady, events, errorType } of all) {
      const state = isReady ? 'Ready' : 'Failed';
      this.telemetry.emit('platform.extension', {
        name,
        state,
        events: events ?? [],
        ...(errorType ? { errorType } : {}),
      });
    }
    this.telemetry.emit('platform.initReport', initReport(this.options, measure));
    this.telemetry.initEnds();
    this.isInitDone = true;
    this.diary.add('sandbox', 'platform', { init: measure });
    return measure;
  }

  /** Until the runtime is done with it, one way or another. */
  async runHandler(invocation: RuntimeInvocation, tracing: object, onAnswer: () => void): Promise<InvokeOutcome> {
    this.#watchMemory();
    const event = {
      eventType: 'INVOKE',
      deadlineMs: Math.round(invocation.deadlineUnixMs),
      requestId: invocation.requestId,
      invokedFunctionArn: invocation.functionArn,
      ...tracing,
    };
    for (const extension of this.#invoked()) extension.send(event);
    this.runtime.invoke(invocation);
    const remainingMs = () => invocation.deadlineUnixMs - nowUnixMs();
    const answerNow = () => this.runtime.answerTo(invocation.requestId);
    await this.changed.until(() => this.failure !== null || answerNow() !== null, remainingMs());
    const answer = answerNow();
    if (answer !== null) onAnswer();
    // On managed instances others of its workers are free, or busy, for themselves.
    if (this.isManagedInstance) return { answer, isInTime: answer !== null };
    const isInTime = await this.changed.until(() => this.failure !== null || this.runtime.isReady, remainingMs());
    return { answer, isInTime };
  }

  /** Until every extension has asked for the next event. */
  async awaitExtensions(deadlineUnixMs: number): Promise<boolean> {
    const isDone = () => this.failure !== null || this.#invoked().every((one) => one.isReady);
    const isInTime = await this.changed.until(isDone, deadlineUnixMs - nowUnixMs());
    this.#memoryRest();
    return isInTime;
  }

  async restore(limitMs: number): Promise<boolean> {
    this.runtime.restoring?.answer({ status: 200, body: '' });
    this.runtime.restoring = null;
    return this.changed.until(() => this.failure !== null || this.runtime.isReady, limitMs);
  }

  async freeze(): Promise<void> {
    if (this.#isFreezing || this.#isEnding) return;
    this.#isFreezing = true;
    await this.telemetry.freeze();
    const all = this.#processes();
    if (this.#isFreezing) await Promise.all(all.map((one) => one.freeze()));
    if (!this.#isFreezing) {
      // Thawed before it was quite frozen.
      for (const one of all) one.thaw();
      return;
    }
    this.#isFrozen = true;
    this.diary.add('freeze', 'platform');
    this.changed.check();
  }

  thaw(): void {
    if (!this.#isFreezing) return;
    this.#isFreezing = false;
    for (const one of this.#processes()) one.thaw();
    if (this.#isFrozen) this.diary.add('thaw', 'platform');
    this.#isFrozen = false;
    this.telemetry.thaw();
  }

  /** SHUTDOWN, then SIGKILL for who is still there. */
  async end(reason: string): Promise<void> {
    this.#isEnding = true;
    this.thaw();
    this.#memoryRest();
    const startedAtUnixMs = nowUnixMs();
    await this.#endRuntime(reason);
    this.telemetry.release('shutdown');
    const limitMs = this.options.shutdownTimeoutMs ?? PLATFORM_DEFAULTS.shutdownTimeoutMs;
    const shutdownReason = this.options.shutdownReasonCase === 'upper' ? reason.toUpperCase() : reason;
    const deadlineMs = Math.round(startedAtUnixMs + limitMs);
    for (const extension of this.extensions.values()) {
      if (extension.events?.includes('SHUTDOWN')) extension.send({ eventType: 'SHUTDOWN', shutdownReason, deadlineMs });
      else extension.process?.kill();
    }
    const all = [...this.extensions.values()];
    await this.changed.until(() => !all.some((one) => one.isRunning), startedAtUnixMs + limitMs - nowUnixMs());
    const killed = all.filter((one) => one.isRunning).map(({ name }) => name);
    await this.kill();
    this.diary.add('sandbox', 'platform', { ended: reason, killed, durationMs: nowUnixMs() - startedAtUnixMs });
  }

  /** No SHUTDOWN, no last word. */
  async kill(): Promise<void> {
    this.#isEnding = true;
    this.#memoryRest();
    const all = this.#processes();
    for (const one of all) one.kill();
    await this.changed.until(() => !all.some((one) => one.isRunning));
  }

  #processes(): SandboxProcess[] {
    const all = [this.runtime.process, ...[...this.extensions.values()].map(({ process }) => process)];
    return all.filter((one): one is SandboxProcess => one !== null);
  }

  #invoked(): ExtensionClient[] {
    return [...this.extensions.values()].filter(({ events }) => events?.includes('INVOKE'));
  }

  #startExtensions(): void {
    const environment = extensionVariables(this.options, this.addresses);
    for (const path of (this.options.layers ?? []).flatMap(extensionFiles)) {
      const name = basename(path);
      const extension = new ExtensionClient(name, this.diary);
      this.extensions.set(name, extension);
      extension.process = this.#spawn(name, 'extension', { command: path, environment }, () =>
        this.fail('Extension.Crash'),
      );
    }
  }

  #startRuntime(): void {
    const environment = runtimeVariables(this.options, this.addresses);
    const [command, ...args] = this.options.bootstrap ?? [this.addresses.nodeBinary, RUNTIME_PROGRAM];
    const started = { command, args, environment };
    this.runtime.process = this.#spawn('runtime', 'function', started, () =>
      this.fail(this.runtime.initErrorType ?? 'Runtime.ExitError'),
    );
  }

  #spawn(
    name: string,
    logType: 'function' | 'extension',
    started: { command: string; args?: string[]; environment: Record<string, string> },
    onExit: () => void,
  ): SandboxProcess {
    const spawned = new SandboxProcess({
      ...started,
      folder: this.addresses.tmpFolder,
      onLine: (line) => {
        this.diary.add('log', name, line);
        this.telemetry.emit(logType, this.#logRecord(line));
      },
      onExit: (reason) => {
        this.diary.add('exit', name, reason);
        onExit();
        this.changed.check();
      },
    });
    this.diary.add('spawn', name, { pid: spawned.pid });
    return spawned;
  }

  #logRecord(line: string): unknown {
    if (this.options.logFormat !== 'JSON') return `${line}\n`;
    try {
      return JSON.parse(line);
    } catch {
      return `${line}\n`;
    }
  }

  async #endRuntime(reason: string): Promise<void> {
    const { process } = this.runtime;
    if (process === null || !process.isRunning) return;
    if (reason !== 'spindown' || this.extensions.size === 0) process.kill();
    else process.terminate();
    await this.changed.until(() => !process.isRunning, RUNTIME_SHUTDOWN_MS);
    process.kill();
  }

  #watchMemory(): void {
    this.#memoryWatch ??= setInterval(() => this.#lookAtMemory(), MEMORY_WATCH_MS);
  }

  #memoryRest(): void {
    if (this.#memoryWatch === null) return;
    clearInterval(this.#memoryWatch);
    this.#memoryWatch = null;
    this.#lookAtMemory();
  }

  #lookAtMemory(): void {
    const usedMb = sandboxMemoryMb(this.#processes().map(({ pid }) => pid));
    const limitMb = this.options.memorySizeMb ?? PLATFORM_DEFAULTS.memorySizeMb;
    const isLimited = this.options.isMemoryLimited ?? true;
    this.maxMemoryMb = Math.max(this.maxMemoryMb, isLimited ? Math.min(usedMb, limitMb) : usedMb);
    if (!isLimited || usedMb <= limitMb || !this.runtime.isRunning) return;
    this.diary.add('kill', 'runtime', { usedMb });
    this.runtime.process!.kill();
    this.fail('Runtime.OutOfMemory');
  }
}

function extensionFiles(layer: string): string[] {
  const folder = join(layer, 'extensions');
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
