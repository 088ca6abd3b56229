// Esc is of the nearest thing; what an address chooses is seen; what is refused says what that means.
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('Esc empties the search within a panel, then leaves it, then closes the panel', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`);
  await page.getByRole('tree').focus();
  await page.keyboard.press('Home');
  const find = page.getByRole('textbox', { name: 'Find an attribute' });
  await find.fill('service');
  await page.keyboard.press('Escape');
  expect(await find.inputValue()).toBe('');
  expect(await find.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  expect(await find.evaluate((one) => one === document.activeElement)).toBe(false);
  expect(await find.count()).toBe(1);
  await page.keyboard.press('Escape');
  await find.waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

browserTest('a field that an address chooses is in sight, and keys begin there', async () => {
  const list = await openPage(lake.apiUrl, '/fields?start=-2h', { width: 1440, height: 500 });
  const last = await list.page.locator('main tr[data-row]').last().getAttribute('data-row');
  await list.close();
  const { page, faults, close } = await openPage(lake.apiUrl, `/fields/${last}?start=-2h`, {
    width: 1440,
    height: 500,
  });
  const row = page.locator('main tr[aria-current="true"]');
  expect(await row.getAttribute('data-row')).toBe(last);
  const { y, height } = (await row.boundingBox())!;
  expect(y).toBeGreaterThan(80);
  expect(y + height).toBeLessThanOrEqual(500);
  expect(await row.getAttribute('tabindex')).toBe('0');
  expect(faults).toEqual([]);
  await close();
});

browserTest('what is refused is explained, and the fields of a range have labels that are pressed', async () => {
  await fetch(`${lake.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'no JSON',
  });
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  const dropped = page.getByRole('region', { name: 'Dropped' });
  const term = dropped.getByRole('term').filter({ hasText: 'malformed_body' });
  expect((await term.innerText()).length).toBeGreaterThan('malformed_body'.length + 20);
  await page.keyboard.press('t');
  await page.getByText('From', { exact: true }).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('From');
  expect(faults).toEqual([]);
  await close();
});
