// The records of the Telemetry API's platform events, schema 2025-01-29.
import type { InitMeasure, InitPhase } from './execution-environment.ts';
import { type LambdaPlatformOptions, PLATFORM_DEFAULTS } from './platform-options.ts';
import type { RuntimeAnswer } from './runtime-session.ts';
import { isoTime } from './telemetry-agent.ts';

const RUNTIME_VERSION = {
  runtimeVersion: 'nodejs:22.v1',
  runtimeVersionArn: 'arn:aws:lambda:eu-central-1::runtime:0123456789abcdef',
};

export interface TelemetrySpan {
  readonly name: string;
  readonly start: string;
  readonly durationMs: number;
}

/** `status` and `errorType` of runtimeDone and report. */
export interface InvocationEnd {
  readonly status: 'success' | 'error' | 'failure' | 'timeout';
  readonly errorType?: string;
}

function functionIdentity(options: LambdaPlatformOptions) {
  const { functionName, functionVersion, memorySizeMb } = { ...PLATFORM_DEFAULTS, ...options };
  return { functionName, functionVersion, instanceId: 'i-0123456789', instanceMaxMemory: memorySizeMb };
}

function initKind(options: LambdaPlatformOptions, phase: InitPhase) {
  return { initializationType: options.initialization ?? 'on-demand', phase };
}

export function initStart(options: LambdaPlatformOptions, phase: InitPhase) {
  return { ...initKind(options, phase), ...functionIdentity(options), ...RUNTIME_VERSION };
}

export function initRuntimeDone(
  options: LambdaPlatformOptions,
  phase: InitPhase,
  status: string,
  errorType: string | null,
) {
  return { ...initKind(options, phase), status, ...(errorType === null ? {} : { errorType }), spans: [] };
}

export function initReport(options: LambdaPlatformOptions, measure: InitMeasure) {
  const { phase, status, errorType, durationMs } = measure;
  const metrics = { durationMs: milliseconds(durationMs) };
  return { ...initKind(options, phase), status, ...(errorType === null ? {} : { errorType }), metrics };
}

export function restoreStart(options: LambdaPlatformOptions) {
  return { ...functionIdentity(options), ...RUNTIME_VERSION };
}

/** Spans are there only where something was answered. */
export function runtimeDoneSpans(
  startUnixMs: number,
  readyUnixMs: number,
  answer: RuntimeAnswer | null,
): TelemetrySpan[] {
  if (answer === null) return [];
  return [
    span('responseLatency', startUnixMs, answer.firstByteUnixMs),
    span('responseDuration', answer.firstByteUnixMs, answer.lastByteUnixMs),
    span('runtimeOverhead', answer.lastByteUnixMs, readyUnixMs),
  ];
}

export function span(name: string, startUnixMs: number, endUnixMs: number): TelemetrySpan {
  return { name, start: isoTime(startUnixMs), durationMs: milliseconds(Math.max(0, endUnixMs - startUnixMs)) };
}

/** Lambda gives microseconds at most. */
export function milliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
