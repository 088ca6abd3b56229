// Functions to be run on the fake platform, and the empty extension that ratios are measured against.
import { join } from 'node:path';
import { CLONE_FOLDER } from '../clone-folder.ts';

const FOLDER = join(CLONE_FOLDER, 'packages/testkit/src/lambda');

export const EMPTY_EXTENSION_LAYER = join(FOLDER, 'empty-extension');

/** What each does stands at the top of its file in `functions/`. */
export type FixtureFunction =
  | 'plain'
  | 'otel-protobuf'
  | 'otel-json'
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
