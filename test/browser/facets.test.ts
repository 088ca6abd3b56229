// A facet with more values than its menu shows is searched; a lake without an error says of how many units of work.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';
import { sendSpans, span } from './sent-spans.ts';

const VERSIONS = 40;
const TRACE = 'fa'.repeat(16);
const folder = CHROMIUM === null ? null : temporaryFolder('facets');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const ms = Date.now() - 60_000;
  for (let at = 0; at < VERSIONS; at++) {
    const resource = { 'service.name': 'shop', 'service.version': `1.${String(at).padStart(2, '0')}` };
    await sendSpans(lake.otlpUrl, resource, [span(TRACE, at + 1, { ms })]);
  }
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${TRACE}/spans`)).ok) await setTimeout(200);
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

browserTest('the value that no menu shows is found by typing', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  await page.getByRole('button', { name: 'Version 30+' }).click();
  await page.getByRole('combobox', { name: 'Find version' }).waitFor();
  await page.keyboard.type(`1.${VERSIONS - 1}`);
  await page.getByRole('option', { name: `1.${VERSIONS - 1} 1`, exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Version 1.${VERSIONS - 1}`, exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('version')).toBe(`1.${VERSIONS - 1}`);
  expect(faults).toEqual([]);
  await close();
});

browserTest('no errors, of so many units of work', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors');
  // The day is told where the hour began before midnight.
  await page.getByText(/^None in \d+ units? of work since (\d+ \w{3} (\d{4} )?)?\d\d:\d\d\.$/).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a filter that nothing matches is named and dropped, and the range is not called quiet', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/?version=9.9');
  await page.getByText(/^Nothing that matches ran between /).waitFor();
  await page.getByText('Version 9.9', { exact: true }).last().waitFor();
  await page.getByRole('button', { name: 'Drop the filter' }).click();
  await page.getByRole('table').getByText('shop').first().waitFor();
  expect(new URL(page.url()).searchParams.get('version')).toBe(null);
  expect(faults).toEqual([]);
  await close();
});
