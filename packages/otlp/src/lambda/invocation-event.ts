// The row of one invocation, and the row that amends it when the platform's report says otherwise.
import { amendsText } from '@tracelake/schema';
import { ownText } from '../bytes/utf8.ts';
import type { OpenRow } from '../rows/row-attributes.ts';
import type { WideRow } from '../rows/wide-row.ts';
import type { EnvironmentInit } from './environment-init.ts';
import { initRow } from './init-event.ts';
import { durationMsOf, type Invocation, type MeasuredValues, ownTraceId, spanIdOf } from './invocation.ts';
import type { SpanRules } from './invocation-spans.ts';
import { endsRuntime, type InvocationOutcome } from './platform-event.ts';
import type { RowFitting } from './row-fitting.ts';

export interface InvocationOptions {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memorySizeMb: number;
  readonly region: string;
  readonly accountId?: string;
  /** As `host.arch` has it: amd64, arm64. */
  readonly architecture?: string;
  /** Of the event where no span of the function says its service; by default the function's name. */
  readonly serviceName?: string;
  /** Of every event and span; without it rows have all columns, and nothing of the user's. */
  readonly fitting?: RowFitting;
  /** Whether several run at once in one environment, as on managed instances. */
  readonly isConcurrent?: boolean;
  /** Whether the platform tells of invocations; without it only INVOKE and SHUTDOWN do. By default it does. */
  readonly hasTelemetry?: boolean;
  /** As the environment's variable has it, from the start on; telemetry tells it later. */
  readonly initType?: string;
  /** When this process began. */
  readonly startedAtMs?: number;
}

const MEBIBYTE = 1_048_576;
const NANOSECONDS = 1_000_000;
const SCOPE_NAME = 'tracelake';
const UNKNOWN_SERVICE = /^unknown_service/;
/** What of the function's own span is about that span only. */
const OWN_COLUMNS: ReadonlySet<string> = new Set([
  'trace_state',
  'flags',
  'scope_name',
  'scope_version',
  'scope_attributes',
  'dropped_attributes_count',
  'dropped_events_count',
  'dropped_links_count',
  'events',
  'links',
  'main',
  'parent_span_id',
]);

/** What is known of the environment when an event is made. */
export interface EnvironmentFacts {
  readonly init: EnvironmentInit;
  /** Of the last report: the most memory used. It only grows, so it is nearly always the next one's too. */
  readonly memoryUsedMb?: number;
  /** Of the last report: what extensions add to a duration. `undefined`: nothing is foretold. */
  readonly overheadMs?: number;
  /** Whether the trace is that of an invocation before. */
  readonly isTaken?: (traceId: string) => boolean;
}

/** What `status` and its column say when the environment ended before the invocation did. */
const ENDED: Readonly<Record<string, { status: string; errorType: string }>> = {
  timeout: { status: 'timeout', errorType: 'Sandbox.Timedout' },
};
const LOST = { status: 'failure', errorType: 'Sandbox.Failure' };

export function measuredValues(invocation: Invocation, facts: EnvironmentFacts, memorySizeMb: number): MeasuredValues {
  const { done, report, isFirst } = invocation;
  const { init } = facts;
  const ended = invocation.endedBy === undefined ? undefined : (ENDED[invocation.endedBy] ?? LOST);
  // The report has the last word: an extension can overrun the deadline of a handler that was in time.
  const status = report?.status ?? done?.status ?? ended?.status;
  const isBad = status !== undefined && status !== 'success';
  const memoryUsedMb = report?.memoryUsedMb ?? facts.memoryUsedMb;
  const initError = isFirst && status !== 'timeout' ? init.errorType : undefined;
  const errorType = report?.errorType ?? done?.errorType ?? (isBad ? (initError ?? ended?.errorType) : undefined);
  // A report tells the most of the environment's life: one that was full once, and whose handler throws later, is not out of memory.
  const isOutOfMemory =
    isBad &&
    status !== 'timeout' &&
    isMemoryFull(report, memorySizeMb) &&
    (errorType === undefined || endsRuntime({ errorType }));
  const durationMs = durationMsOf(invocation);
  const isTimeout = status === 'timeout';
  const values: MeasuredValues = {
    duration_nano: durationMs === undefined ? undefined : Math.round(durationMs * NANOSECONDS),
    status_code: isBad ? 'ERROR' : 'UNSET',
    // Where an extension overran the deadline, the runtime had been done long before.
    status_message:
      isTimeout && durationMs !== undefined ? timeoutMessage(Math.max(durationMs, report?.durationMs ?? 0)) : undefined,
    error_type: isOutOfMemory
      ? 'Runtime.OutOfMemory'
      : (errorType ?? (isTimeout ? ENDED.timeout!.errorType : undefined)),
    aws_lambda_status: status,
    aws_lambda_timeout: status === undefined ? undefined : isTimeout,
    aws_lambda_init_duration_ms: isFirst ? (report?.initDurationMs ?? init.durationMs) : undefined,
    aws_lambda_billed_duration_ms: report?.billedDurationMs ?? expectedBill(invocation, facts),
    aws_lambda_memory_size_mb: report?.memorySizeMb ?? (memorySizeMb > 0 ? memorySizeMb : undefined),
    aws_lambda_memory_used_mb: memoryUsedMb,
    aws_lambda_produced_bytes: done?.producedBytes,
    aws_lambda_response_latency_ms: done?.responseLatencyMs ?? report?.responseLatencyMs,
  };
  return defined(values);
}

function isMemoryFull(report: InvocationOutcome | undefined, memorySizeMb: number): boolean {
  const sizeMb = report?.memorySizeMb ?? memorySizeMb;
  return sizeMb > 0 && (report?.memoryUsedMb ?? 0) >= sizeMb;
}

function timeoutMessage(durationMs: number): string {
  return `Task timed out after ${(durationMs / 1000).toFixed(2)} seconds`;
}

/** Before the report comes. Since August 2025 the init of on-demand environments is billed with the first invocation. */
function expectedBill({ isFirst, done }: Invocation, { init, overheadMs }: EnvironmentFacts): number | undefined {
  if (!done?.durationMs || overheadMs === undefined) return undefined;
  const isBilled = isFirst && (init.type ?? 'on-demand') === 'on-demand' && init.phase !== 'invoke';
  const initMs = isBilled ? (init.durationMs ?? 0) : 0;
  return Math.ceil(done.durationMs + overheadMs + initMs);
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

export class InvocationEvents {
  readonly #options: InvocationOptions;
  readonly #common: WideRow;

  constructor(options: InvocationOptions) {
    this.#options = options;
    const { memorySizeMb } = options;
    this.#common = defined<WideRow>({
      scope_name: SCOPE_NAME,
      faas_name: options.functionName,
      faas_max_memory: memorySizeMb > 0 ? memorySizeMb * MEBIBYTE : undefined,
      cloud_provider: 'aws',
      cloud_platform: 'aws_lambda',
      cloud_region: options.region || undefined,
    });
  }

  /** The function's own span, with what the user gives to every row. */
  complete(span: WideRow): void {
    this.#options.fitting?.complete(span);
  }

  /** Gives the invocation its event; `invocation.sent` remembers what was said. The rows that waited for it come first. */
  rowsOf(invocation: Invocation, facts: EnvironmentFacts): WideRow[] {
    const { requestId, spans } = invocation;
    const xray = invocation.header ?? invocation.incoming;
    const main = spans?.main(xray?.traceId);
    const begun = main?.trace_id ?? spans?.traceId(xray, facts.isTaken ?? (() => false));
    const identity = {
      requestId,
      traceId: begun ?? xray?.traceId ?? ownTraceId(invocation),
      spanId: spanIdOf(invocation),
    };
    if (this.#options.isConcurrent !== true && isRuntimeGone(invocation)) spans?.closeUnseen();
    const values = measuredValues(invocation, facts, this.#options.memorySizeMb);
    if (values.duration_nano === undefined && main?.duration_nano !== undefined) {
      values.duration_nano = Number(main.duration_nano);
    }
    const serviceName = this.#serviceName(main?.service_name ?? spans?.serviceName);
    const row: OpenRow = {
      trace_id: identity.traceId,
      span_id: identity.spanId,
      start_time_unix_nano: BigInt(Math.round(invocation.startMs)) * BigInt(NANOSECONDS),
      ...values,
      name: this.#options.functionName,
      kind: 'SERVER',
      main: true,
      service_name: serviceName,
      faas_invocation_id: requestId,
      faas_coldstart: isColdStart(invocation, facts.init),
    };
    const parent = parentOf(invocation, main, identity.traceId);
    if (parent !== undefined && parent !== identity.spanId) row.parent_span_id = parent;
    Object.assign(row, this.#common);
    this.#addNames(row, invocation);
    this.#addDetails(row, invocation, facts.init);
    if (main !== undefined) inherit(row, main);
    invocation.sent = { ...identity, serviceName: ownText(serviceName), values };
    const waiting = spans?.take(identity) ?? [];
    return [...waiting.map((one) => this.#deployed(one)), this.#completed(row)];
  }

  /** Of an init that failed with no invocation waiting for it. */
  rowOfInit(init: EnvironmentInit, atUnixMs: number): WideRow {
    const row: OpenRow = { ...initRow(init, this.#options, atUnixMs), ...this.#common };
    this.#addNames(row, {});
    this.#addEnvironment(row, init);
    return this.#completed(row);
  }

  /** A span that came when its event was sent. */
  late(span: WideRow, { requestId, sent }: Invocation, rules: SpanRules): WideRow {
    if (sent === undefined || !rules.isRoot(span, requestId)) return span;
    rules.putUnder(span, { requestId, ...sent });
    return this.#deployed(span);
  }

  #serviceName(own = ''): string {
    if (own !== '' && !UNKNOWN_SERVICE.test(own)) return own;
    return this.#options.serviceName ?? this.#options.functionName;
  }

  #addNames(row: OpenRow, { invokedArn, version }: Pick<Invocation, 'invokedArn' | 'version'>): void {
    const { accountId, functionName, functionVersion, region } = this.#options;
    // arn:aws:lambda:region:account:function:name, then perhaps the alias or version.
    const parts = invokedArn?.split(':') ?? [];
    row.faas_version = version ?? functionVersion;
    const account = accountId ?? parts[4];
    if (account !== undefined) row.cloud_account_id = account;
    if (invokedArn !== undefined) {
      row.aws_lambda_invoked_arn = invokedArn;
      row.cloud_resource_id = parts.slice(0, 7).join(':');
    } else if (account !== undefined && region !== '') {
      // Of what no INVOKE told: all that it is made of is known.
      row.cloud_resource_id = `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${functionName}`;
    }
  }

  #addDetails(row: OpenRow, invocation: Invocation, init: EnvironmentInit): void {
    const { isFirst, header, incoming, done, report, spans } = invocation;
    const texts = new Map<string, string>();
    const numbers = new Map<string, number>();
    const xray = header ?? incoming;
    if (xray !== undefined && xray.traceId !== row.trace_id) texts.set('aws.xray.trace_id', xray.root);
    if (isFirst && init.type !== undefined) texts.set('aws.lambda.initialization_type', init.type);
    if (isFirst && init.errorType !== undefined) texts.set('aws.lambda.init_error_type', init.errorType);
    const restoreMs = isFirst ? (report?.restoreDurationMs ?? init.restoreDurationMs) : undefined;
    if (restoreMs !== undefined) numbers.set('aws.lambda.restore_duration_ms', restoreMs);
    const responseMs = done?.responseDurationMs ?? report?.responseDurationMs;
    if (responseMs !== undefined) numbers.set('aws.lambda.response_duration_ms', responseMs);
    if (done?.runtimeOverheadMs !== undefined) numbers.set('aws.lambda.runtime_overhead_ms', done.runtimeOverheadMs);
    if (spans !== undefined && spans.openCount > 0) {
      numbers.set('tracelake.unfinished_spans', spans.openCount);
      texts.set('tracelake.unfinished_span_names', JSON.stringify(spans.openNames));
    }
    if (texts.size > 0) row.attributes_string = texts;
    if (numbers.size > 0) row.attributes_number = numbers;
    this.#addEnvironment(row, init);
  }

  #addEnvironment(row: OpenRow, { instanceId, runtimeVersion }: EnvironmentInit): void {
    const resource = new Map<string, string>();
    if (instanceId !== undefined) row.faas_instance = instanceId;
    if (runtimeVersion !== undefined) resource.set('aws.lambda.runtime_version', runtimeVersion);
    if (this.#options.architecture !== undefined) resource.set('host.arch', this.#options.architecture);
    if (resource.size > 0) row.resource_attributes = resource;
  }

  /** The event with what the user gives to it. */
  #completed(row: OpenRow): WideRow {
    this.#options.fitting?.completeEvent(row);
    return this.#deployed(row);
  }

  /** What the deployed table has no column for goes to the map of its type. */
  #deployed(row: OpenRow): WideRow {
    return this.#options.fitting?.deployed(row) ?? row;
  }

  /** The row that corrects what was sent; `undefined` where nothing differs, or the table knows no such rows. */
  amendmentOf(invocation: Invocation, init: EnvironmentInit): WideRow | undefined {
    const { sent } = invocation;
    if (sent === undefined || this.#options.fitting?.hasAmendments === false) return undefined;
    const values = measuredValues(invocation, { init }, this.#options.memorySizeMb);
    const before = sent.values as Readonly<Record<string, unknown>>;
    const changed = Object.entries(values).filter(([column, value]) => value !== before[column]);
    if (changed.length === 0) return undefined;
    invocation.sent = { ...sent, values: { ...sent.values, ...values } };
    const late = this.#deployed(Object.fromEntries(changed));
    return {
      trace_id: sent.traceId,
      span_id: sent.spanId,
      start_time_unix_nano: BigInt(Math.round(invocation.startMs)) * BigInt(NANOSECONDS),
      name: this.#options.functionName,
      kind: 'SERVER',
      service_name: sent.serviceName,
      main: true,
      faas_invocation_id: invocation.requestId,
      amends: amendsText(Object.keys(late)),
      ...late,
    };
  }
}

/** aws, aws-cn, aws-eusc or aws-us-gov */
function partitionOf(region: string): string {
  const [, own = ''] = /^(cn|eusc|us-gov)-/.exec(region) ?? [];
  return own === '' ? 'aws' : `aws-${own}`;
}

/** Whether no span of the invocation can end any more. */
function isRuntimeGone({ done, report, endedBy }: Invocation): boolean {
  if (done === undefined && report === undefined) return endedBy !== undefined;
  return [done, report].some((outcome) => outcome !== undefined && endsRuntime(outcome));
}

/** Provisioned environments were started before anyone waited for them. */
function isColdStart({ isFirst }: Invocation, { type }: EnvironmentInit): boolean {
  return isFirst && type !== 'provisioned-concurrency' && type !== 'lambda-managed-instances';
}

/** Whoever called: what the function's own span has for a parent, or the header where X-Ray says that it is recorded. */
function parentOf(invocation: Invocation, main: WideRow | undefined, traceId: string): string | undefined {
  const { header, incoming, segmentId } = invocation;
  const caller = [incoming, header].find((xray) => xray?.traceId === traceId);
  const fromHeader = caller?.isSampled === true ? caller.parentSpanId : undefined;
  const parent = main === undefined ? fromHeader : main.parent_span_id;
  if (parent === undefined || parent !== segmentId) return parent;
  // The runtime is told X-Ray's own segment of this invocation, which the event stands for.
  return fromHeader === segmentId ? undefined : fromHeader;
}

/** The wide event has what the function said of its invocation; what the platform says counts first. */
function inherit(row: OpenRow, main: WideRow): void {
  for (const [column, value] of Object.entries(main)) {
    const own = row[column];
    if (value === undefined || OWN_COLUMNS.has(column)) continue;
    if (own === undefined) row[column] = value instanceof Map ? mergedMaps(value, new Map()) : value;
    else if (own instanceof Map && value instanceof Map) row[column] = mergedMaps(value, own);
  }
  if (main.status_code === 'ERROR') row.status_code = 'ERROR';
  if (row.status_message === undefined && main.status_message !== undefined) row.status_message = main.status_message;
}

function mergedMaps(below: ReadonlyMap<string, unknown>, above: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const merged = new Map(below);
  for (const [key, value] of above) merged.set(key, value);
  return merged;
}
