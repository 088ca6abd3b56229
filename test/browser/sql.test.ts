// SQL in a real browser: completion, the mark under what is wrong, a run and its cost, all without a violation of the policy.
import { readFile } from 'node:fs/promises';
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

browserTest('a statement is completed, mended where it is marked, run by keys, kept as a file', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql');
  const editor = page.getByRole('textbox', { name: 'SQL' });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('SELECT "payment.pr');
  // By pointer: right after the list has opened, Enter still means a new line.
  await page.getByRole('option', { name: /"payment\.provider"/ }).click();
  await page.keyboard.type(', cont(*) AS n FROM spans GROUP BY 1 ORDER BY n DESC');
  await page.keyboard.press('Escape');
  // What was half typed was marked, too, for a moment.
  const mark = page.locator('.cm-problem', { hasText: /^cont$/ });
  await mark.waitFor();
  await mark.dblclick();
  await page.keyboard.type('count');
  await page.keyboard.press('Escape');
  await page.getByText(/^Estimate/).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('table', { name: 'Result' }).waitFor();
  await settled(page);
  expect(page.url()).toContain('payment.provider');
  await page.getByRole('button', { name: 'Download' }).click();
  const kept = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  expect(await readFile(await (await kept).path(), 'utf8')).toMatch(/^payment\.provider,n\r\n.*\d\r\n/);
  // The browser itself says that an explanation was refused.
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
  await close();
});

browserTest('a question with a name is one press', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql');
  await page.getByRole('button', { name: /Errors by version and payment provider/ }).click();
  await page.getByRole('table', { name: 'Result' }).waitFor();
  expect(await page.getByRole('list', { name: /by name/ }).count()).toBe(1);
  expect(faults).toEqual([]);
  await close();
});
