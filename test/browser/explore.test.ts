// What can be taken out of Explore: raw events with a column of one's own, a chart as a table, groups and charts as files.
import { readFileSync } from 'node:fs';
import { encodeQuery } from '@tracelake/query';
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

browserTest('events: another column stands in the address, more are loaded by a press', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?tab=events');
  const events = page.getByRole('table', { name: 'Events' });
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox').fill('user.plan');
  await page.getByRole('option', { name: /^user\.plan/ }).click();
  await events.getByRole('columnheader', { name: /user\.plan/ }).waitFor();
  expect(page.url()).toContain('user.plan');
  const before = Number(await events.getAttribute('aria-rowcount'));
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.waitForFunction(
    (rows) => Number(document.querySelector('table[aria-label="Events"]')?.getAttribute('aria-rowcount')) > rows,
    before,
  );
  expect(faults).toEqual([]);
  await close();
});

browserTest('groups are kept as a file, a chart is seen as a table', async () => {
  const q = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${q}`);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const lines = readFileSync(await (await saved).path(), 'utf8').split('\r\n');
  expect(lines[0]).toBe('service_name,COUNT');
  expect(lines.some((line) => /^shop-web,\d+$/.test(line))).toBe(true);
  await page.getByRole('button', { name: 'More of COUNT' }).click();
  await page.getByRole('menuitemradio', { name: 'As table' }).click();
  await page.getByRole('table', { name: 'COUNT' }).getByRole('columnheader', { name: 'shop-web' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});
