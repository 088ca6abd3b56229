// A server that takes questions and never answers: every view keeps its frame and says so, a question is cancelled and asked again, others are left.
import type { Route } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

/** Of a page that is opened on a server that answers, and then does not. */
async function openThenHang(isAsked: (url: string) => boolean) {
  let isHanging = false;
  const hanging = new Set<string>();
  const route = async (one: Route): Promise<void> => {
    const url = one.request().url();
    if (!isHanging || !isAsked(url)) return one.continue();
    hanging.add(url);
  };
  const opened = await openPage(lake.apiUrl, '/health', { route });
  opened.page.on('requestfailed', (request) => hanging.delete(request.url()));
  return {
    ...opened,
    hanging,
    hang: (isOn: boolean) => {
      isHanging = isOn;
    },
  };
}

browserTest('a view that waits has its title and can be cancelled, asked again, and left', async () => {
  const traceId = await failedTraceId(lake);
  const { page, faults, close, hang, hanging } = await openThenHang((url) => url.includes('/api/v1/'));
  for (const path of [
    '/',
    '/functions/shop-payment',
    '/explore',
    `/trace/${traceId}`,
    '/errors',
    '/boards',
    '/fields',
  ]) {
    hang(true);
    await page.goto(path, { waitUntil: 'domcontentloaded' });
    const cancel = page.locator('main').getByRole('button', { name: 'Cancel' }).first();
    await cancel.waitFor();
    expect(await page.locator('main h1').count()).toBe(1);
    await cancel.click();
    await page.locator('main').getByText('Cancelled').first().waitFor();
    hang(false);
    await page.locator('main').getByRole('button', { name: 'Ask again' }).first().click();
    await page.locator('main').getByText('Cancelled').waitFor({ state: 'detached' });
  }
  hang(true);
  await page.goto('/explore', { waitUntil: 'domcontentloaded' });
  await page.getByRole('heading', { name: 'Explore' }).waitFor();
  await expect.poll(() => [...hanging].some((url) => url.endsWith('/query'))).toBe(true);
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForURL(/health/);
  await expect.poll(() => [...hanging].filter((url) => url.endsWith('/query'))).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});
