// What comes between the page and its server: JSON of something else, a browser that says it is offline, an answer that was stopped, a write that fails.
import type { Route } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('JSON that is not of this server is told as such, and asked for again', async () => {
  let body: string | null = null;
  const { page, faults, close } = await openPage(lake.apiUrl, '/health', {
    route: (route: Route) =>
      body !== null && route.request().url().includes('/api/v1/')
        ? route.fulfill({ body, contentType: 'application/json' })
        : route.continue(),
  });
  const main = page.locator('main');
  for (const path of ['/', '/functions/shop-payment', '/explore', '/errors', '/boards', '/sql', '/fields', '/health']) {
    for (body of ['{}', 'null']) {
      await page.goto(path);
      await main.getByText('The answer cannot be read').first().waitFor();
    }
    body = null;
    await expect
      .poll(async () => {
        // One answer brings others with it: their Retry may be gone already.
        await main
          .getByRole('button', { name: 'Retry' })
          .first()
          .click({ timeout: 1000 })
          .catch(() => undefined);
        return main.getByText('The answer cannot be read').count();
      })
      .toBe(0);
    expect(await main.locator('h1').count()).toBe(1);
  }
  expect(faults).toEqual([]);
  await close();
});

browserTest('a browser that says it is offline still asks the server of its own machine', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors');
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  const answered = page.waitForResponse((response) => response.url().includes('/api/v1/errors'));
  await page.keyboard.press('[');
  expect((await answered).status()).toBe(200);
  await settled(page);
  expect(faults).toEqual([]);
  await close();
});

browserTest('behind a statement that was stopped stands no answer of the one before', async () => {
  let isHanging = false;
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql?sql=SELECT%2041%20AS%20before_it', {
    route: async (route) => {
      if (isHanging && route.request().url().endsWith('/api/v1/sql')) return;
      await route.continue();
    },
  });
  const table = page.getByRole('table', { name: 'Result' });
  await table.waitFor();
  isHanging = true;
  await page.getByRole('textbox', { name: 'SQL' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('SELECT 42 AS behind_it');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await page.getByText('The statement was stopped before its answer').waitFor();
  expect(await table.count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Download' }).count()).toBe(0);
  expect(await page.locator('main [aria-busy="true"]').count()).toBe(0);
  isHanging = false;
  await page.getByRole('button', { name: 'Run again' }).click();
  await table.getByText('behind_it').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a board that could not be kept stays as it was arranged', async () => {
  const board = { kind: 'board', name: 'Ours', panels: [] };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${lake.apiUrl}/api/v1/saved/ours`, { method: 'PUT', headers, body: JSON.stringify(board) });
  let isFull = true;
  const { page, close } = await openPage(lake.apiUrl, '/boards/ours', {
    route: (route) =>
      isFull && route.request().method() === 'PUT' ? route.fulfill({ status: 500, json: {} }) : route.continue(),
  });
  await page.getByRole('button', { name: 'Arrange' }).click();
  const name = page.getByRole('textbox', { name: 'Name of the board' });
  await name.fill('Ours, renamed');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText(/^Not kept: /).waitFor();
  expect(await name.inputValue()).toBe('Ours, renamed');
  isFull = false;
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'Ours, renamed' }).waitFor();
  await page.getByRole('button', { name: 'Arrange' }).waitFor();
  await close();
});
