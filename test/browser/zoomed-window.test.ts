// A window at 200 % (640 by 400) and at 400 % (320 by 256), and those of usual screens: nothing is cut off, nothing scrolls sideways, rows are reached.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
const WINDOWS = [
  { width: 640, height: 400 },
  { width: 320, height: 256 },
];

/** Texts that have no room in their element, though they are not meant to be short. */
const cutTexts = (page: Page, selector: string): Promise<string[]> =>
  page
    .locator(selector)
    .evaluateAll((found) =>
      found
        .filter((one) => one.clientWidth === 0 || one.scrollWidth > one.clientWidth + 1)
        .map((one) => one.textContent ?? ''),
    );

browserTest.for(WINDOWS)('no page is wider than a window of $width pixels', async (size) => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/?start=-2h', size);
  const trace = `/trace/${await failedTraceId(lake)}`;
  for (const path of ['/', '/explore', trace, '/errors', '/sql', '/fields', '/health', '/functions/shop-payment']) {
    await page.goto(`${path}?start=-2h`);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(size.width);
  }
  expect(faults).toEqual([]);
  await close();
});

browserTest.for(WINDOWS)('a waterfall has room for rows in a window of $height pixels', async (size) => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`, size);
  const tree = page.getByRole('tree');
  const rowPx = (await page.getByRole('treeitem').first().boundingBox())!.height;
  expect(await tree.evaluate((one) => one.clientHeight)).toBeGreaterThan(3 * rowPx);
  await tree.focus();
  await page.keyboard.press('j');
  const picked = page.getByRole('treeitem', { selected: true });
  await picked.evaluate((one) => one.scrollIntoView({ block: 'start' }));
  expect(await picked.isVisible()).toBe(true);
  expect(faults).toEqual([]);
  await close();
});

browserTest('names are whole at 400 %, titles at the left', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/?start=-2h', WINDOWS[1]);
  expect(await cutTexts(page, 'table td:first-child')).toEqual([]);
  await page.goto('/functions/shop-payment?start=-2h');
  await settled(page);
  await page.getByRole('region', { name: 'Calls' }).getByRole('listitem').first().waitFor();
  expect(await cutTexts(page, 'section[aria-label="Calls"] li span')).toEqual([]);
  await page.goto('/health');
  await settled(page);
  const left = async (name: string) => (await page.getByRole('heading', { name, exact: true }).boundingBox())!.x;
  expect(await left('Freshness')).toBe(await left('Dropped'));
  expect(faults).toEqual([]);
  await close();
});

browserTest.for([
  { width: 1_440, hasRuntime: true },
  { width: 1_280, hasRuntime: false },
  { width: 1_024, hasRuntime: false },
])('every column of Overview is in a window of $width pixels, with its whole values', async ({ width, hasRuntime }) => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/?start=-2h', { width, height: 800 });
  const cost = page.getByRole('columnheader', { name: 'Cost' });
  await cost.waitFor();
  const frame = page.getByRole('table', { name: 'Functions and services' }).locator('..');
  expect(await frame.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  expect(await page.getByRole('columnheader', { name: 'Runtime' }).isVisible()).toBe(hasRuntime);
  expect(await cutTexts(page, 'table td:not(:first-child):visible')).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});
