// A table's head stays in sight while its rows scroll, and what a narrow window leaves out is a press away.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
const BAR_PX = 48;

async function scrolledHeadTop(page: Page): Promise<number> {
  await page.evaluate(() => scrollTo(0, document.querySelector('tbody')!.getBoundingClientRect().top + scrollY + 200));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return page
    .locator('th')
    .first()
    .evaluate((head) => Math.round(head.getBoundingClientRect().top));
}

browserTest('the head stays beneath the bar', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/fields?start=-2h');
  expect(await scrolledHeadTop(page)).toBe(BAR_PX);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'on a phone all columns are there once they are asked for, the head with them; the page stays as wide',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/errors?start=-2h', { width: 380, height: 800 });
    expect(await page.getByRole('columnheader', { name: 'Last seen' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: '4 more columns' }).click();
    await page.getByRole('columnheader', { name: 'Last seen' }).waitFor();
    expect(await scrolledHeadTop(page)).toBe(BAR_PX);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
    await page.getByRole('button', { name: 'Fewer columns' }).click();
    await page.getByRole('columnheader', { name: 'Last seen' }).waitFor({ state: 'hidden' });
    expect(faults).toEqual([]);
    await close();
  },
);
