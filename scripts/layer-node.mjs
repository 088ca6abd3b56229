// The Node that a layer brings along, as npm has it: fetched once into a cache folder outside the clone, 50 MB an architecture.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The version on which the layer is tested; 24 takes 10 ms more to start, and 8 MB more memory. */
const VERSION = '22.23.3';

/** `x64` or `arm64`; on any machine, since nothing of it is run. */
export async function nodeBinary(architecture) {
  const name = `node-linux-${architecture}`;
  const folder = join(homedir(), '.cache', 'tracelake-layer-nodes', VERSION, architecture);
  const path = join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const args = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--force', `${name}@${VERSION}`];
    const { status } = spawnSync('npm', ['install', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`npm could not fetch ${name} ${VERSION}`);
  }
  return { content: await readFile(path), version: VERSION };
}
