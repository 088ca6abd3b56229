// Runs one benchmark, `node scripts/bench.mjs parquet`: bundles test/bench/<name>.bench.ts as the product is bundled, and runs it.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const [name, ...args] = process.argv.slice(2);
const known = (await readdir('test/bench')).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
if (!known.includes(name)) {
  console.error(`Usage: node scripts/bench.mjs <${known.join('|')}> [arguments]`);
  process.exit(2);
}
// Inside the clone, from where DuckDB's library is found.
const parent = join(process.cwd(), 'node_modules', '.cache');
await mkdir(parent, { recursive: true });
const folder = await mkdtemp(join(parent, 'bench-'));
const outfile = join(folder, `${name}.mjs`);
try {
  await build({
    entryPoints: [`test/bench/${name}.bench.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['@duckdb/node-api', 'playwright-core'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' }).status ?? 1;
} finally {
  await rm(folder, { recursive: true });
}
