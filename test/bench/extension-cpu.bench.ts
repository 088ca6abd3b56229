// CPU that the whole extension takes of a function's environment, from its first invocation on, beside an extension made of ready parts (sdk-extension.ts) and one
// that does nothing: real processes on the fake platform, in turn, with the same spans and the same rhythm.
// `node scripts/bench.mjs extension-cpu [invocations] [spans an invocation] [mode] [Node version] [ours|SDK|empty …]`
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_EXTENSION_LAYER, lambdaNodes } from '@tracelake/testkit';
import { postedBodies, rowsTaken, startBenchFunction } from './bench-function.ts';

const [INVOCATIONS, SPANS] = [process.argv[2] ?? 400, process.argv[3] ?? 12].map(Number);
const [MODE = 'auto', NODE = '20', ...KINDS] = process.argv.slice(4);
/** CPU is told of so many parts of the run: the first pays for all that is loaded and not yet warm. */
const PARTS = 4;
const folder = mkdtempSync(join(tmpdir(), 'tracelake-layer-'));

function ownLayer(): string {
  execFileSync(process.execPath, ['scripts/build-layer.mjs', join(folder, 'own')]);
  return join(folder, 'own/layer');
}

function sdkLayer(): string {
  const layer = join(folder, 'sdk');
  const launcher = join(layer, 'extensions/sdk');
  mkdirSync(join(layer, 'extensions'), { recursive: true });
  const options = ['--bundle', '--minify', '--platform=node', '--format=esm', `--outfile=${join(layer, 'sdk.mjs')}`];
  const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  execFileSync('node_modules/.bin/esbuild', ['test/bench/sdk-extension.ts', ...options, `--banner:js=${banner}`]);
  writeFileSync(launcher, '#!/bin/sh\nexec node "$(dirname "$0")/../sdk.mjs"\n');
  chmodSync(launcher, 0o755);
  return layer;
}

const LAYERS: Readonly<Record<string, () => string>> = {
  ours: ownLayer,
  SDK: sdkLayer,
  empty: () => EMPTY_EXTENSION_LAYER,
};

/** Milliseconds of CPU of the init and of each part of the run, and the rows that Firehose took. */
async function run(kind: string, nodeBinary: string): Promise<{ initCpuMs: number; cpuMs: number[]; rows: number }> {
  const benchFunction = await startBenchFunction({
    layer: LAYERS[kind]!(),
    nodeBinary,
    postsSpans: kind !== 'empty',
    freezeAfterMs: null,
    folder,
    flush: MODE,
  });
  const { platform, firehose } = benchFunction;
  try {
    const bodies = postedBodies(50, SPANS);
    await platform.init();
    const cpuMs: number[] = [];
    const initCpuMs = platform.usage().cpuMs;
    let before = initCpuMs;
    for (let invocation = 1; invocation <= INVOCATIONS; invocation++) {
      await platform.invoke(kind === 'empty' ? {} : { bodies: [bodies[invocation % bodies.length]] });
      if (invocation % (INVOCATIONS / PARTS) !== 0) continue;
      const now = platform.usage().cpuMs;
      cpuMs.push(now - before);
      before = now;
    }
    await platform.shutdown();
    return { initCpuMs, cpuMs, rows: rowsTaken(firehose) };
  } finally {
    await benchFunction.close();
  }
}

const kinds = KINDS.length > 0 ? KINDS : Object.keys(LAYERS);
console.log(
  `${INVOCATIONS} invocations × ${SPANS} spans, mode ${MODE}; µs of CPU a span in all, by quarter of the run, and ms of the init before it`,
);
for (const { path, version } of lambdaNodes().filter(({ version }) => version.startsWith(NODE))) {
  console.log(`Node ${version}`);
  let base: number | undefined;
  for (const kind of kinds) {
    const { initCpuMs, cpuMs, rows } = await run(kind, path);
    const perSpan = (ms: number, parts: number) => (ms * 1_000 * parts) / (INVOCATIONS * SPANS);
    const total = perSpan(
      cpuMs.reduce((sum, ms) => sum + ms, 0),
      1,
    );
    base ??= total;
    const quarters = cpuMs.map((ms) => perSpan(ms, PARTS).toFixed(0)).join(' ');
    console.log(
      `  ${kind.padEnd(6)} ${total.toFixed(0).padStart(5)} µs (${quarters})  ${(total / base).toFixed(2)} × ours, ${rows} rows, init ${initCpuMs.toFixed(0)} ms`,
    );
  }
}
rmSync(folder, { recursive: true });
