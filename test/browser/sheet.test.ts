// On a phone what is picked is a sheet at the foot of the window: a peek of it, all of it, and away again, by hand and by key.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
const PHONE = { width: 380, height: 820 };
const PEEK_PX = 318;
/** Between the bars of the page. */
const FULL_PX = PHONE.height - 48 - 56;

async function drag(page: Page, handle: Locator, byPx: number): Promise<void> {
  const { x, y, width } = (await handle.boundingBox())!;
  await page.mouse.move(x + width / 2, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + 8 + byPx / 2);
  await page.mouse.move(x + width / 2, y + 8 + byPx);
  await page.mouse.up();
}

const heightOf = async (sheet: Locator) => Math.round((await sheet.boundingBox())!.height);

const VIEWS: readonly [string, () => Promise<string>, 'treeitem' | 'row', RegExp][] = [
  ['Trace', async () => `/trace/${await failedTraceId(lake)}`, 'treeitem', /^Span /],
  ['Errors', async () => '/errors?start=-2h', 'row', /^Error /],
  ['Fields', async () => '/fields?start=-2h', 'row', /^Field /],
];

browserTest.each(VIEWS)('%s', async (_, path, role, label) => {
  const { page, faults, close } = await openPage(lake.apiUrl, await path(), PHONE);
  const row = page.getByRole(role).nth(2);
  const sheet = page.getByRole(role === 'treeitem' ? 'complementary' : 'region', { name: label });
  const handle = sheet.getByRole('button', { name: /of it$/ });
  const before = page.url();

  await row.click();
  await sheet.waitFor();
  await settled(page);
  expect(await heightOf(sheet)).toBe(PEEK_PX);
  expect(await sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);

  await drag(page, handle, -200);
  await expect.poll(() => heightOf(sheet)).toBe(FULL_PX);
  expect(await handle.getAttribute('aria-expanded')).toBe('true');
  // As high as it is, the next one is.
  await sheet.getByRole('button', { name: /^Next / }).click();
  await settled(page);
  expect(await heightOf(sheet)).toBe(FULL_PX);
  await drag(page, handle, 200);
  await expect.poll(() => heightOf(sheet)).toBe(PEEK_PX);
  await handle.press('Enter');
  await expect.poll(() => heightOf(sheet)).toBe(FULL_PX);

  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await row.click();
  await sheet.waitFor();
  expect(await heightOf(sheet)).toBe(PEEK_PX);
  await drag(page, handle, 120);
  await sheet.waitFor({ state: 'detached' });

  await row.click();
  await sheet.waitFor();
  await page.goBack();
  await sheet.waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe(new URL(before).pathname);
  expect(faults).toEqual([]);
  await close();
});
