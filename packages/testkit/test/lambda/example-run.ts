// The fake platform with the example extension on it, ended after each test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fixtureHandler,
  type LambdaPlatform,
  type LambdaPlatformOptions,
  startLambdaPlatform,
} from '@tracelake/testkit';
import { afterEach } from 'vitest';
import { EXAMPLE_LAYER, type ExampleJournal, exampleJournal } from './example-journal.ts';

export interface ExampleRun extends ExampleJournal {
  readonly platform: LambdaPlatform;
}

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

export async function runExample(
  options: Partial<LambdaPlatformOptions> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<ExampleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-example-'));
  const path = join(folder, 'journal.ndjson');
  const platform = await startLambdaPlatform({
    handler: fixtureHandler('plain'),
    layers: [EXAMPLE_LAYER],
    environment: { EXAMPLE_JOURNAL: path, ...variables },
    ...options,
  });
  cleanups.push(async () => {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { platform, ...exampleJournal(path) };
}
