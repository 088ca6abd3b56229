// Events of the Lambda Telemetry API, read with care: what is missing, unknown or of another type is as if it were not there.
// Schema 2025-01-29: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html

/** 31 years of milliseconds, a terabyte. */
const MOST_MEASURED = 1e12;

type Members = Readonly<Record<string, unknown>>;

export interface PlatformEvent {
  readonly type: string;
  readonly atMs: number;
  readonly record: Members;
}

export function platformEventOf(event: unknown): PlatformEvent | undefined {
  const { type, time, record } = membersOf(event);
  const atMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof type !== 'string' || Number.isNaN(atMs)) return undefined;
  return { type, atMs, record: membersOf(record) };
}

export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

export function textMember(members: Members, name: string): string | undefined {
  const value = members[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Of what is measured: not negative, and small enough to be whole nanoseconds of 64 bits. */
export function numberMember(members: Members, name: string): number | undefined {
  const value = members[name];
  return typeof value === 'number' && value >= 0 && value <= MOST_MEASURED ? value : undefined;
}

/** How an invocation ended, as `platform.runtimeDone` or `platform.report` says. */
export interface InvocationOutcome {
  readonly status?: string;
  readonly errorType?: string;
  readonly durationMs?: number;
  readonly producedBytes?: number;
  readonly responseLatencyMs?: number;
  readonly responseDurationMs?: number;
  readonly runtimeOverheadMs?: number;
  readonly billedDurationMs?: number;
  readonly memorySizeMb?: number;
  readonly memoryUsedMb?: number;
  readonly initDurationMs?: number;
  readonly restoreDurationMs?: number;
}

export function outcomeOf(record: Members): InvocationOutcome {
  const metrics = membersOf(record.metrics);
  return {
    status: textMember(record, 'status')?.toLowerCase(),
    errorType: textMember(record, 'errorType'),
    durationMs: numberMember(metrics, 'durationMs'),
    producedBytes: wholeNumber(numberMember(metrics, 'producedBytes')),
    responseLatencyMs: spanDuration(record, 'responseLatency'),
    responseDurationMs: spanDuration(record, 'responseDuration'),
    runtimeOverheadMs: spanDuration(record, 'runtimeOverhead'),
    billedDurationMs: numberMember(metrics, 'billedDurationMs'),
    memorySizeMb: numberMember(metrics, 'memorySizeMB'),
    memoryUsedMb: numberMember(metrics, 'maxMemoryUsedMB'),
    initDurationMs: numberMember(metrics, 'initDurationMs'),
    restoreDurationMs: numberMember(metrics, 'restoreDurationMs'),
  };
}

/** Whether the runtime is gone with the invocation. An exit is an `error` of the runtime's own; what a handler throws has the handler's names. */
export function endsRuntime({
  status,
  errorType,
}: {
  readonly status?: unknown;
  readonly errorType?: unknown;
}): boolean {
  return (
    status === 'timeout' ||
    status === 'failure' ||
    /^(Sandbox\.|Runtime\.(ExitError|OutOfMemory))/.test(String(errorType))
  );
}

function wholeNumber(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

function spanDuration({ spans }: Members, name: string): number | undefined {
  if (!Array.isArray(spans)) return undefined;
  const span = spans.map(membersOf).find((candidate) => candidate.name === name);
  return span === undefined ? undefined : numberMember(span, 'durationMs');
}
