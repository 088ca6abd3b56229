// Before the first test: a folder with the demo's story in it. Each file of tests begins with a copy, made within a second; to tell it takes ten.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';

const SHOP = new URL('../../packages/cli/dist/demo-shop.js', import.meta.url).pathname;
const HISTORY_MINUTES = 45;

declare module 'vitest' {
  interface ProvidedContext {
    storyFolder: string;
  }
}

export default async function tellStory({
  provide,
}: {
  provide: (key: 'storyFolder', value: string) => void;
}): Promise<() => void> {
  const folder = temporaryFolder('story');
  const lake = await startLake(folder);
  const args = [SHOP, '--otlp-url', lake.otlpUrl, '--history-minutes', String(HISTORY_MINUTES)];
  await promisify(execFile)(process.execPath, args);
  await stopLake(lake);
  provide('storyFolder', folder);
  return () => removeFolder(folder);
}
