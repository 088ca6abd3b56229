// Records a real Trino's answers for test/conformance/differential: `node scripts/record-trino.mjs [URL] [group …]`.
// Without a URL it starts a Trino of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

const FOLDER = 'test/conformance/differential';

const args = process.argv.slice(2);
const given = args[0]?.startsWith('http') ? args.shift() : undefined;
// Inside the workspace, so that packages which are not bundled are found.
const work = await mkdtemp('packages/engine/.record-');
const trino =
  given === undefined
    ? spawn(process.execPath, ['scripts/trino.mjs'], { stdio: ['pipe', 'pipe', 'inherit'] })
    : undefined;
try {
  const url = given ?? JSON.parse((await once(createInterface(trino.stdout), 'line'))[0]).url;
  const outfile = join(work, 'record.mjs');
  await build({
    entryPoints: [join(FOLDER, 'record.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    keepNames: true,
    external: ['@duckdb/node-api'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const recording = spawn(process.execPath, [outfile, url, FOLDER, ...args], { stdio: 'inherit' });
  [process.exitCode] = await once(recording, 'exit');
} finally {
  trino?.stdin.end();
  await rm(work, { recursive: true });
}
