// The stack as it can be built here: for this machine's processor, with DuckDB's extension from the stand, so that nothing is downloaded.
import { inject } from 'vitest';
import type { RunningStand } from '../aws/start-stand.ts';
import type {} from './sst-platform.ts';

export const stand: RunningStand | null = inject('stand');

/** Whether the stack can be tried at all. */
export const canDeploy = inject('hasSst') && stand !== null;

const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

export const STACK_VARIABLES: Readonly<Record<string, string>> = {
  TRACELAKE_ARCHITECTURE: ARCHITECTURE,
  [`TRACELAKE_HTTPFS_${ARCHITECTURE.toUpperCase()}`]: stand?.httpfs ?? '',
};
