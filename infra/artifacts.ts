// What the stack uploads, and where it lies: built from a clone's sources, or as the npm package brings it. Absolute, since a relative path would be
// looked for in `.sst/platform`.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
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
  const built = join(root, 'built');
  if (existsSync(built)) {
    const queryFunction = join(built, `query-function-${architecture}`);
    rmSync(queryFunction, { recursive: true, force: true });
    cpSync(join(built, 'query-function'), queryFunction, { recursive: true });
    node('scripts/add-duckdb.mjs', queryFunction, architecture);
    return { layerZip: join(built, 'tracelake-extension.zip'), queryFunction };
  }
  node('scripts/build-layer.mjs');
  node('scripts/build-query-function.mjs', architecture);
  return {
    layerZip: join(root, 'packages/extension/dist/tracelake-extension.zip'),
    queryFunction: join(root, `packages/server/dist/query-function-${architecture}`),
  };
}
