// A lake with the demo's story in it, served by the built CLI; nothing new arrives, so that what is seen stays.
import { cpSync } from 'node:fs';
import { afterAll, beforeAll, inject } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { CHROMIUM, closeBrowser } from './browser-page.ts';

export interface DemoLake extends RunningLake {
  remove(): Promise<void>;
}

/** The lake of a file's tests, there before the first of them and gone, with the browser, behind the last. Without a browser there is none. */
export function useDemoLake(prepare?: (lake: DemoLake) => Promise<void>): DemoLake {
  const lake = {} as DemoLake;
  beforeAll(async () => {
    if (CHROMIUM === null) return;
    Object.assign(lake, await startDemoLake());
    await prepare?.(lake);
  });
  afterAll(async () => {
    await closeBrowser();
    await lake.remove?.();
  });
  return lake;
}

async function startDemoLake(): Promise<DemoLake> {
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
