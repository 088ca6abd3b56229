// Every value is a door by pointer, too: the verbs beside the value under it, in every table, and the menu of values outside of tables.
import { encodeQuery } from '@tracelake/query';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

const question = (page: Page): string => decodeURIComponent(page.url());
const moreOf = (page: Page): Locator => page.getByRole('button', { name: /^What can be done with/ });
const VERBS = ['Where this', 'Exclude', 'Group by', 'Traces', 'Copy value'];

async function openVerbs(page: Page): Promise<readonly string[]> {
  const items = page.getByRole('menu').getByRole('menuitem');
  await items.first().waitFor();
  return (await items.allInnerTexts()).map((text) => text.split('\n')[0].trim());
}

const byService = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] });
const byMinute = encodeQuery({
  calculations: [{ op: 'COUNT' }],
  calculatedFields: [{ name: 'minute', expression: "date_trunc('minute', time)" }],
  breakdowns: ['minute'],
});

browserTest.each([
  ['/?start=-2h', 'Functions and services', VERBS],
  ['/explore?start=-2h&tab=events', 'Events', VERBS],
  ['/explore?start=-2h&tab=traces', 'Traces', VERBS],
  [`/explore?start=-2h&q=${byService}`, 'Groups', VERBS],
  // No condition takes a moment: what it would ask is refused.
  [`/explore?start=-2h&q=${byMinute}`, 'Groups', ['Copy value']],
  ['/errors?start=-2h', 'Error groups', VERBS.filter((verb) => verb !== 'Traces')],
  ['/fields?start=-2h', 'Fields', ['Group by', 'Copy value']],
  ['/functions/shop-payment?start=-2h', 'Versions', VERBS],
] as const)('%s: the verbs of a value stand beside it under the pointer', async (path, table, verbs) => {
  const { page, faults, close } = await openPage(lake.apiUrl, path);
  const rows = page.getByRole('table', { name: table });
  const widths = () =>
    rows.locator('th').evaluateAll((heads) => heads.map((head) => head.getBoundingClientRect().width));
  const before = await widths();
  await rows.locator('tbody tr').nth(1).hover();
  await moreOf(page).waitFor();
  await page.getByRole('heading', { level: 1 }).first().hover();
  await moreOf(page).waitFor({ state: 'detached' });
  await rows.locator('tbody tr').nth(1).hover();
  expect(await widths()).toEqual(before);
  await moreOf(page).click();
  expect(await openVerbs(page)).toEqual(verbs);
  expect(faults).toEqual([]);
  await close();
});

browserTest('the cell under the pointer is the one that is asked of, by a press as by the key of menus', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?start=-2h&tab=events');
  const cell = (column: number) =>
    page.getByRole('table', { name: 'Events' }).locator('tbody tr').nth(2).locator('td').nth(column);
  await cell(2).focus();
  await page.keyboard.press('Shift+F10');
  expect(await openVerbs(page)).toEqual(VERBS);
  expect(await page.getByRole('menu').getAttribute('aria-label')).toMatch(/^service_name = /);
  await page.keyboard.press('Escape');
  await expect.poll(() => cell(2).evaluate((one) => one === document.activeElement)).toBe(true);
  const service = (await cell(2).innerText()).trim();
  await cell(2).hover();
  await page.getByRole('button', { name: `Exclude service_name = ${service}` }).click();
  await page.waitForURL(/service_name/);
  expect(question(page)).toContain(`'k':'service_name','p':'!=','v':'${service}'`);
  await settled(page);
  expect(faults).toEqual([]);
  await close();
});

browserTest('where fewer rows are left than the one that was asked of, the view stays', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${byService}`);
  const rows = page.getByRole('table', { name: 'Groups' }).locator('tbody tr');
  const third = rows.nth(2).locator('td').first();
  const service = (await third.innerText()).trim();
  await third.hover();
  await page.getByRole('button', { name: `Where service_name = ${service}` }).click();
  await expect.poll(() => rows.count()).toBe(1);
  expect(await rows.first().locator('td').first().innerText()).toContain(service);
  // The row before it has gone from under the pointer: so have its verbs.
  await page.goto('/fields?start=-2h');
  await settled(page);
  await page.getByRole('table', { name: 'Fields' }).locator('tbody tr').nth(5).hover();
  await moreOf(page).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('payment.provider');
  await page.getByRole('table', { name: 'Fields' }).locator('tbody tr').nth(5).waitFor({ state: 'detached' });
  expect(await page.getByRole('heading', { name: 'Fields' }).count()).toBe(1);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a press on a group opens its menu', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${byService}`);
  await page.getByRole('table', { name: 'Groups' }).locator('tbody tr').nth(1).click();
  expect(await openVerbs(page)).toEqual(VERBS);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a bar of a card of numbers is a door; arrows go from bar to bar', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?start=-2h&vs=slowest&tab=compare');
  const before = page.url();
  const bars = page.getByRole('group', { name: /^Ranges of / }).first();
  await bars.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  expect(await openVerbs(page)).toEqual(VERBS);
  await page.keyboard.press('w');
  await page.waitForFunction(([was]) => location.href !== was, [before] as const);
  expect(question(page)).toMatch(/'p':'(?:>=|=)'/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('what errors have in common, the values of a field and the attributes of an event are doors', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors?start=-2h');
  await page.getByRole('table', { name: 'Error groups' }).locator('tbody tr').first().click();
  await settled(page);
  await page
    .getByRole('region', { name: /^Error / })
    .locator('li > button')
    .first()
    .click();
  expect(await openVerbs(page)).toEqual(VERBS);
  await page.goto('/fields/user.plan?start=-2h');
  await settled(page);
  await page.getByRole('button', { name: 'What can be done with free' }).click();
  expect(await openVerbs(page)).toEqual(VERBS);
  await page.keyboard.press('w');
  await page.waitForURL(/\/explore/);
  expect(question(page)).toContain("'k':'user.plan','p':'=','v':'free'");
  await page.goto(`/trace/${await failedTraceId(lake)}`);
  await settled(page);
  await page.keyboard.press('e');
  await page.getByRole('tab', { name: /^Events/ }).click();
  await page.getByRole('button', { name: 'exception', exact: true }).first().click();
  expect(await openVerbs(page)).toEqual(VERBS);
  await page.keyboard.press('w');
  await page.waitForURL(/\/explore/);
  await settled(page);
  expect(question(page)).toContain("'k':'events.name','p':'=','v':'exception'");
  await page.getByRole('table', { name: 'Groups' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});
