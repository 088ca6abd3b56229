// Starts one stand-in for AWS for all tests that ask for it, or says loudly why there is none. Where CI is set, there must be one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

export interface RunningStand {
  readonly url: string;
  /** DuckDB's httpfs extension, as its makers signed it. */
  readonly httpfs: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    stand: RunningStand | null;
  }
}

export default async function startStand(project: TestProject): Promise<() => Promise<void>> {
  const script = spawn(process.execPath, ['scripts/stand.mjs'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(script, 'exit');
  const line = await Promise.race([once(createInterface(script.stdout), 'line'), exited.then(() => undefined)]);
  if (line === undefined) {
    if (process.env['CI'] !== undefined)
      throw new Error('There is no stand-in for AWS: nothing that asks a bucket can be tested.');
    console.warn(
      '\n*** No stand-in for AWS here: NOTHING that asks a bucket was tested (test/aws, whole-chain). ***\n',
    );
  }
  project.provide('stand', line === undefined ? null : (JSON.parse(String(line[0])) as RunningStand));
  return async () => {
    script.stdin.end();
    await exited;
  };
}
