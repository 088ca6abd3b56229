// A lake with the demo's story in it, served by the built CLI; nothing new arrives, so that what is seen stays.
import { cpSync } from 'node:fs';
import { inject } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';

export interface DemoLake extends RunningLake {
  remove(): Promise<void>;
}

export async function startDemoLake(): Promise<DemoLake> {
  const folder = temporaryFolder('browser');
  cpSync(inject('storyFolder'), folder, { recursive: true });
  const lake = await startLake(folder);
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
