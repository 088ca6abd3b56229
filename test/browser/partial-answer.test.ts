// Every panel that asked says what its answer cost; a part of an answer says what is missing; what was answered is read aloud once.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';

const folder = temporaryFolder('partial');
let lake: RunningLake;

beforeAll(async () => {
  if (CHROMIUM === null) return;
  cpSync(inject('storyFolder'), folder, { recursive: true });
  // It has the name of a file of the lake and is none.
  const [day, hour] = new Date().toISOString().split(/[T:]/);
  mkdirSync(join(folder, `landing/spans/dt=${day}/hour=${hour}/zz.parquet`), { recursive: true });
  lake = await startLake(folder);
});

afterAll(async () => {
  await closeBrowser();
  if (lake !== undefined) await stopLake(lake);
  removeFolder(folder);
});

const COST = /^[\d,]+ rows? · [\d.]+ k?M?B · .*DuckDB$/;

browserTest(
  'what is left out stands above the answer, with its size; which files it is, is told when asked',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
    const charts = page.getByRole('main');
    await charts
      .getByText(/^Part of the answer\. 1 of \d+ files is left out\.$/)
      .first()
      .waitFor();
    await charts.getByText('Which').first().click();
    await charts
      .getByText(/zz\.parquet" is left out: it is no file\.$/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('an answer is read aloud once, with its rows and time', async () => {
  const { page, close } = await openPage(lake.apiUrl, '/explore');
  await page
    .getByRole('status')
    .filter({ hasText: /^[\d,]+ rows in [\d.]+ m?s, part of the answer$/ })
    .waitFor({ state: 'attached' });
  await close();
});

browserTest('each panel of a function says what its answer cost', async () => {
  const { page, close } = await openPage(lake.apiUrl, '/');
  await page.getByRole('region', { name: 'Summary' }).getByText(COST).waitFor();
  await page.goto(`${lake.apiUrl}/functions/shop-checkout`);
  for (const name of ['Versions', 'Invocations', 'Errors', 'Memory', 'Calls'])
    await page.getByRole('region', { name, exact: true }).getByText(COST).first().waitFor();
  await close();
});
