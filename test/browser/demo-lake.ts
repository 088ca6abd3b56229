// A lake with the demo's story in it, served by the built CLI; nothing new arrives, so that what is seen stays.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';

const SHOP = new URL('../../packages/cli/dist/demo-shop.js', import.meta.url).pathname;
const HISTORY_MINUTES = 45;

export interface DemoLake extends RunningLake {
  remove(): Promise<void>;
}

export async function startDemoLake(): Promise<DemoLake> {
  const folder = temporaryFolder('browser');
  const lake = await startLake(folder);
  await promisify(execFile)(process.execPath, [
    SHOP,
    '--otlp-url',
    lake.otlpUrl,
    '--history-minutes',
    String(HISTORY_MINUTES),
  ]);
  return {
    ...lake,
    remove: async () => {
      await stopLake(lake);
      removeFolder(folder);
    },
  };
}

/** A slow trace with an error in it. */
export async function failedTraceId(lake: RunningLake): Promise<string> {
  const answer = await fetch(`${lake.apiUrl}/api/v1/traces?status=ERROR&minDurationMs=500&limit=1&start=-2h`);
  const { traces } = (await answer.json()) as { traces: { traceId: string }[] };
  return traces[0].traceId;
}
