// Numbers that are larger, longer or lower than those of the demo: none is cut, and each is drawn where it lies.
import { setTimeout } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage, settled } from './browser-page.ts';
import { sendSpans, span } from './sent-spans.ts';

const TRACE = '0dd2'.padEnd(32, '0');
const folder = CHROMIUM === null ? null : temporaryFolder('odd-numbers');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const ms = Date.now() - 30 * 60_000;
  const attributes = [
    { delta: -9, large: 306_245_123_456 },
    { delta: 6, large: 7 },
  ];
  await sendSpans(
    lake.otlpUrl,
    { 'service.name': 'odd-numbers' },
    attributes.map((one, at) => ({
      ...span(TRACE, at + 1, { ms, attributes: one }),
      name: `step ${at}`,
      endTimeUnixNano: `${ms + 754_000}000000`,
    })),
  );
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${TRACE}/spans`)).ok) await setTimeout(200);
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

const cut = (cells: Locator): Promise<string[]> =>
  cells.evaluateAll((all) =>
    all
      .filter(({ textContent, scrollWidth, clientWidth }) => textContent !== '' && scrollWidth > clientWidth)
      .map(({ textContent }) => textContent),
  );

browserTest('a duration of minutes and a number of twelve digits have room in their columns', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  const rows = page.getByRole('table', { name: 'Functions and services' });
  await rows.getByText('12 min 34 s', { exact: true }).first().waitFor();
  expect(await cut(rows.locator('tbody td'))).toEqual([]);
  const q = "1~{'c':[{'p':'HEATMAP','k':'large'},{'p':'SUM','k':'large'}],'b':['name']}";
  await page.goto(`/explore?q=${encodeURIComponent(q)}`);
  const groups = page.getByRole('region', { name: 'Groups' });
  await groups.getByText('306,245,000,000').first().waitFor();
  await settled(page);
  expect(await cut(groups.locator('td'))).toEqual([]);
  const bottom = (await page.getByRole('region', { name: /Heatmap/ }).boundingBox())!;
  const { y } = (await page.getByRole('region', { name: 'Time series' }).boundingBox())!;
  expect(Math.round(y - bottom.y - bottom.height)).toBe(12);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a number below zero is drawn at the other side of it', async () => {
  const sql = 'SELECT name, sum("delta") AS delta FROM spans GROUP BY 1 ORDER BY 2';
  const { page, faults, close } = await openPage(lake.apiUrl, `/sql?sql=${encodeURIComponent(sql)}`);
  await page.getByRole('button', { name: /^Run/ }).click();
  const bars = page.getByRole('list', { name: 'delta by name' });
  await bars.waitFor();
  const [below, above] = await bars
    .locator('li i')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
  expect(below.right).toBeCloseTo(above.left, 0);
  expect((below.right - below.left) / (above.right - above.left)).toBeCloseTo(1.5, 1);
  expect(faults).toEqual([]);
  await close();
});
