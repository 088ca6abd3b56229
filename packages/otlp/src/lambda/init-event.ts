// The row of an init that failed with no invocation waiting for it: nobody else would tell of it.
import type { WideRow } from '../rows/wide-row.ts';
import { derivedSpanId, derivedTraceId } from './derived-id.ts';
import type { EnvironmentInit } from './environment-init.ts';
import type { InvocationOptions } from './invocation-event.ts';

/** What tells of the init itself: its function and environment are every event's. */
export function initRow(init: EnvironmentInit, options: InvocationOptions, atUnixMs: number): WideRow {
  const { functionName, serviceName = functionName, memorySizeMb } = options;
  const startMs = Math.round(init.startedAtMs ?? atUnixMs);
  const name = `${functionName} init`;
  const row: WideRow = {
    trace_id: derivedTraceId(`${name} ${startMs}`, startMs),
    span_id: derivedSpanId(`${name} ${startMs}`),
    start_time_unix_nano: BigInt(startMs) * 1_000_000n,
    duration_nano: Math.round((init.durationMs ?? Math.max(0, atUnixMs - startMs)) * 1e6),
    name,
    kind: 'INTERNAL',
    status_code: 'ERROR',
    main: true,
    service_name: serviceName,
    error_type: init.errorType ?? 'Sandbox.Failure',
    aws_lambda_status: init.status ?? 'failure',
  };
  if (init.type !== undefined) row.attributes_string = new Map([['aws.lambda.initialization_type', init.type]]);
  if (memorySizeMb > 0) row.aws_lambda_memory_size_mb = memorySizeMb;
  if (init.durationMs !== undefined) row.aws_lambda_init_duration_ms = init.durationMs;
  return row;
}
