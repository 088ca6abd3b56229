// Starts one Trino for all tests of this folder, or says in one line why there is none: recorded answers then serve (test/conformance).
// TRACELAKE_TEST_TRINO names the folder of one that runs already, to save its start.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

export interface RunningTrino {
  readonly url: string;
  /** What stands for `local:///` in its tables' locations. */
  readonly folder: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    trino: RunningTrino | null;
  }
}

export default async function startTrino(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env['TRACELAKE_TEST_TRINO'];
  if (running !== undefined) {
    project.provide('trino', JSON.parse(readFileSync(join(running, 'trino.json'), 'utf8')) as RunningTrino);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'tracelake-trino-'));
  const script = spawn(process.execPath, ['scripts/trino.mjs', '--folder', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(script, 'exit');
  const line = await Promise.race([once(createInterface(script.stdout), 'line'), exited.then(() => undefined)]);
  if (line === undefined) {
    console.warn(
      '\n*** No Trino here: nothing in test/trino was tested against one; recorded answers serve in npm test. ***\n',
    );
  }
  project.provide('trino', line === undefined ? null : (JSON.parse(String(line[0])) as RunningTrino));
  return async () => {
    script.stdin.end();
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
}
