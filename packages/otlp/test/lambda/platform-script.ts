// What the Lambda platform says, as scripts for tests: the shapes of the Telemetry API's schema 2025-01-29.
import { expect } from 'vitest';
import {
  createInvocationAssembler,
  type InvocationAssembler,
  type InvocationOptions,
  type WideRow,
} from '../../src/index.ts';
import { RowFitting, type RowFittingOptions } from '../../src/lambda/row-fitting.ts';

/** 2026-11-23T10:00:00Z */
export const START_MS = 1_795_428_000_000;
export const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:checkout:live';
export const ROOT = '1-6b03d3a0-aabbccddeeff001122334455';
export const XRAY_TRACE_ID = ROOT.slice(2).replace('-', '');

export const OPTIONS: InvocationOptions = {
  functionName: 'checkout',
  functionVersion: '7',
  memorySizeMb: 512,
  region: 'eu-central-1',
  architecture: 'arm64',
};

type Extra = Readonly<Record<string, unknown>>;

function event(type: string, atMs: number, record: Extra): object {
  return { time: new Date(atMs).toISOString(), type: `platform.${type}`, record };
}

export function assembler(options: Partial<InvocationOptions & RowFittingOptions> = {}): InvocationAssembler {
  return createInvocationAssembler({ ...OPTIONS, fitting: new RowFitting(options), ...options });
}

export function init(extra: Extra = {}): object[] {
  const kind = { initializationType: 'on-demand', phase: 'init', ...extra };
  const runtimeVersion = 'nodejs:22.v1';
  return [
    event('initStart', START_MS - 300, { ...kind, functionName: 'checkout', functionVersion: '7', runtimeVersion }),
    event('initRuntimeDone', START_MS - 60, { status: 'success', ...kind }),
    event('initReport', START_MS - 50, { status: 'success', ...kind, metrics: { durationMs: 250.25 } }),
  ];
}

export function start(requestId: string, atMs: number, extra: Extra = {}): object {
  return event('start', atMs, { requestId, version: '7', ...extra });
}

export function done(requestId: string, startMs: number, durationMs: number, extra: Extra = {}): object {
  return event('runtimeDone', startMs + Math.ceil(durationMs), {
    requestId,
    status: 'success',
    metrics: { durationMs, producedBytes: 42 },
    spans: [
      { name: 'responseLatency', start: new Date(startMs).toISOString(), durationMs: durationMs - 1 },
      { name: 'responseDuration', start: new Date(startMs).toISOString(), durationMs: 0.5 },
    ],
    ...extra,
  });
}

export function report(requestId: string, startMs: number, durationMs: number, extra: Extra = {}): object {
  const { metrics, ...rest } = extra;
  return event('report', startMs + Math.ceil(durationMs) + 1, {
    requestId,
    status: 'success',
    metrics: {
      durationMs,
      billedDurationMs: Math.ceil(durationMs),
      memorySizeMB: 512,
      maxMemoryUsedMB: 94,
      ...(metrics as object | undefined),
    },
    ...rest,
  });
}

export function invoke(requestId: string, extra: Extra = {}) {
  return { eventType: 'INVOKE', requestId, invokedFunctionArn: ARN, deadlineMs: START_MS + 900_000, ...extra };
}

export function xray(fields: string) {
  return { tracing: { type: 'X-Amzn-Trace-Id', value: fields } };
}

/** A span of the function, as the row reader gives it. */
export function span(fields: WideRow): WideRow {
  const row: WideRow = {
    trace_id: 'ab'.repeat(16),
    span_id: '01'.repeat(8),
    start_time_unix_nano: BigInt(START_MS + 5) * 1_000_000n,
    duration_nano: 3_000_000,
    name: 'handler',
    kind: 'INTERNAL',
    status_code: 'UNSET',
    service_name: 'shop',
    main: fields.parent_span_id === undefined,
    flags: 1,
    ...fields,
  };
  return row;
}

export function events(rows: readonly WideRow[]): WideRow[] {
  return rows.filter((row) => row.scope_name === 'tracelake' && row.amends === undefined);
}

export function amendments(rows: readonly WideRow[]): WideRow[] {
  return rows.filter((row) => row.amends !== undefined);
}

/** The one event among the rows. */
export function only(rows: readonly WideRow[]): WideRow {
  const [event, ...others] = events(rows);
  expect(others).toEqual([]);
  expect(event).toBeDefined();
  return event!;
}
