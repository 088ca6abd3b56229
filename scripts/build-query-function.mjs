// Builds the query service for Lambda as a folder: our code bundled, the page, DuckDB's library and its httpfs extension for the architecture.
// `node scripts/build-query-function.mjs [arm64|x86_64]`
import { execFileSync } from 'node:child_process';
import { bundleQueryFunction } from './bundle-query-function.mjs';

const architecture = process.argv[2] ?? 'arm64';
const outdir = `packages/server/dist/query-function-${architecture}`;
await bundleQueryFunction(outdir);
execFileSync(process.execPath, ['scripts/add-duckdb.mjs', outdir, architecture], { stdio: 'inherit' });
console.log(outdir);
