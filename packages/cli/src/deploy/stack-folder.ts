// The folder of the stack: the clone that this copy of the CLI was built in, with `sst.config.ts`, `infra` and the installed sst; or one in the user's
// cache, unpacked from the npm package, where sst is installed when it is first needed.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TracelakeError } from '@tracelake/schema';
import type { Environment } from '../config.ts';

const WORKSPACE = 'tracelake-workspace';
const SST = 'node_modules/sst/bin/sst.mjs';
/** Written when npm has ended well: one that was killed leaves sst without the half of what it needs. */
const INSTALLED = 'node_modules/.tracelake-installed';

export interface StackFolder {
  readonly path: string;
  /** The sst command: a script of Node. */
  readonly sst: string;
}

export interface StackSource {
  readonly path: string;
  readonly isClone: boolean;
}

/** Throws `stack_not_found`. */
export function findStack(from: string = import.meta.url): StackSource {
  const own = dirname(fileURLToPath(from));
  const clone = workspaceAbove(own);
  if (clone !== null) {
    if (existsSync(join(clone, SST))) return { path: clone, isClone: true };
    throw new TracelakeError('stack_not_found', `sst is not installed in ${clone}.`, {
      hint: `Run "npm ci" in ${clone}; it installs the version that the stack is written for.`,
    });
  }
  const packed = join(own, 'stack');
  if (existsSync(join(packed, 'sst.config.ts'))) return { path: packed, isClone: false };
  throw new TracelakeError('stack_not_found', 'This copy of tracelake comes without the stack.');
}

export interface UnpackOptions {
  readonly environment: Environment;
  readonly onText: (text: string) => void;
}

/** A folder that sst can run in, which writes into it. Throws `stack_not_found` where sst cannot be installed. */
export async function openStack({ path, isClone }: StackSource, options: UnpackOptions): Promise<StackFolder> {
  if (isClone) return { path, sst: join(path, SST) };
  const { environment, onText } = options;
  const manifest = readManifest(path);
  const cache = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(cache, 'tracelake', `stack-${manifest.version}`);
  mkdirSync(folder, { recursive: true });
  cpSync(path, folder, { recursive: true });
  const sst = join(folder, SST);
  if (!existsSync(join(folder, INSTALLED)) || !existsSync(sst)) {
    onText(`Installing sst ${manifest.dependencies['sst']} and DuckDB's library into ${folder} (200 MB, once) …\n`);
    const exitCode = await npmInstall(folder, options);
    if (exitCode !== 0 || !existsSync(sst)) {
      throw new TracelakeError(
        'stack_not_found',
        `npm could not install sst in ${folder} (it ended with ${exitCode}).`,
        {
          details: { folder, exitCode },
          hint: `Run "npm install" in ${folder} to see why; then the same command again.`,
        },
      );
    }
    writeFileSync(join(folder, INSTALLED), '');
  }
  return { path: folder, sst };
}

function npmInstall(cwd: string, { environment, onText }: UnpackOptions): Promise<number | null> {
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const child = spawn('npm', args, { cwd, env: environment as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onText);
  return new Promise((resolve) => {
    // There is no npm.
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
}

interface StackManifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function readManifest(folder: string): StackManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as StackManifest;
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
