// What sst is started with: the caller's own environment, and what keeps it from telling anyone about it. Pure.
import type { Environment } from '../config.ts';

/** None of these can be switched on again: nobody who deploys a lake is to be counted for it. */
const SILENCE = {
  SST_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  PULUMI_SKIP_UPDATE_CHECK: 'true',
  // Only `sst dev` needs it, and asks AWS for a service that the lake has not.
  SST_SKIP_APPSYNC: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
} as const;

export function sstEnvironment(environment: Environment, region: string): Record<string, string | undefined> {
  return {
    // npm is there; bun would be one more download.
    SST_NO_BUN: '1',
    ...environment,
    ...SILENCE,
    AWS_REGION: region,
    // What sst hides stands in the event log, which it would delete: the command reads it, and then deletes it itself.
    SST_NO_CLEANUP: '1',
  };
}
