// What every call of `sst` gets here: no downloads, no telemetry, no credentials but made-up ones, a folder of its own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = new URL('../..', import.meta.url).pathname;

export const STAGE = 'ci';

export function sstEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    SST_SKIP_DEPENDENCY_CHECK: '1',
    SST_NO_BUN: '1',
    SST_TELEMETRY_DISABLED: '1',
    // `sst dev` alone would call AWS itself.
    SST_SKIP_APPSYNC: '1',
    SST_STAGE: STAGE,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'tracelake-sst-')),
    ...more,
  };
}
