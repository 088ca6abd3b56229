// What the platform says about the start of this execution environment: told with its first invocation.
import { membersOf, numberMember, type PlatformEvent, textMember } from './platform-event.ts';

export interface EnvironmentInit {
  /** on-demand, provisioned-concurrency, snap-start or lambda-managed-instances. */
  type?: string;
  /** init, or invoke for a second init inside of an invocation, whose duration has it. */
  phase?: string;
  status?: string;
  errorType?: string;
  durationMs?: number;
  /** Of a SnapStart restore. */
  restoreDurationMs?: number;
  runtimeVersion?: string;
  instanceId?: string;
  startedAtMs?: number;
}

/** Takes what an init or restore event says; of several inits the last counts. */
export function noteInit(init: EnvironmentInit, { type, atMs, record }: PlatformEvent): void {
  const isRestore = type.startsWith('platform.restore');
  // It may be told twice, behind what it began.
  if (type.endsWith('Start') && init.startedAtMs !== atMs) {
    init.startedAtMs = atMs;
    init.runtimeVersion = textMember(record, 'runtimeVersion') ?? init.runtimeVersion;
    init.instanceId = textMember(record, 'instanceId') ?? init.instanceId;
    // A second init, inside an invocation, takes the place of the first; that of a snapshot was waited for by nobody who calls.
    init.status = undefined;
    init.errorType = undefined;
    init.durationMs = undefined;
  }
  init.type = textMember(record, 'initializationType') ?? init.type;
  init.phase = textMember(record, 'phase') ?? init.phase;
  init.status = textMember(record, 'status') ?? init.status;
  init.errorType = textMember(record, 'errorType') ?? init.errorType;
  const durationMs = numberMember(membersOf(record.metrics), 'durationMs');
  if (isRestore) init.restoreDurationMs = durationMs ?? init.restoreDurationMs;
  else init.durationMs = durationMs ?? init.durationMs;
}

export function isInitEvent(type: string): boolean {
  return /^platform\.(init|restore)(Start|RuntimeDone|Report)$/.test(type);
}

export function hasFailed({ status }: EnvironmentInit): boolean {
  return status !== undefined && status !== 'success';
}
