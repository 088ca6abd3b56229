// Functions to be run on the fake platform, and the empty extension that ratios are measured against.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CLONE_FOLDER } from '../clone-folder.ts';

const FOLDER = join(CLONE_FOLDER, 'packages/testkit/src/lambda');

export const EMPTY_EXTENSION_LAYER = join(FOLDER, 'empty-extension');

/** What each does stands at the top of its file in `functions/`. */
export type FixtureFunction =
  | 'plain'
  | 'otel-protobuf'
  | 'otel-json'
  | 'otel-init'
  | 'posts-otlp'
  | 'logs'
  | 'streams'
  | 'throws'
  | 'times-out'
  | 'allocates'
  | 'exits'
  | 'init-throws'
  | 'init-throws-once'
  | 'init-exits'
  | 'init-hangs';

/** For the platform's `handler`. */
export function fixtureHandler(name: FixtureFunction): string {
  return join(FOLDER, 'functions', `${name}.mjs.handler`);
}

/** For the platform's `bootstrap` and `handler`: a Python function, in a sandbox without any Node. `undefined` where there is no Python. */
export function pythonFixture(): { bootstrap: [string, string]; handler: string } | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  return {
    bootstrap: [stdout.trim(), join(FOLDER, 'runtime/main.py')],
    handler: join(FOLDER, 'functions/plain.py.handler'),
  };
}
