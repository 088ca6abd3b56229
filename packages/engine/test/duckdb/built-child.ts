// Builds the child's entry as the product build does, into a folder from which its packages can be found.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface BuiltChild {
  readonly entry: string;
  remove(): void;
}

export async function buildChild(): Promise<BuiltChild> {
  const parent = join(PACKAGE, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  const outdir = mkdtempSync(join(parent, 'duckdb-child-'));
  await build({
    entryPoints: [join(PACKAGE, 'src/duckdb/duckdb-child.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    keepNames: true,
    external: ['@duckdb/node-api'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return { entry: join(outdir, 'duckdb-child.mjs'), remove: () => rmSync(outdir, { recursive: true, force: true }) };
}
