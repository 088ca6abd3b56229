// A lake with a token: asked for once, refused in words, kept by the browser out of every script's sight.
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';

const folder = CHROMIUM === null ? null : temporaryFolder('login');
let lake: RunningLake;

beforeAll(async () => {
  if (folder !== null) lake = await startLake(folder, { args: ['--token', 'open-sesame'] });
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

browserTest('takes the token once', async () => {
  const { page, close } = await openPage(lake.apiUrl, '/health');
  const dialog = page.getByRole('dialog', { name: 'Token' });
  await dialog.getByLabel('Token').fill('wrong');
  await page.keyboard.press('Enter');
  await dialog.getByText('No token of this lake.').waitFor();
  await dialog.getByLabel('Token').fill('open-sesame');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('Nothing dropped').waitFor();
  expect(await dialog.count()).toBe(0);
  expect(
    await page.evaluate(() => `${document.cookie}${JSON.stringify({ ...sessionStorage, ...localStorage })}`),
  ).not.toContain('sesame');
  await close();
});
