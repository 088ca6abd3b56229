// What flags of Node do to the extension's memory, beside what they cost: CPU to the first `next`, CPU an invocation (decoding included).
// `node scripts/bench.mjs extension-memory [invocations] [spans an invocation] [Node version] [empty|no-sdk|tracelake|--flag …]`
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_EXTENSION_LAYER, lambdaNodes } from '@tracelake/testkit';
import { postedBodies, startBenchFunction } from './bench-function.ts';

const [INVOCATIONS, SPANS] = [process.argv[2] ?? 300, process.argv[3] ?? 4].map(Number);
const [NODE = '', ...VARIANTS] = process.argv.slice(4);

/** Flags of Node in the launcher, beside the extension as it is (which sets some of its own once it runs: io/small-heap.ts). */
const FLAGS: readonly string[] = [
  '--lite-mode',
  '--jitless',
  '--no-opt',
  '--optimize-for-size',
  '--max-lazy',
  '--max-semi-space-size=1',
  '--max-old-space-size=32',
  '--single-threaded',
  '--v8-pool-size=0',
  '--stack-size=256',
];

const folder = mkdtempSync(join(tmpdir(), 'tracelake-layer-'));
execFileSync(process.execPath, ['scripts/build-layer.mjs', join(folder, 'plain')], { stdio: 'inherit' });

function layerOf(variant: string): string {
  if (variant === 'empty') return EMPTY_EXTENSION_LAYER;
  if (variant === 'tracelake' || variant === 'no-sdk') return join(folder, 'plain/layer');
  const layer = join(folder, variant, 'layer');
  cpSync(join(folder, 'plain/layer'), layer, { recursive: true });
  const launcher = join(layer, 'extensions/tracelake');
  writeFileSync(launcher, readFileSync(launcher, 'utf8').replace('exec "$node"', `exec "$node" ${variant}`));
  return layer;
}

async function run(nodeBinary: string, variant: string): Promise<string> {
  const hasSdk = variant !== 'empty' && variant !== 'no-sdk';
  const benchFunction = await startBenchFunction({
    layer: layerOf(variant),
    nodeBinary,
    postsSpans: hasSdk,
    freezeAfterMs: 0,
    folder,
  });
  const { platform } = benchFunction;
  try {
    const init = await platform.init();
    const { cpuToReadyMs, residentAtReadyMb } = Object.values(init.extensions)[0]!;
    const bodies = postedBodies(10, SPANS);
    const atStart = platform.usage();
    const residentMb: number[] = [];
    for (let invocation = 0; invocation < INVOCATIONS; invocation++) {
      await platform.invoke(hasSdk ? { bodies: [bodies[invocation % bodies.length]] } : {});
      if ((invocation + 1) % (INVOCATIONS / 4) === 0) residentMb.push(platform.usage().residentMb);
    }
    const { privateMb, anonymousMb, cpuMs } = platform.usage();
    if (platform.inits.length > 1)
      throw new Error(`${variant}: the extension was started ${platform.inits.length} times`);
    return [
      variant.padEnd(22),
      (cpuToReadyMs ?? Number.NaN).toFixed(1).padStart(7),
      (residentAtReadyMb ?? Number.NaN).toFixed(1).padStart(7),
      residentMb.map((mb) => mb.toFixed(1)).join(' → '),
      `${privateMb.toFixed(1).padStart(6)} private, ${anonymousMb.toFixed(1)} anonymous`,
      `${((cpuMs - atStart.cpuMs) / INVOCATIONS).toFixed(2).padStart(6)} ms`,
    ].join('  ');
  } finally {
    await benchFunction.close();
  }
}

console.log(`${INVOCATIONS} invocations × ${SPANS} spans; MB; CPU ms`);
for (const { path, version } of lambdaNodes().filter(({ version }) => version.startsWith(NODE))) {
  console.log(`Node ${version}`.padEnd(22), 'to next, resident there, resident by quarter, own, CPU an invocation');
  for (const variant of VARIANTS.length > 0 ? VARIANTS : ['empty', 'no-sdk', 'tracelake', ...FLAGS])
    console.log(await run(path, variant));
}
rmSync(folder, { recursive: true });
