// What was run is kept in the lake: Explore and SQL list it, search finds it, and it opens where it was made.
import { encodeQuery } from '@tracelake/query/structured';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('run, listed, opened again', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/sql?sql=${encodeURIComponent('SELECT 42 AS answer')}`);
  await kept(1);
  const q = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] });
  await page.goto(`/explore?q=${q}`);
  await settled(page);
  await expect.poll(history).toContain('COUNT by service_name');

  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('option', { name: 'SELECT 42' }).click();
  await page.waitForURL(/\/sql\?/);
  await page.getByRole('cell', { name: '42' }).waitFor();

  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('combobox', { name: 'Find a question' }).fill('answer');
  await page.getByRole('option', { name: 'SELECT 42' }).waitFor();
  await page.keyboard.press('Escape');

  await page.goto('/health');
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('answer');
  await page.getByRole('option', { name: 'SELECT 42' }).click();
  await page.waitForURL(/\/sql\?/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('the same question stands there once, the newest first', async () => {
  const { page, close } = await openPage(lake.apiUrl, `/sql?sql=${encodeURIComponent('SELECT 1 AS first')}`);
  await kept(3);
  for (const sql of ['SELECT 2 AS second', 'SELECT 1 AS first']) {
    await page.goto(`/sql?sql=${encodeURIComponent(sql)}`);
    await settled(page);
    await expect.poll(async () => (await history())[0]).toBe(sql);
  }
  expect((await history()).slice(0, 3)).toEqual(['SELECT 1 AS first', 'SELECT 2 AS second', 'SELECT 42 AS answer']);
  await close();
});

async function history(): Promise<readonly string[]> {
  const answer = await fetch(`${lake.apiUrl}/api/v1/saved?kind=history`);
  const { saved } = (await answer.json()) as { saved: { name: string }[] };
  return saved.map(({ name }) => name);
}

async function kept(count: number): Promise<void> {
  await expect.poll(async () => (await history()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
}
