// Builds the npm package as a folder: `node scripts/build-package.mjs [FOLDER]`, then `npm pack FOLDER`. It has the CLI, the page, and the stack with
// what a clone would build for it, so that \`tracelake deploy\` needs no clone.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleQueryFunction } from './bundle-query-function.mjs';

const outdir = process.argv[2] ?? 'target/package';
const stack = join(outdir, 'dist/stack');
/** Native, or loaded by name at run time: all else is in the bundles. */
const INSTALLED = /^@duckdb\/|^@opentelemetry\//;

const read = async (path) => JSON.parse(await readFile(path, 'utf8'));
const write = (path, value) => writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
const run = (...args) => execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });

await rm(outdir, { recursive: true, force: true });
run('scripts/build.mjs', join(outdir, 'dist'));
await cp('packages/cli/bin', join(outdir, 'bin'), { recursive: true });
await cp('README.md', join(outdir, 'README.md'));
const { name, version, description, license, type, engines, bin, dependencies } =
  await read('packages/cli/package.json');
const installed = Object.entries(dependencies).filter(([dependency]) => INSTALLED.test(dependency));
await write(join(outdir, 'package.json'), {
  ...{ name, version, description, license, type, engines, bin },
  exports: { './sst': './dist/sst/tracelake.ts', './package.json': './package.json' },
  files: ['bin', 'dist'],
  dependencies: Object.fromEntries(installed),
});

// A clone's stack, but what it builds is built, and its imports are inside: SST puts its globals into this file as into any.
await build({
  entryPoints: ['infra/stack.ts'],
  outfile: join(stack, 'infra/stack.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
const config = await readFile('sst.config.ts', 'utf8');
await writeFile(join(stack, 'sst.config.ts'), config.replace('./infra/stack.ts', './infra/stack.js'));
const { devDependencies } = await read('package.json');
await write(join(stack, 'package.json'), {
  ...{ name: 'tracelake-stack', version, private: true, type: 'module' },
  dependencies: { '@duckdb/node-api': dependencies['@duckdb/node-api'], sst: devDependencies.sst },
});
await mkdir(join(stack, 'scripts'));
await cp('scripts/add-duckdb.mjs', join(stack, 'scripts/add-duckdb.mjs'));
await bundleQueryFunction(join(stack, 'built/query-function'));
const layer = join(stack, 'built/layer');
run('scripts/build-layer.mjs', layer);
await cp(join(layer, 'tracelake-extension.zip'), join(stack, 'built/tracelake-extension.zip'));
await rm(layer, { recursive: true });
console.log(outdir);
