// What the extension adds to a cold start, beside an empty Node extension in the same run, on each Node that Lambda has:
// CPU until the first `next`, when the platform may start the runtime, when the function is ready, memory.
// `node scripts/bench.mjs extension-start [rounds]`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_EXTENSION_LAYER, fixtureHandler, lambdaNodes, startLambdaPlatform } from '@tracelake/testkit';

const ROUNDS = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'tracelake-layer-'));
execFileSync(process.execPath, ['scripts/build-layer.mjs', folder], { stdio: 'inherit' });

interface Start {
  readonly registeredMs: number;
  readonly nextMs: number;
  readonly runtimeReadyMs: number;
  readonly cpuMs: number;
  readonly residentMb: number;
}

async function start(nodeBinary: string, layer: string, name: string): Promise<Start> {
  const platform = await startLambdaPlatform({
    handler: fixtureHandler('plain'),
    layers: [layer],
    nodeBinary,
    environment: {
      TRACELAKE_STREAM_NAME: 'traces',
      TRACELAKE_OTLP_PORT: '0',
      TRACELAKE_TELEMETRY_HOST: '127.0.0.1',
      TRACELAKE_SPOOL_FOLDER: join(folder, 'spool'),
      AWS_ENDPOINT_URL_FIREHOSE: 'http://127.0.0.1:9',
    },
  });
  try {
    const init = await platform.init();
    const { registeredMs, readyMs, cpuToReadyMs, residentAtReadyMb } = init.extensions[name];
    return {
      registeredMs: registeredMs ?? Number.NaN,
      nextMs: readyMs ?? Number.NaN,
      runtimeReadyMs: init.runtimeReadyMs ?? Number.NaN,
      cpuMs: cpuToReadyMs ?? Number.NaN,
      residentMb: residentAtReadyMb ?? Number.NaN,
    };
  } finally {
    await platform.close();
  }
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const KINDS = [
  { label: 'empty', layer: EMPTY_EXTENSION_LAYER, name: 'empty' },
  { label: 'tracelake', layer: join(folder, 'layer'), name: 'tracelake' },
] as const;

console.log('median (least) of', ROUNDS, 'cold starts each, taken in turn');
console.log('node      extension   CPU to next ms   registered ms   next ms   function ready ms   resident MB');
for (const { path: node, version } of lambdaNodes()) {
  const starts = KINDS.map(() => [] as Start[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { layer, name }] of KINDS.entries()) starts[i].push(await start(node, layer, name));
  }
  const both = (i: number, key: keyof Start) => {
    const values = starts[i].map((start) => start[key]);
    return `${middle(values).toFixed(1)} (${Math.min(...values).toFixed(1)})`;
  };
  for (const [i, { label }] of KINDS.entries()) {
    const cells = (['cpuMs', 'registeredMs', 'nextMs', 'runtimeReadyMs', 'residentMb'] as const).map((key) =>
      both(i, key).padStart(15),
    );
    console.log(version.padEnd(9), label.padEnd(10), cells.join(' '));
  }
  const ratio = (key: keyof Start, of: (values: number[]) => number) =>
    of(starts[1].map((start) => start[key])) / of(starts[0].map((start) => start[key]));
  console.log(
    version.padEnd(9),
    'ratio     ',
    `CPU ${ratio('cpuMs', middle).toFixed(2)} (least ${ratio('cpuMs', (values) => Math.min(...values)).toFixed(2)}),`,
    `function ready ${ratio('runtimeReadyMs', middle).toFixed(2)}`,
  );
}
rmSync(folder, { recursive: true });
