// Builds what the stack uploads, from the clone's own scripts, and says where it lies: absolute, since a relative path would be
// looked for in `.sst/platform`.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

export interface Artifacts {
  readonly layerZip: string;
  /** A folder: the query service with DuckDB's library for its architecture. */
  readonly queryFunction: string;
}

export function buildArtifacts({ architecture }: Settings): Artifacts {
  const { root } = $cli.paths;
  const node = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  node('scripts/build-layer.mjs');
  node('scripts/build-query-function.mjs', architecture);
  return {
    layerZip: join(root, 'packages/extension/dist/tracelake-extension.zip'),
    queryFunction: join(root, `packages/server/dist/query-function-${architecture}`),
  };
}
