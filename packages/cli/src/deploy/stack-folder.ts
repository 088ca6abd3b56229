// The folder of the stack: the clone that this copy of the CLI was built in, with `sst.config.ts`, `infra` and the installed sst.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TracelakeError } from '@tracelake/schema';

const WORKSPACE = 'tracelake-workspace';

export interface StackFolder {
  readonly path: string;
  /** The sst command: a script of Node. */
  readonly sst: string;
}

/** Throws `stack_not_found`. */
export function findStackFolder(from: string = import.meta.url): StackFolder {
  const path = workspaceAbove(dirname(fileURLToPath(from)));
  if (path === null) throw new TracelakeError('stack_not_found', 'This copy of tracelake comes without the stack.');
  const sst = join(path, 'node_modules/sst/bin/sst.mjs');
  if (existsSync(sst)) return { path, sst };
  throw new TracelakeError('stack_not_found', `sst is not installed in ${path}.`, {
    hint: `Run "npm ci" in ${path}; it installs the version that the stack is written for.`,
  });
}

/** A user's own app may have an `sst.config.ts`, too: the name tells. */
function workspaceAbove(folder: string): string | null {
  for (let path = folder; ; path = dirname(path)) {
    const manifest = join(path, 'package.json');
    const isHere = existsSync(join(path, 'sst.config.ts')) && existsSync(manifest);
    if (isHere && JSON.parse(readFileSync(manifest, 'utf8')).name === WORKSPACE) return path;
    if (path === dirname(path)) return null;
  }
}
