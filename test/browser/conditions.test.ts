// Conditions of a question: all of them or any, edited in place with what they have; where they leave nothing, which to drop; the slowest as spans.
import { encodeQuery, type StructuredQuery } from '@tracelake/query';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
const address = (query: StructuredQuery): string => `/explore?start=-2h&q=${encodeQuery(query)}`;
const PLANS = ['free', 'pro'] as const;
const each = PLANS.map((value) => ({ column: 'user.plan', op: '=', value }) as const);

browserTest('any of the conditions is enough, or all are needed: seen, changed by a press, and asked', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, address({ filters: each, filterCombination: 'OR' }));
  await page.getByRole('button', { name: 'Spans meet any of these: change' }).click();
  await page.getByRole('button', { name: 'Spans meet all of these: change' }).waitFor();
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByText('No spans match').waitFor();
  await page.getByText(/^user\.plan = free and user\.plan = pro matches none of [\d,]+ spans in this range/).waitFor();
  await page.getByText(/ Without the condition beneath, [\d,]+ spans match\.$/).waitFor();
  await page.getByRole('button', { name: 'Drop user.plan = pro' }).click();
  await page.getByText('No spans match').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

browserTest('the editor of a list opens with the list, that of a number with the number', async () => {
  const filters = [
    { column: 'user.plan', op: 'in', value: PLANS },
    { column: 'duration_ms', op: '>', value: 1.5 },
  ] as const;
  const { page, faults, close } = await openPage(lake.apiUrl, address({ filters }));
  await page.getByRole('button', { name: 'user.plan in free, pro', exact: true }).click();
  const list = page.getByRole('dialog', { name: 'Condition' });
  expect(await list.getByLabel('Operator').inputValue()).toBe('in');
  await list.getByRole('button', { name: 'Take 2' }).waitFor();
  await list.getByRole('option', { name: /^enterprise/ }).click();
  await list.getByRole('button', { name: 'Take 3' }).click();
  await page.getByRole('button', { name: 'user.plan in free, pro, enterprise', exact: true }).waitFor();

  await page.getByRole('button', { name: 'duration_ms > 1.5', exact: true }).click();
  const value = page.getByRole('combobox', { name: 'Value of duration_ms' });
  expect(await value.inputValue()).toBe('1.5');
  // What it opens with is written over.
  await page.keyboard.type('20');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'duration_ms > 20', exact: true }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('the slowest tenth, picked for a comparison, are the spans that Traces lists', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `${address({})}&vs=slowest&tab=traces`);
  await page.getByRole('radio', { name: 'Newest' }).check({ force: true });
  await settled(page);
  const { rows } = (await (
    await fetch(`${lake.apiUrl}/api/v1/sql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sql: 'SELECT approx_percentile(duration_ms, 0.5) FROM spans', start: '-2h' }),
    })
  ).json()) as { rows: [[number]] };
  const texts = await page.getByRole('table', { name: 'Traces' }).locator('tbody tr td:nth-child(4)').allInnerTexts();
  const durations = texts.map((text) => Number.parseFloat(text) * (/\d\s*s$/.test(text) ? 1000 : 1));
  expect(durations.length).toBeGreaterThan(20);
  expect(Math.min(...durations)).toBeGreaterThan(rows[0][0]);
  await page.getByText('the newest 100').waitFor();
  expect(faults).toEqual([]);
  await close();
});
