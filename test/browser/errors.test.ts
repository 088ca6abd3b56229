// A group of errors by keys: opened beside the list, resolved, and still so after a reload; then open again.
import { expect } from 'vitest';
import type { ErrorGroups } from '../../packages/dashboard/src/api/api-types.ts';
import { groupFilters } from '../../packages/dashboard/src/errors/group-filters.ts';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('what was decided stays', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors');
  await page.getByRole('table', { name: 'Error groups' }).locator('tbody tr').first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('What these have in common').waitFor();
  await settled(page);
  const type = await page.getByRole('heading', { level: 2 }).first().innerText();
  expect(page.url()).toMatch(/\/errors\/[0-9a-f]{16}/);
  // What the table has no room for beside it.
  const facts = page.getByRole('region', { name: `Error ${type}` });
  for (const fact of ['Count', 'First in range', 'Last seen', 'Versions'])
    await facts.getByRole('term').getByText(fact).waitFor();
  await facts.getByRole('button', { name: /^at / }).first().click();
  await page.getByText(/^Copied .*\.js:\d+/).waitFor();
  await page.keyboard.press('e');
  await page.getByText(`${type}: resolved`).waitFor();
  await page.reload();
  await settled(page);
  await page
    .getByRole('region', { name: `Error ${type}` })
    .getByText('resolved')
    .waitFor();
  await page.keyboard.press('e');
  await page.getByText(`${type}: open`).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a group that has no error here is told', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors/0123456789abcdef');
  await page.getByText('No such error here').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('compared with the rest by one key: only this group is picked', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors');
  await page.getByRole('table', { name: 'Error groups' }).locator('tbody tr').first().focus();
  await page.keyboard.press('Enter');
  await page.getByText('What these have in common').waitFor();
  await page.keyboard.press('d');
  await page.getByText('What is different in these?').waitFor();
  await page.getByRole('article').first().waitFor();
  expect(page.url()).toContain('sel=');
  expect(faults).toEqual([]);
  await close();
});

browserTest('a group of the version gone bad is marked with it', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors?start=-2h&find=ProviderUnavailable');
  await page.getByRole('table', { name: 'Error groups' }).locator('tbody tr').first().click();
  await page.getByRole('figure', { name: /Errors by version, .* First seen: 2\.4\.1\./ }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'what a panel shows over time is every span that its group counts, whoever passed the error on',
  async () => {
    const range = { start: '-2h', end: new Date(Date.now() - 1000).toISOString() };
    const { errors } = await get<Pick<ErrorGroups, 'errors'>>(
      `errors?${new URLSearchParams({ ...range, limit: '100' })}`,
    );
    expect(errors.some(({ newest, services }) => newest.stack !== null && services.length > 1)).toBe(true);
    for (const group of errors) {
      const body = JSON.stringify({ calculations: [{ op: 'COUNT' }], filters: groupFilters(group), ...range });
      const { rows } = await get<{ rows: string[][] }>('query', { method: 'POST', body });
      expect([group.type, group.message, Number(rows[0][0])]).toEqual([group.type, group.message, group.count]);
    }
  },
);

async function get<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return (await (await fetch(`${lake.apiUrl}/api/v1/${path}`, { ...init, headers })).json()) as T;
}
