// Builds the query service for Lambda as a folder: our code bundled, the page, DuckDB's library and its httpfs extension for the architecture.
// `node scripts/build-query-function.mjs [arm64|x86_64]`. What is not in the clone is downloaded once, into a cache folder outside it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

const ARCHITECTURES = { arm64: { npm: 'arm64', duckdb: 'linux_arm64' }, x86_64: { npm: 'x64', duckdb: 'linux_amd64' } };
const architecture = process.argv[2] ?? 'arm64';
const names = ARCHITECTURES[architecture];
if (names === undefined) throw new Error(`${architecture} is not arm64 or x86_64`);

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

const outdir = `packages/server/dist/query-function-${architecture}`;
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracelake-query-function');
const { version } = JSON.parse(await readFile('node_modules/@duckdb/node-api/package.json', 'utf8'));
const [library, httpfs] = await Promise.all([duckdbLibrary(), httpfsExtension()]);

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
await cp(httpfs, join(outdir, 'httpfs.duckdb_extension'));
const modules = join(outdir, 'node_modules/@duckdb');
for (const name of ['node-api', 'node-bindings']) {
  const folder = `node_modules/@duckdb/${name}`;
  await cp(folder, join(modules, name), { recursive: true, filter: (path) => !/\.(d\.ts|map|md)$/.test(path) });
}
await cp(library, join(modules, `node-bindings-linux-${names.npm}`), { recursive: true });
console.log(outdir);

/** The package with DuckDB's library: npm installs that of this machine only. */
async function duckdbLibrary() {
  const name = `node-bindings-linux-${names.npm}`;
  const installed = join('node_modules/@duckdb', name);
  if (existsSync(installed)) return installed;
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  console.error(`Downloading DuckDB's library for ${architecture} (25 MB) into ${cache}`);
  const packed = execFileSync('npm', ['pack', '--silent', `@duckdb/${name}@${version}`, '--pack-destination', fresh]);
  execFileSync('tar', ['-xzf', join(fresh, packed.toString().trim()), '-C', fresh]);
  await rename(join(fresh, 'package'), folder);
  await rm(fresh, { recursive: true });
  return folder;
}

/** As its makers signed it, which DuckDB checks when it is loaded. */
async function httpfsExtension() {
  const given = process.env[`TRACELAKE_HTTPFS_${architecture.toUpperCase()}`];
  if (given) return given;
  const duckdb = `v${version.split('-')[0]}`;
  const file = join(cache, `httpfs-${duckdb}-${names.duckdb}.duckdb_extension`);
  if (existsSync(file)) return file;
  await mkdir(cache, { recursive: true });
  console.error(`Downloading DuckDB's httpfs extension for ${architecture} (7 MB) into ${cache}`);
  const url = `https://extensions.duckdb.org/${duckdb}/${names.duckdb}/httpfs.duckdb_extension.gz`;
  const answer = await fetch(url).catch((error) => ({ ok: false, status: error.cause?.code ?? error.message }));
  if (!answer.ok) {
    const variable = `TRACELAKE_HTTPFS_${architecture.toUpperCase()}`;
    throw new Error(`DuckDB's httpfs extension cannot be had (${answer.status}); ${variable} may name a copy`);
  }
  const bytes = gunzipSync(Buffer.from(await answer.arrayBuffer()));
  await writeFile(`${file}.${process.pid}`, bytes);
  await rename(`${file}.${process.pid}`, file);
  return file;
}
