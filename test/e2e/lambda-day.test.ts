// A sandbox's day from a seed on each Node that Lambda runs: real processes, freezes, kills and losses, a stream that fails. What SQL knows of it afterwards.
import {
  fixtureHandler,
  lambdaNodes,
  lambdaScript,
  playLambdaScript,
  seededFaults,
  seededRandom,
} from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRows } from './lake-client.ts';
import { buildLayer, type LambdaStand, startStand } from './lambda-stand.ts';
import { removeFolder, startLake, stopLake, temporaryFolder } from './tracelake-process.ts';

const SEED = Number(process.env.TRACELAKE_SEED ?? 20_261_128);
const INVOCATIONS = Number(process.env.TRACELAKE_INVOCATIONS ?? 100);
const FAULTS = {
  unavailable: 0.05,
  partial: 0.05,
  'internal-failure': 0.02,
  'html-error': 0.02,
  'reset-before': 0.03,
  'reset-after': 0.03,
  'truncated-answer': 0.02,
  slow: 0.05,
};
/** Invocations of sandboxes that ended without SHUTDOWN: what of them was not sent yet went with them. */
function lostWithSandbox(script: readonly { readonly before: string }[]): Set<number> {
  const lost = new Set<number>();
  let start = 0;
  for (const [index, { before }] of script.entries()) {
    if (before === 'sandbox-lost') for (let i = start; i < index; i++) lost.add(i);
    if (before === 'sandbox-lost' || before === 'shut-down') start = index;
  }
  return lost;
}

let layerFolder: string;
let layer: string;
let stand: LambdaStand | undefined;

beforeAll(() => {
  layerFolder = temporaryFolder('layer');
  layer = buildLayer(layerFolder);
});

afterAll(async () => {
  await stand?.close();
  removeFolder(layerFolder);
});

describe(`with seed ${SEED}`, () => {
  test.each(lambdaNodes())(
    'on Node $version every invocation is there, but for those of a lost sandbox, and none twice of which the platform told in time',
    async ({ path: nodeBinary }) => {
      await stand?.close();
      const port = String(24_182);
      stand = await startStand({
        layer,
        handler: fixtureHandler('otel-protobuf'),
        nodeBinary,
        isMemoryLimited: true,
        environment: {
          TRACELAKE_OTLP_PORT: port,
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
          TRACELAKE_FLUSH_INTERVAL_MS: '500',
        },
      });
      stand.firehose.setFaults(seededFaults(seededRandom(SEED), FAULTS));
      const script = lambdaScript(SEED, INVOCATIONS);
      const invocations = await playLambdaScript(stand.platform, script);
      stand.firehose.setFaults([]);
      await stand.platform.shutdown();
      await stand.firehose.flush();
      const lake = await startLake(stand.folder);
      const rows = await askRows(
        lake,
        'SELECT "faas.invocation_id" AS id, status_code, "aws.lambda.status" AS status FROM spans WHERE main AND "faas.invocation_id" IS NOT NULL',
      );
      await stopLake(lake);
      const times = new Map<unknown, number>();
      for (const { id } of rows) times.set(id, (times.get(id) ?? 0) + 1);
      const lost = lostWithSandbox(script);
      const ledger = invocations.map(({ requestId, status }, index) => ({
        index,
        status,
        times: times.get(requestId) ?? 0,
        isLost: lost.has(index),
        ...script[index],
      }));
      expect(ledger.filter(({ times, isLost }) => times === 0 && !isLost)).toEqual([]);
      // A process that was started since may have forgotten an invocation of which the platform tells only then (docs/extension.md).
      const late = ['shutdown', 'restart'];
      const isToldLate = ({ report = '', runtimeDone = '' }) => late.includes(report) || late.includes(runtimeDone);
      expect(ledger.filter(({ times, options }) => times > (isToldLate(options) ? 2 : 1))).toEqual([]);
      expect(rows.length).toBeGreaterThan(INVOCATIONS / 3);
    },
  );
});
