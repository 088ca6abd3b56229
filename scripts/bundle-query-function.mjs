// Bundles the query service for Lambda and its page, without DuckDB's library: what every architecture shares. `import { bundleQueryFunction }`.
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

/**
 * A module's import of node:http reads every name of it, and one of them loads undici: 20 ms and 10 MB; one of node:crypto's loads
 * Web Crypto. `require` does not.
 */
const requiredLazily = {
  name: 'required-lazily',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(https?|crypto)$/ }, ({ path, namespace }) =>
      namespace === 'required' ? { path, external: true } : { path, namespace: 'required' },
    );
    onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({ contents: `module.exports = require('${path}')` }));
  },
};

/** The folder is made anew. */
export async function bundleQueryFunction(outdir) {
  await rm(outdir, { recursive: true, force: true });
  const options = {
    outdir,
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  };
  await build({
    ...options,
    entryPoints: { 'query-function': 'packages/server/src/lambda/main.ts' },
    // What only a query needs lies in files of its own, which only a query loads.
    splitting: true,
    plugins: [requiredLazily],
    external: ['@duckdb/node-api'],
  });
  await build({
    ...options,
    entryPoints: { 'duckdb-child': 'packages/engine/src/duckdb/duckdb-child.ts' },
    external: ['@duckdb/node-bindings'],
  });
  await writeFile(join(outdir, 'package.json'), '{"type":"module"}\n');
  // Built where the CLI has it, so once for both.
  const page = 'packages/cli/dist/page';
  await buildPage(page);
  await cp(page, join(outdir, 'page'), { recursive: true, filter: (path) => !path.endsWith('sources.txt') });
}
