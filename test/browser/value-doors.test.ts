// Every value is a door: the menu on a card of a comparison and on a group, by mouse and by keys alone; the actions of a span's attribute; a version against the one before it.
import { encodeQuery } from '@tracelake/query';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

const question = (page: Page): string => decodeURIComponent(page.url());
const COMPARED = '/explore?start=-2h&vs=errors&tab=compare';

browserTest('the menu of a compared value: its traces, with what was picked kept', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, COMPARED);
  const value = page.getByRole('article').first().getByRole('listitem').first().getByRole('button');
  await value.click();
  await page.getByRole('menuitem').first().waitFor();
  const items = await page.getByRole('menuitem').allInnerTexts();
  expect(items.map((text) => text.split('\n')[0].trim())).toEqual([
    'Where this',
    'Exclude',
    'Group by',
    'Traces',
    'Copy value',
  ]);
  await page.getByRole('menuitem', { name: 'Traces' }).click();
  await page.waitForURL(/tab=traces/);
  await settled(page);
  expect(page.url()).toContain('vs=errors');
  await page.getByRole('table', { name: 'Traces' }).getByText('error').first().waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest.each([
  ['t', /tab=traces/],
  ['w', /'p':'='/],
  ['Shift+W', /'p':'(?:!=|exists|does-not-exist)'/],
  ['b', /'b':\[/],
])('%s acts on a value of a card, and in its open menu', async (key, asked) => {
  const { page, faults, close } = await openPage(lake.apiUrl, COMPARED);
  const value = () => page.getByRole('article').first().getByRole('listitem').first().getByRole('button');
  const before = question(page);
  const hasAsked = () => page.waitForFunction(([was]) => decodeURIComponent(location.href) !== was, [before] as const);
  await value().focus();
  await page.keyboard.press(key);
  await hasAsked();
  expect(question(page).replace("'k':'main','p':'='", '')).toMatch(asked);
  await page.goBack();
  await page.waitForFunction(([was]) => decodeURIComponent(location.href) === was, [before] as const);
  await settled(page);
  await value().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press(key);
  await hasAsked();
  expect(question(page).replace("'k':'main','p':'='", '')).toMatch(asked);
  await page.getByRole('menu').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

browserTest('a group has its traces, by its key', async () => {
  const q = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${q}`);
  await page.getByRole('table', { name: 'Groups' }).locator('tbody tr').first().focus();
  await page.keyboard.press('t');
  await page.waitForURL(/tab=traces/);
  expect(question(page)).toContain("'k':'service_name','p':'='");
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  "an attribute of a span has five actions; its chart is the attribute's heatmap or the value over time",
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`);
    await page.keyboard.press('e');
    const service = page.getByRole('button', { name: /^service\.version = .* over time$/ });
    await service.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/explore/);
    expect(question(page)).toMatch(/'k':'service\.version','p':'='/);
    await settled(page);
    await page.getByRole('figure', { name: /^COUNT/ }).waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest(
  'a version is compared with the one before it, a function says what tells its invocations apart',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/functions/shop-payment?start=-2h');
    const heads = await page.getByRole('table', { name: 'Traces' }).getByRole('columnheader').allInnerTexts();
    expect(heads.map((head) => head.trim())).toEqual(expect.arrayContaining(['Result', 'Version', 'Memory', 'Trace']));
    expect(heads.join(' ')).toContain('payment.');
    expect(heads).not.toContain('Span');
    await page.getByRole('table', { name: 'Versions' }).locator('tbody tr').first().click();
    await page.getByText('What is different in these?').waitFor();
    expect(question(page)).toMatch(/'k':'service\.version','p':'in','v':\['2\.4\.1','2\.4\.0'\]/);
    await page.goBack();
    await page.getByRole('link', { name: 'Compare all attributes' }).click();
    await page.getByText('What is different in these?').waitFor();
    await settled(page);
    await page.getByRole('article', { name: 'service.version' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a press on a service dims the rows of the rest, and stands in the address', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`);
  const services = page.getByRole('list', { name: 'Services by share of time' });
  const second = services.getByRole('button').nth(1);
  await second.focus();
  await page.keyboard.press('Enter');
  expect(await second.getAttribute('aria-pressed')).toBe('true');
  expect(new URL(page.url()).searchParams.get('only')).not.toBeNull();
  const shown = (row: 'first' | 'last'): Promise<string> =>
    page
      .getByRole('treeitem')
      [row]()
      .locator('i[style*="background"]')
      .last()
      .evaluate((bar) => getComputedStyle(bar).opacity);
  expect([await shown('first'), await shown('last')]).toContain('0.25');
  await second.click();
  expect(await second.getAttribute('aria-pressed')).toBe('false');
  expect(await shown('first')).toBe('1');
  expect(faults).toEqual([]);
  await close();
});

browserTest('a moment says itself in full, and its copy is ISO 8601 UTC', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?tab=events');
  const moment = page.getByRole('table', { name: 'Events' }).locator('time').first();
  const [local, iso, age, nanos] = (await moment.getAttribute('title'))!.split('\n');
  expect(local).toMatch(/ local$/);
  expect(age).toMatch(/ ago$/);
  expect(new Date(Number(BigInt(nanos.replace(' ns', '')) / 1_000_000n)).toISOString()).toBe(iso);
  await moment.evaluate((element) => getSelection()!.selectAllChildren(element));
  await page.keyboard.press('Control+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(iso);
  expect(faults).toEqual([]);
  await close();
});
