// A range that was typed is offered again as a recent one.
import { afterAll, beforeAll, expect } from 'vitest';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';
import { type DemoLake, startDemoLake } from './demo-lake.ts';

let lake: DemoLake;

beforeAll(async () => {
  if (CHROMIUM !== null) lake = await startDemoLake();
});

afterAll(async () => {
  await closeBrowser();
  await lake?.remove();
});

browserTest('typed, left, chosen again', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  await page.keyboard.press('t');
  await page.getByRole('textbox', { name: 'Time range' }).fill('37m');
  await page.keyboard.press('Enter');
  await page.waitForURL(/start=-37m/);
  await page.keyboard.press('t');
  await page.getByRole('textbox', { name: 'Time range' }).waitFor();
  await page.keyboard.press('3');
  await page.waitForURL(/start=-4h/);
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Last 37 minutes' }).click();
  await page.waitForURL(/start=-37m/);
  expect(faults).toEqual([]);
  await close();
});
