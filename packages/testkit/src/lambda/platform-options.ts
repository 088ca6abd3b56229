// What a fake Lambda platform can be told: the function, its layers, and how the platform behaves and misbehaves.

export interface LambdaCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** When the extension gets an event: as Lambda does (`soon`), with the next invocation, at SHUTDOWN, after the extension was started again, never. */
export type TelemetryArrival = 'soon' | 'next-invoke' | 'shutdown' | 'restart' | 'never';

export interface TelemetryBehaviour {
  /** What a subscription is answered with: 200 and events, 202 and none (the open emulator), 500 and none. */
  readonly mode?: 'real' | 'stub' | 'refused';
  /** Times every batch is posted. */
  readonly copies?: number;
  readonly order?: 'as-emitted' | 'reversed';
  /** A batch that waits when the environment is frozen is sent half before, half after. */
  readonly cutBatchAtFreeze?: boolean;
  /** Event types and fields that no schema names. */
  readonly strangers?: boolean;
  /** Whether the path of the destination's URI is kept; the open emulator drops it. */
  readonly keepsPath?: boolean;
}

/** Active tracing, its two PassThrough forms (section "X-Ray header" of Lambda's behaviour: no Parent, or an unsampled one), or none. */
export type TracingMode = 'active' | 'pass-through' | 'unsampled' | 'none';

/** Managed instances are never frozen, tell extensions of no INVOKE and send no runtimeDone. */
export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start' | 'lambda-managed-instances';

export interface LambdaPlatformOptions {
  /** Path of a module without its ending, a dot, the exported name; or with its ending: `/x/shop.mjs.handler`. */
  readonly handler: string;
  /** Folders as a layer unpacks into /opt: every executable in `extensions/` is started. */
  readonly layers?: readonly string[];
  /** Runs the function, and comes first on the PATH of extensions. */
  readonly nodeBinary?: string;
  /** A runtime of another language, as a bootstrap with its arguments; the handler's name is in `_HANDLER`. */
  readonly bootstrap?: readonly [command: string, ...args: string[]];
  /** The customer's variables: functions and extensions see them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A function is asked at each start, and by each call of SnapStart's endpoint: keys rotate. */
  readonly credentials?: LambdaCredentials | (() => LambdaCredentials);
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly memorySizeMb?: number;
  /** Whether a runtime that outgrows its memory is killed. */
  readonly isMemoryLimited?: boolean;
  readonly timeoutMs?: number;
  readonly region?: string;
  readonly accountId?: string;
  readonly initialization?: InitializationType;
  /** Invocations that a managed instance runs at once; more wait. */
  readonly maxConcurrency?: number;
  readonly initTimeoutMs?: number;
  readonly shutdownTimeoutMs?: number;
  /** From the last `next` to the freeze; `null` never freezes. */
  readonly freezeAfterMs?: number | null;
  readonly tracing?: TracingMode;
  readonly logFormat?: 'Text' | 'JSON';
  readonly telemetry?: TelemetryBehaviour;
  /** The documentation has upper case, the platform sends lower case. */
  readonly shutdownReasonCase?: 'lower' | 'upper';
  /** What the extension is told after a failed init; the open emulator says `spindown`. */
  readonly initFailureReason?: string;
  /** What the runtime's own failure is called; the open emulator says `ReleaseFail`. */
  readonly failureReason?: string;
  /** What runtimeDone says of an error that the handler threw; the open emulator says `success`. */
  readonly handlerErrorStatus?: 'error' | 'success';
  /** TMPDIR of the sandbox. One is made, and emptied with each new sandbox, if none is given. */
  readonly tmpFolder?: string;
}

export interface InvokeOptions {
  /** Asynchronous retries keep their request id. */
  readonly requestId?: string;
  /** The X-Ray header as it stands; else one is made by the platform's `tracing`. */
  readonly traceHeader?: string;
  readonly timeoutMs?: number;
  readonly runtimeDone?: TelemetryArrival;
  readonly report?: TelemetryArrival;
  /** Stands in for what the report would say, to differ from what was known before. */
  readonly reportMetrics?: Readonly<Record<string, number>>;
}

export const PLATFORM_DEFAULTS = {
  functionName: 'checkout',
  functionVersion: '$LATEST',
  memorySizeMb: 512,
  timeoutMs: 3000,
  region: 'eu-central-1',
  accountId: '123456789012',
  maxConcurrency: 1,
  initTimeoutMs: 10_000,
  shutdownTimeoutMs: 2000,
  freezeAfterMs: 3,
} as const;
