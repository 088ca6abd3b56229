// The palette: a value becomes a condition, a question that was saved opens, with Ctrl in a tab of its own.
import { encodeQuery } from '@tracelake/query';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake(async ({ apiUrl }) => {
  const query = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] });
  await fetch(`${apiUrl}/api/v1/saved/spans-of-each`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'query', name: 'Spans of each service', query }),
  });
});

browserTest('a value and a saved question are found; Ctrl+Enter opens a new tab', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  const search = page.getByPlaceholder(/^Function, field/);
  // Nothing is waited for: letters of the first moment are kept, and ↵ opens what comes first once it is there.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('brindlepay');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/explore/);
  await settled(page);
  await page.getByRole('button', { name: 'payment.provider = brindlepay', exact: true }).waitFor();

  await page.keyboard.press('Control+k');
  await search.fill('spans of each');
  await page.getByRole('option', { name: /Spans of each service/ }).waitFor();
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('Control+Enter');
  const tab = await opened;
  await settled(tab);
  await tab.getByRole('table', { name: 'Groups' }).waitFor();
  expect(page.url()).toContain('brindlepay');
  expect(faults).toEqual([]);
  await close();
});
