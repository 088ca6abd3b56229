// Puts DuckDB into the folder of the query service: its library and its httpfs extension for the architecture.
// `node scripts/add-duckdb.mjs FOLDER arm64|x86_64`, beside a node_modules that has DuckDB. What is not there is downloaded once, into a cache folder.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ARCHITECTURES = { arm64: { npm: 'arm64', duckdb: 'linux_arm64' }, x86_64: { npm: 'x64', duckdb: 'linux_amd64' } };
const [folder, architecture] = process.argv.slice(2);
const names = ARCHITECTURES[architecture];
if (names === undefined) throw new Error(`${architecture} is not arm64 or x86_64`);

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracelake-query-function');
const { version } = JSON.parse(await readFile('node_modules/@duckdb/node-api/package.json', 'utf8'));
const [library, httpfs] = await Promise.all([duckdbLibrary(), httpfsExtension()]);
await cp(httpfs, join(folder, 'httpfs.duckdb_extension'));
const modules = join(folder, 'node_modules/@duckdb');
for (const name of ['node-api', 'node-bindings']) {
  const from = `node_modules/@duckdb/${name}`;
  await cp(from, join(modules, name), { recursive: true, filter: (path) => !/\.(d\.ts|map|md)$/.test(path) });
}
await cp(library, join(modules, `node-bindings-linux-${names.npm}`), { recursive: true });

/** The package with DuckDB's library: npm installs that of this machine only. */
async function duckdbLibrary() {
  const name = `node-bindings-linux-${names.npm}`;
  const installed = join('node_modules/@duckdb', name);
  if (existsSync(installed)) return installed;
  const kept = join(cache, `${name}-${version}`);
  if (existsSync(kept)) return kept;
  const fresh = `${kept}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  console.error(`Downloading DuckDB's library for ${architecture} (25 MB) into ${cache}`);
  const packed = execFileSync('npm', ['pack', '--silent', `@duckdb/${name}@${version}`, '--pack-destination', fresh]);
  execFileSync('tar', ['-xzf', join(fresh, packed.toString().trim()), '-C', fresh]);
  await rename(join(fresh, 'package'), kept);
  await rm(fresh, { recursive: true });
  return kept;
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
