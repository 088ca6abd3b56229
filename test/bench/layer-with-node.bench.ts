// What the layer with its own Node costs a function that is not Node: a Python function of 128 MB with it and without. `[starts]`, default 7.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LambdaPlatform,
  lambdaNodes,
  pythonFixture,
  SPANS_CONVERSION,
  startFirehose,
  startLambdaPlatform,
  TEST_CREDENTIALS,
} from '@tracelake/testkit';

const [STARTS = 7] = process.argv.slice(2).map(Number);
const INVOCATIONS = 50;
const python = pythonFixture();
if (python === undefined) throw new Error('There is no python3');
const folder = mkdtempSync(join(tmpdir(), 'tracelake-bench-'));
execFileSync(process.execPath, ['scripts/build-layer.mjs', folder]);
const layer = join(folder, 'layer');
symlinkSync((lambdaNodes()[1] ?? lambdaNodes()[0]!).path, join(layer, 'tracelake/node'));
const region = 'eu-central-1';
const stream = { prefix: 'landing/', errorPrefix: 'errors/', conversion: SPANS_CONVERSION };
const firehose = await startFirehose({ streams: { traces: stream }, storage: folder, region });

interface Measured {
  readonly readyMs: number;
  readonly initMs: number;
  readonly billedMb: number;
  readonly extension: string;
}

async function measure(layers: readonly string[]): Promise<Measured> {
  const platform = await startLambdaPlatform({
    ...python!,
    layers,
    region,
    memorySizeMb: 128,
    credentials: { sessionToken: '', ...TEST_CREDENTIALS },
    environment: {
      PATH: '/nowhere',
      TRACELAKE_STREAM_NAME: 'traces',
      TRACELAKE_OTLP_PORT: '0',
      TRACELAKE_TELEMETRY_HOST: '127.0.0.1',
      TRACELAKE_SPOOL_FOLDER: join(folder, 'spool'),
      AWS_ENDPOINT_URL_FIREHOSE: firehose.url,
    },
  });
  try {
    const { runtimeReadyMs, durationMs } = await platform.init();
    const extension = layers.length === 0 ? '' : ` CPU ${platform.usage().cpuMs.toFixed(0)} ms at its first next;`;
    let billedMb = 0;
    for (let i = 0; i < INVOCATIONS; i++) billedMb = (await platform.invoke({ name: 'a' })).report.maxMemoryUsedMB!;
    return {
      readyMs: runtimeReadyMs!,
      initMs: durationMs,
      billedMb,
      extension: extension + memoryOf(platform, layers),
    };
  } finally {
    await platform.shutdown();
    await platform.close();
  }
}

function memoryOf(platform: LambdaPlatform, layers: readonly string[]): string {
  if (layers.length === 0) return '';
  const { residentMb, anonymousMb } = platform.usage();
  return ` ${residentMb.toFixed(0)} MB resident, of it ${anonymousMb.toFixed(0)} its own and the rest of the binary`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

try {
  const without: Measured[] = [];
  const withNode: Measured[] = [];
  for (let i = 0; i < STARTS; i++) {
    without.push(await measure([]));
    withNode.push(await measure([layer]));
  }
  for (const [name, all] of [
    ['without', without],
    ['with its own Node', withNode],
  ] as const) {
    const of = (key: 'readyMs' | 'initMs' | 'billedMb') => median(all.map((one) => one[key])).toFixed(0);
    console.log(
      `${name}: function ready after ${of('readyMs')} ms, init done after ${of('initMs')} ms, ${of('billedMb')} MB used of 128;${all.at(-1)!.extension}`,
    );
  }
} finally {
  await firehose.close();
  rmSync(folder, { recursive: true, force: true });
}
