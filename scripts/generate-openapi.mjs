// Writes packages/server/openapi.json and the table of docs/api.md from the routes' schemas. A test fails when they differ.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  const { openapiDocument, routesTable } = await import(pathToFileURL(outfile).href);
  const document = await openapiDocument();
  await writeFile('packages/server/openapi.json', document);
  const page = await readFile('docs/api.md', 'utf8');
  const [before, rest] = page.split(/(?<=<!-- routes: guarded by [^>]* -->\n)/);
  await writeFile(
    'docs/api.md',
    `${before}${routesTable(document)}\n${rest.slice(rest.indexOf('<!-- end of routes -->'))}`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
