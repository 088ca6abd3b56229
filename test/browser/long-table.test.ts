// A table that is longer than the window: its rows are drawn where they are seen, and what has the focus stays whatever is scrolled.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
const ROWS = 600;
const SQL = `SELECT name, service_name, span_id FROM spans ORDER BY start_time_unix_nano, span_id LIMIT ${ROWS}`;

function openTable(width = 1440, height = 900) {
  return openPage(lake.apiUrl, `/sql?sql=${encodeURIComponent(SQL)}&start=-2h`, { width, height });
}

/** Of the row, or its cell, that has the focus. */
function focusedRow(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex') ?? 0));
}

async function scrollPage(page: Page, px: number): Promise<void> {
  await page.evaluate((top) => scrollTo(0, top), px);
  await nextFrame(page);
}

/** A head that is carried along comes with the frame behind the scroll. */
async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** What lies over the middle of it at its upper and lower edge is itself. */
async function isInSight(page: Page): Promise<boolean> {
  await nextFrame(page);
  return page.evaluate(() => {
    const focused = document.activeElement!.closest('tr')!;
    const { left, width, top, bottom } = focused.getBoundingClientRect();
    const x = Math.min(left + width / 2, innerWidth - 20);
    return [top + 2, bottom - 2].every((y) => document.elementFromPoint(x, y)?.closest('tr') === focused);
  });
}

browserTest('few rows are drawn, and a row that is scrolled away keeps the focus', async () => {
  const { page, faults, close } = await openTable();
  const table = page.getByRole('table', { name: 'Result' });
  await table.waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe(String(ROWS));
  expect(await table.locator('tr[data-index]').count()).toBeLessThan(80);
  const first = table.locator('tr[data-index="0"]');
  await first.focus();
  for (let at = 0; at < 4; at += 1) await page.keyboard.press('ArrowDown');
  expect(await focusedRow(page)).toBe(5);
  await scrollPage(page, 9000);
  expect(await table.locator('tr[data-index]').count()).toBeLessThan(80);
  expect(await focusedRow(page)).toBe(5);
  // Nothing is empty where the window is.
  expect(await page.evaluate(() => document.elementFromPoint(720, 450)?.closest('tr')?.dataset['index'])).toBeDefined();
  await page.keyboard.press('ArrowDown');
  expect(await focusedRow(page)).toBe(6);
  expect(await isInSight(page)).toBe(true);
  await page.keyboard.press('End');
  expect(await focusedRow(page)).toBe(ROWS);
  expect(await isInSight(page)).toBe(true);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'Tab comes to the row that had the focus, wherever it was scrolled to, and leaves the table by one more',
  async () => {
    const { page, faults, close } = await openTable();
    const table = page.getByRole('table', { name: 'Result' });
    await table.locator('tr[data-index="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    expect(await focusedRow(page)).toBe(0);
    await scrollPage(page, 9000);
    await page.keyboard.press('Shift+Tab');
    expect(await focusedRow(page)).toBe(2);
    expect(await isInSight(page)).toBe(true);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a row that gets the focus is not beneath the head, nor beneath the tabs of a phone', async () => {
  for (const [width, height] of [
    [1440, 500],
    [380, 640],
  ]) {
    const { page, faults, close } = await openTable(width, height);
    const table = page.getByRole('table', { name: 'Result' });
    await table.locator('tr[data-index="0"]').focus();
    for (let at = 0; at < 40; at += 1) {
      await page.keyboard.press('ArrowDown');
      expect(await isInSight(page), `down, ${at}, ${width} px`).toBe(true);
    }
    for (let at = 0; at < 40; at += 1) {
      await page.keyboard.press('ArrowUp');
      expect(await isInSight(page), `up, ${at}, ${width} px`).toBe(true);
    }
    expect(faults).toEqual([]);
    await close();
  }
});
