// A question is saved by keys, stands on Boards with its answer, opens again, and is removed by a second press.
import { afterAll, beforeAll, expect } from 'vitest';
import { browserTest, CHROMIUM, closeBrowser, openPage, settled } from './browser-page.ts';
import { type DemoLake, startDemoLake } from './demo-lake.ts';

let lake: DemoLake;

beforeAll(async () => {
  if (CHROMIUM !== null) lake = await startDemoLake();
});

afterAll(async () => {
  await closeBrowser();
  await lake?.remove();
});

browserTest('saved, seen, opened, removed', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  await page.keyboard.press('s');
  await page.getByRole('textbox', { name: 'Name' }).fill('Work by minute');
  await page.keyboard.press('Enter');
  await page.getByText('Saved “Work by minute”').waitFor();
  await page.getByRole('button', { name: 'Open Boards' }).click();
  const panel = page.getByRole('region', { name: 'Work by minute' });
  await panel.getByRole('figure', { name: /COUNT/ }).waitFor();
  await settled(page);
  await panel.getByRole('link', { name: 'Work by minute' }).click();
  await page.waitForURL(/\/explore\?.*q=/);
  await page.goBack();
  await panel.getByRole('button', { name: 'Remove Work by minute' }).click();
  await panel.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No boards').waitFor();
  expect(faults).toEqual([]);
  await close();
});
