// Bundles what is deployed or spawned: the CLI, the worker thread of the roll, the DuckDB child, the demo's shop; and the page, for browsers.
// `node scripts/build.mjs [FOLDER] [--without-page]`; tests build into a folder of their own.
// Stale files go last: what runs from the folder finds its parts at every moment of a build.
import { cp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

const outdir = process.argv[2] ?? 'packages/cli/dist';
const options = {
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // antlr4ng and the translator dispatch on class names.
  keepNames: true,
  // CommonJS packages in an ESM bundle look for require and __filename.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
};
// Native or loaded by name at run time is external; everything else is in the bundle.
const [parts, child] = await Promise.all([
  build({
    ...options,
    entryPoints: {
      main: 'packages/cli/src/main.ts',
      'roll-worker': 'packages/server/src/ingest/roll-worker.ts',
      'demo-shop': 'packages/cli/src/demo/demo-shop.ts',
    },
    splitting: true,
    external: ['@duckdb/node-api', '@opentelemetry/*'],
  }),
  // Whole by itself: its start took 0.46 s of CPU time with the parts it would share (the parser's among them) and DuckDB's sixty files, 0.16 without.
  build({
    ...options,
    entryPoints: { 'duckdb-child': 'packages/engine/src/duckdb/duckdb-child.ts' },
    external: ['@duckdb/node-bindings'],
  }),
]);
if (!process.argv.includes('--without-page')) await buildPage(join(outdir, 'page'));
await cp('queries', join(outdir, 'queries'), { recursive: true });
// As it stands: its user's SST bundles it, with SST's globals put in.
await cp('packages/cli/src/sst', join(outdir, 'sst'), { recursive: true });
const outputs = [parts, child].flatMap(({ metafile }) => Object.keys(metafile.outputs));
const built = new Set(outputs.map((path) => basename(path)));
built.add('page').add('queries').add('sst');
for (const file of await readdir(outdir)) if (!built.has(file)) await rm(join(outdir, file), { recursive: true });
