// Conditions in brackets and calculated fields are made, changed and taken out in the builder.
import { encodeQuery, type StructuredQuery } from '@tracelake/query';
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
const address = (query: StructuredQuery): string => `/explore?start=-2h&q=${encodeQuery(query)}`;
const plan = (value: string) => ({ column: 'user.plan', op: '=', value }) as const;
const isMain = { column: 'main', op: '=', value: true } as const;

browserTest('brackets: all or any, a condition within changed, another added, and inner brackets emptied', async () => {
  const inner = { filters: [plan('pro'), isMain], filterCombination: 'AND' } as const;
  const outer = { filters: [plan('free'), inner], filterCombination: 'OR' } as const;
  const { page, faults, close } = await openPage(lake.apiUrl, address({ filters: [outer] }));
  const chip = (name: string) => page.getByRole('region', { name: 'Query' }).getByRole('button', { name, exact: true });
  await chip('(user.plan = free OR (user.plan = pro AND main = true))').click();
  const editor = page.getByRole('dialog', { name: 'Conditions' });
  await editor.getByRole('button', { name: 'Spans meet any of these: change' }).click();
  await chip('(user.plan = free AND (user.plan = pro AND main = true))').waitFor();
  await editor.getByRole('button', { name: '(user.plan = pro AND main = true)', exact: true }).click();
  await editor.getByRole('button', { name: 'Remove main = true' }).click();
  await editor.getByRole('button', { name: 'Remove user.plan = pro' }).click();
  await chip('(user.plan = free)').waitFor();
  await editor.getByRole('button', { name: 'user.plan = free', exact: true }).click();
  await editor.getByRole('option', { name: /^enterprise/ }).click();
  await chip('(user.plan = enterprise)').waitFor();
  await editor.getByRole('button', { name: 'Remove user.plan = enterprise' }).click();
  await chip('(user.plan = enterprise)').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

browserTest('a condition becomes one of several', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, address({ filters: [plan('free')] }));
  await page.getByRole('button', { name: 'user.plan = free', exact: true }).click();
  await page.getByRole('button', { name: 'Or another' }).click();
  await page.getByRole('button', { name: 'Add a condition to these' }).click();
  await page.keyboard.type('user.plan');
  await page
    .getByRole('option', { name: /^user\.plan/ })
    .first()
    .click();
  await page.getByRole('option', { name: /^pro/ }).click();
  await page.getByRole('button', { name: '(user.plan = free OR user.plan = pro)', exact: true }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a calculated field is written, changed, asked by, and taken out', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, address({ breakdowns: ['service_name'] }));
  await page.getByRole('button', { name: 'Add a calculated field' }).click();
  await page.getByLabel('Name', { exact: true }).fill('is_slow');
  await page.getByLabel("SQL over a span's own fields").fill('duration_ms > 100');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'is_slow = duration_ms > 100', exact: true }).click();
  await page.getByLabel("SQL over a span's own fields").fill('duration_ms > 50');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByRole('button', { name: 'is_slow = duration_ms > 50', exact: true }).waitFor();
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.waitForURL(/is_slow/);
  await page.getByRole('button', { name: 'Remove is_slow' }).click();
  await page.getByRole('button', { name: 'is_slow = duration_ms > 50', exact: true }).waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});
