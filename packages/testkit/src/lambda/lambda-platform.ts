// A fake Lambda platform on one machine: real processes for extension and function, Lambda's APIs, its freezes, failures and resets.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from './api-server.ts';
import { ExecutionEnvironment, type InitMeasure, type InitPhase } from './execution-environment.ts';
import { type Invocation, InvocationRun } from './invocation-run.ts';
import { handleCall } from './platform-api.ts';
import { type InvokeOptions, type LambdaPlatformOptions, PLATFORM_DEFAULTS } from './platform-options.ts';
import { nowUnixMs, PlatformDiary, type PlatformRecord } from './platform-record.ts';
import type { ProcessUsage } from './process-usage.ts';
import { TelemetryAgent } from './telemetry-agent.ts';
import { restoreStart, span } from './telemetry-events.ts';

export interface LambdaPlatform {
  /** host:port of the APIs. */
  readonly runtimeApi: string;
  /** The sandbox's /tmp: TMPDIR of its processes. Survives resets, not the sandbox. */
  readonly tmpFolder: string;
  readonly log: readonly PlatformRecord[];
  readonly inits: readonly InitMeasure[];
  /** Starts the processes now rather than with the first invocation. */
  init(): Promise<InitMeasure>;
  /** Settles when the environment is free again, which is later than the caller's answer. Calls queue. */
  invoke(payload?: unknown, options?: InvokeOptions): Promise<Invocation>;
  /** After the last `next`; at once where it never freezes. */
  untilFrozen(): Promise<void>;
  /** SHUTDOWN; the next invocation is a cold start in a new sandbox. */
  shutdown(reason?: string): Promise<void>;
  /** SIGKILL; /tmp stays. All extensions, if none is named. */
  killExtension(name?: string): Promise<void>;
  /** Everything is gone, without SHUTDOWN, /tmp too. */
  loseSandbox(): Promise<void>;
  /** Of a running extension, the first if none is named. */
  usage(name?: string): ProcessUsage;
  runtimeUsage(): ProcessUsage;
  close(): Promise<void>;
}

export async function startLambdaPlatform(options: LambdaPlatformOptions): Promise<LambdaPlatform> {
  const platform = new RunningPlatform(options);
  await platform.start();
  return platform;
}

class RunningPlatform implements LambdaPlatform {
  readonly tmpFolder: string;
  readonly inits: InitMeasure[] = [];
  readonly #diary = new PlatformDiary();
  readonly #telemetry: TelemetryAgent;
  #server!: ApiServer;
  #environment: ExecutionEnvironment | null = null;
  /** Its processes ended by a reset: the next init runs inside an invocation. */
  #isSandboxKept = false;
  #initOfNextReport: InitMeasure | null = null;
  #isSnapshot = false;
  #freezeTimer: NodeJS.Timeout | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LambdaPlatformOptions) {
    this.tmpFolder = options.tmpFolder ?? mkdtempSync(join(tmpdir(), 'tracelake-sandbox-'));
    this.#telemetry = new TelemetryAgent(options.telemetry ?? {}, this.#diary);
  }

  async start(): Promise<void> {
    this.#server = await startApiServer((call) => handleCall(this.#environment, call));
    if ((this.options.initialization ?? 'on-demand') !== 'on-demand') await this.init();
  }

  get runtimeApi(): string {
    return this.#server.address;
  }

  get log(): readonly PlatformRecord[] {
    return this.#diary.records;
  }

  init(): Promise<InitMeasure> {
    return this.#inTurn(async () => {
      const measure = await this.#coldStart();
      this.#isSnapshot = this.options.initialization === 'snap-start';
      this.#freezeSoon();
      return measure;
    });
  }

  invoke(payload: unknown = {}, invokeOptions: InvokeOptions = {}): Promise<Invocation> {
    const calledAtUnixMs = nowUnixMs();
    if (this.options.maxConcurrency !== undefined) return this.#invokeBeside(payload, invokeOptions, calledAtUnixMs);
    return this.#inTurn(() => this.#invoke(payload, invokeOptions, nowUnixMs()));
  }

  async untilFrozen(): Promise<void> {
    await this.#turn;
    const environment = this.#environment;
    if (environment === null || this.options.freezeAfterMs === null || environment.isManagedInstance) return;
    await environment.changed.until(() => environment.isFrozen || environment !== this.#environment);
  }

  shutdown(reason = 'spindown'): Promise<void> {
    return this.#inTurn(async () => {
      this.#keepWarm();
      await this.#environment?.end(reason);
      this.#forget(false);
    });
  }

  async killExtension(name?: string): Promise<void> {
    const all = [...(this.#environment?.extensions.values() ?? [])];
    const killed = all.filter((extension) => name === undefined || extension.name === name);
    for (const extension of killed) {
      this.#diary.add('kill', extension.name);
      extension.process?.kill();
    }
    await this.#environment?.changed.until(() => !killed.some(({ isRunning }) => isRunning));
  }

  /** What runs meanwhile fails at once; a next invocation waits until all is cleared away. */
  loseSandbox(): Promise<void> {
    this.#keepWarm();
    this.#diary.add('sandbox', 'platform', { ended: 'lost' });
    const lost = this.#environment;
    this.#environment = null;
    lost?.lose();
    return this.#inTurn(async () => {
      await lost?.kill();
      this.#forget(false);
    });
  }

  usage(name?: string): ProcessUsage {
    const all = [...(this.#environment?.extensions.values() ?? [])];
    const extension = name === undefined ? all[0] : all.find((one) => one.name === name);
    if (extension?.process == null) throw new Error(`No extension ${name ?? ''} is running.`);
    return extension.process.usage();
  }

  runtimeUsage(): ProcessUsage {
    const process = this.#environment?.runtime.process;
    if (process == null) throw new Error('No runtime is running.');
    return process.usage();
  }

  async close(): Promise<void> {
    await this.loseSandbox();
    await this.#server.close();
    if (this.options.tmpFolder === undefined) rmSync(this.tmpFolder, { recursive: true, force: true });
  }

  async #invoke(payload: unknown, invokeOptions: InvokeOptions, calledAtUnixMs: number): Promise<Invocation> {
    this.#keepWarm();
    if (this.#environment?.failure != null) await this.#reset(this.options.failureReason ?? 'failure');
    this.#telemetry.release('next-invoke');
    const restoreMs = this.#isSnapshot ? await this.#restore() : null;
    if (this.#environment === null && !this.#isSandboxKept) await this.#coldStart();
    const run = new InvocationRun(this.options, this.#telemetry, payload, invokeOptions, calledAtUnixMs);
    if (this.#environment === null) await this.#startIn('invoke', run.remainingMs());
    const environment: ExecutionEnvironment = this.#environment!;
    const invocation = await run.in(environment, this.#initOfNextReport, restoreMs);
    this.#initOfNextReport = null;
    if (environment !== this.#environment) return invocation;
    const { isTimeout } = run;
    if (isTimeout || environment.failure !== null) {
      await this.#reset(isTimeout ? 'timeout' : (this.options.failureReason ?? 'failure'));
    } else this.#freezeSoon();
    return invocation;
  }

  /** On a managed instance, which lives on whatever becomes of one invocation. */
  async #invokeBeside(payload: unknown, invokeOptions: InvokeOptions, calledAtUnixMs: number): Promise<Invocation> {
    await this.#turn;
    const environment = this.#environment;
    if (environment === null) throw new Error('The managed instance has ended.');
    const { changed, runtime } = environment;
    const isFree = () => environment.failure !== null || runtime.isReady;
    // Another may have been quicker.
    while (!isFree()) await changed.until(isFree);
    const run = new InvocationRun(this.options, this.#telemetry, payload, invokeOptions, calledAtUnixMs);
    return run.in(environment, null, null);
  }

  /** The init phase proper. One that fails is tried again inside the invocation. */
  async #coldStart(): Promise<InitMeasure> {
    const limitMs = this.options.initTimeoutMs ?? PLATFORM_DEFAULTS.initTimeoutMs;
    const phase = this.options.initialization === 'snap-start' ? 'snap-start' : 'init';
    const measure = await this.#startIn(phase, limitMs);
    if (measure.status !== 'success') await this.#reset(this.options.initFailureReason ?? 'spindown');
    return measure;
  }

  async #startIn(phase: InitPhase, limitMs: number): Promise<InitMeasure> {
    const addresses = {
      runtimeApi: this.runtimeApi,
      tmpFolder: this.tmpFolder,
      nodeBinary: this.options.nodeBinary ?? process.execPath,
      credentialsToken: randomBytes(16).toString('hex'),
    };
    this.#environment = new ExecutionEnvironment(this.options, addresses, this.#diary, this.#telemetry);
    const measure = await this.#environment.init(phase, limitMs);
    this.inits.push(measure);
    this.#initOfNextReport = phase === 'init' ? measure : null;
    this.#telemetry.release('restart');
    return measure;
  }

  async #restore(): Promise<number> {
    this.#isSnapshot = false;
    const startedAtUnixMs = nowUnixMs();
    this.#telemetry.emit('platform.restoreStart', restoreStart(this.options));
    await this.#environment!.restore(this.options.initTimeoutMs ?? PLATFORM_DEFAULTS.initTimeoutMs);
    const restored = span('restore', startedAtUnixMs, nowUnixMs());
    const metrics = { durationMs: restored.durationMs };
    this.#telemetry.emit('platform.restoreRuntimeDone', { status: 'success', spans: [] });
    this.#telemetry.emit('platform.restoreReport', { status: 'success', metrics, spans: [] });
    return restored.durationMs;
  }

  async #reset(reason: string): Promise<void> {
    await this.#environment!.end(reason);
    this.#forget(true);
  }

  #forget(isSandboxKept: boolean): void {
    this.#environment = null;
    this.#isSandboxKept = isSandboxKept;
    this.#isSnapshot = false;
    this.#initOfNextReport = null;
    this.#telemetry.environmentEnds(isSandboxKept);
    if (isSandboxKept) return;
    // Only what is in it: the folder may be a file system of its own.
    for (const name of readdirSync(this.tmpFolder))
      rmSync(join(this.tmpFolder, name), { recursive: true, force: true });
  }

  #freezeSoon(): void {
    const { freezeAfterMs = PLATFORM_DEFAULTS.freezeAfterMs } = this.options;
    const environment = this.#environment;
    if (freezeAfterMs === null || environment === null || environment.isManagedInstance) return;
    this.#freezeTimer = setTimeout(() => void environment.freeze(), freezeAfterMs);
  }

  #keepWarm(): void {
    if (this.#freezeTimer !== null) clearTimeout(this.#freezeTimer);
    this.#freezeTimer = null;
    this.#environment?.thaw();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => {});
    return result;
  }
}
