// Unpacks SST's platform once for all tests of this folder, or says loudly that there is none. Where CI is set, there must be one.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ROOT, sstEnvironment } from './sst-environment.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    hasSst: boolean;
  }
}

const INSTALL_TIMEOUT_MS = 300_000;

export default function installPlatform(project: TestProject): void {
  const problem = install();
  if (problem !== null) {
    if (process.env['CI'] !== undefined)
      throw new Error(`sst cannot be had (${problem}): nothing in test/infra can be tested.`);
    console.warn(`\n*** sst cannot be had (${problem}): NOTHING in test/infra was tested. ***\n`);
  }
  project.provide('hasSst', problem === null);
}

function install(): string | null {
  try {
    const sst = join(ROOT, 'node_modules/.bin/sst');
    if (!existsSync(sst)) return 'run npm ci';
    // A second of work where it is unpacked already.
    execFileSync(sst, ['install'], { cwd: ROOT, env: sstEnvironment(), stdio: 'pipe', timeout: INSTALL_TIMEOUT_MS });
    return null;
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  }
}
