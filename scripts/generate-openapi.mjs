// Writes packages/server/openapi.json from the routes' schemas. A test fails when it differs.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Inside the workspace, so that packages which are not bundled are found.
const folder = await mkdtemp('packages/server/.generate-');
try {
  const outfile = join(folder, 'openapi-document.mjs');
  await build({
    entryPoints: ['packages/server/src/openapi-document.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@duckdb/node-api'],
    // CommonJS packages in an ESM bundle look for require.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const { openapiDocument } = await import(pathToFileURL(outfile).href);
  await writeFile('packages/server/openapi.json', await openapiDocument());
} finally {
  await rm(folder, { recursive: true, force: true });
}
