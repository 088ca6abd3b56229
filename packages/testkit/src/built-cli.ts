// The CLI and what stands beside it, built as for a release into a folder of the test's own.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLONE_FOLDER } from './clone-folder.ts';

export interface BuiltCli {
  /** `main.js`, to be run with Node. */
  readonly main: string;
  readonly rollWorker: string;
  readonly duckdbChild: string;
  readonly demoShop: string;
  remove(): Promise<void>;
}

/** About two seconds. The folder lies inside the CLI's package, from where its dependencies are found. */
export async function buildCli(): Promise<BuiltCli> {
  const parent = join(CLONE_FOLDER, 'packages/cli/node_modules/.cache');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'built-cli-'));
  await promisify(execFile)(process.execPath, ['scripts/build.mjs', folder, '--without-page'], { cwd: CLONE_FOLDER });
  return {
    main: join(folder, 'main.js'),
    rollWorker: join(folder, 'roll-worker.js'),
    duckdbChild: join(folder, 'duckdb-child.js'),
    demoShop: join(folder, 'demo-shop.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
