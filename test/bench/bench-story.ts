// The demo's lake for benches of the page: three quarters of an hour of its shop, told once into a new folder.
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withServedPage } from './bench-page.ts';

const SHOP = 'packages/cli/dist/demo-shop.js';
const HISTORY_MINUTES = 45;

/** @returns the folder, which is the caller's to remove. */
export async function tellStory(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-story-bench-'));
  await withServedPage(folder, async ({ otlpUrl }) => {
    const args = [SHOP, '--otlp-url', otlpUrl, '--history-minutes', String(HISTORY_MINUTES)];
    await promisify(execFile)(process.execPath, args);
  });
  return folder;
}
