// Keys where the focus is: a row's before the view's, a field left by Esc, the link copied on every page; and what a phone has for them.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

let traceId: string;
const lake = useDemoLake(async (started) => {
  traceId = await failedTraceId(started);
});

const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const question = (page: Page): string => decodeURIComponent(page.url());

browserTest('every page has a title of its own, and its link is copied with absolute time', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  for (const [path, title] of [
    ['/', 'Overview'],
    ['/functions/shop-payment?tab=versions', 'shop-payment'],
    [`/trace/${traceId}`, `Trace ${traceId.slice(0, 8)}…${traceId.slice(-4)}`],
    ['/errors', 'Errors'],
    ['/fields/payment.provider', 'payment.provider · Fields'],
    ['/health', 'Health'],
  ]) {
    await page.goto(path);
    await settled(page);
    expect(await page.title()).toBe(`${title} · Tracelake`);
    await page.keyboard.press('y');
    await page.getByText('Link copied, with absolute time').first().waitFor();
    const link = new URL(await copied(page));
    expect(link.pathname).toBe(path.split('?')[0]);
    expect(link.searchParams.get('tab')).toBe(new URL(path, lake.apiUrl).searchParams.get('tab'));
    expect(Number.isNaN(Date.parse(link.searchParams.get('start') ?? ''))).toBe(false);
  }
  expect(faults).toEqual([]);
  await close();
});

browserTest("the value of a row has its keys, before the view's", async () => {
  const q = encodeURIComponent("1~{'c':[{'p':'COUNT'}],'f':[{'k':'main','p':'=','v':true}],'b':['service.name']}");
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${q}`);
  const row = page.getByRole('table', { name: 'Groups' }).locator('tbody tr').first();
  const name = (await row.locator('td').first().innerText()).trim();
  await row.focus();
  await page.keyboard.press('c');
  await page.getByText(`Copied ${name}`).waitFor();
  expect(await copied(page)).toBe(name);
  await page.keyboard.press('w');
  await page.waitForURL((url) => decodeURIComponent(url.href).includes(`'k':'service.name','p':'=','v':'${name}'`));
  await page.keyboard.press('Control+z');
  await settled(page);
  await row.focus();
  await page.keyboard.press('Shift+W');
  await page.waitForURL((url) => decodeURIComponent(url.href).includes(`'k':'service.name','p':'!=','v':'${name}'`));
  await page.goto('/');
  await settled(page);
  await page.keyboard.press('j');
  await page.keyboard.press('b');
  await page.waitForURL(/explore/);
  expect(question(page)).toContain("'b':['faas.name']");
  expect(faults).toEqual([]);
  await close();
});

browserTest('each value of an event has its keys, and so have an error and where it is', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?tab=events');
  const row = page.getByRole('table', { name: 'Events' }).locator('tbody tr').first();
  const service = (await row.locator('td').nth(2).innerText()).trim();
  await row.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('c');
  await page.getByText(`Copied ${service}`).waitFor();
  await page.keyboard.press('w');
  await page.waitForURL((url) => decodeURIComponent(url.href).includes(`'k':'service_name','p':'=','v':'${service}'`));
  expect(page.url()).toContain('tab=events');
  await page.goto('/errors');
  await settled(page);
  await page.keyboard.press('j');
  await page.keyboard.press('w');
  await page.waitForURL(/explore/);
  expect(question(page)).toMatch(/'k':'exception.type','p':'='.*'k':'exception.message','p':'matches'/);
  await page.goBack();
  await settled(page);
  const places = await page
    .getByRole('table', { name: 'Error groups' })
    .locator('tbody tr')
    .first()
    .locator('td')
    .nth(1)
    .innerText();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+W');
  await page.waitForURL(/explore/);
  expect(question(page)).toMatch(new RegExp(`'k':'faas.name','p':'(?:!=|not-in)','v':.*'${places.split(/\s/)[0]}'`));
  expect(faults).toEqual([]);
  await close();
});

browserTest('rows are selected by the space bar: the keys of a value take them all, Esc none', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  const table = page.getByRole('table', { name: 'Functions and services' });
  const names = await table.locator('tbody tr td:first-child b').allInnerTexts();
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  await page.getByRole('status').getByText('2 selected').waitFor();
  expect(await table.locator('tr[aria-selected="true"]').count()).toBe(2);
  await page.keyboard.press('c');
  await page.getByText('Copied 2 values').waitFor();
  expect((await copied(page)).split('\n')).toEqual(names.slice(0, 2));
  await page.keyboard.press('Space');
  await page.getByRole('status').getByText('1 selected').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('1 selected').waitFor({ state: 'detached' });
  await page.keyboard.press('Space');
  await page.keyboard.press('k');
  await page.keyboard.press('Space');
  await page.keyboard.press('w');
  await page.waitForURL(/explore/);
  for (const name of names.slice(0, 2)) expect(question(page)).toContain(`'${name}'`);
  expect(faults).toEqual([]);
  await close();
});

browserTest("Esc leaves the page's filter, and what is open beside the list stays", async () => {
  const { page, close } = await openPage(lake.apiUrl, '/errors');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByText('What these have in common').waitFor();
  const opened = page.url();
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('INPUT');
  await page.keyboard.press('Escape');
  expect([await focused(page), page.url()]).toEqual(['BODY', opened]);
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/errors(?:\?|$)/);
  await close();
});

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement!.tagName);

browserTest('on a phone the help menu has what the bar has no room for', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/', { width: 380, height: 820 });
  const open = () => page.getByRole('button', { name: 'Keys, theme, help' }).click();
  await open();
  expect(await page.getByRole('menuitemradio', { name: 'Live' }).getAttribute('aria-checked')).toBe('true');
  await page.getByRole('menuitemradio', { name: 'Live' }).click();
  await open();
  expect(await page.getByRole('menuitemradio', { name: 'Live' }).getAttribute('aria-checked')).toBe('false');
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  await page.getByText('Link copied, with absolute time').waitFor();
  expect(await copied(page)).toContain('start=');
  expect(faults).toEqual([]);
  await close();
});

browserTest('where nothing ran, what is a share or a duration was not measured', async () => {
  const { page, faults, close } = await openPage(
    lake.apiUrl,
    '/?start=2020-01-01T00:00:00.000Z&end=2020-01-01T01:00:00.000Z',
  );
  const cells = await page.getByRole('region', { name: 'Summary' }).getByRole('link').allInnerTexts();
  expect(cells.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
    'Requests 0',
    'Error rate –',
    'p95 duration –',
    'Cold starts –',
    'Timeouts 0',
    'Estimated cost $0',
  ]);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'where what had the focus is gone, the view has it: a chip taken out, a row that opened a page',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
    const focusedId = (): Promise<string> => page.evaluate(() => document.activeElement!.id);
    const chip = page.getByRole('button', { name: /^main = true/ });
    await chip.focus();
    await page.keyboard.press('Backspace');
    await chip.waitFor({ state: 'detached' });
    await expect.poll(focusedId).toBe('view');
    await page.goto('/');
    await settled(page);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/functions\//);
    await settled(page);
    expect(await focusedId()).toBe('view');
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a held key acts once, a field undoes its own letters, Escape is the dialog’s', async () => {
  const q = encodeURIComponent("1~{'c':[{'p':'COUNT'}],'b':['service.name']}");
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${q}`);
  const row = page.getByRole('table', { name: 'Groups' }).locator('tbody tr').first();
  await row.focus();
  await page.keyboard.press('w');
  await page.waitForURL((url) => decodeURIComponent(url.href).includes("'k':'service.name','p':'='"));
  await settled(page);
  const narrowed = page.url();
  await page.locator('main').focus();
  await page.keyboard.press('b');
  await page.getByPlaceholder('Group by which attribute').fill('http');
  await page.keyboard.press('Control+z');
  expect(page.url()).toBe(narrowed);
  await page.keyboard.press('Escape');
  await page.locator('main').focus();
  // A press that goes on: the browser repeats it.
  await page.keyboard.down('[');
  await page.keyboard.down('[');
  await page.keyboard.down('[');
  await page.keyboard.up('[');
  await settled(page);
  const start = (): number => Date.parse(new URL(page.url()).searchParams.get('start') ?? '');
  const end = (): number => Date.parse(new URL(page.url()).searchParams.get('end') ?? '');
  expect(Date.now() - end()).toBeLessThan(1.5 * (end() - start()));
  await page.goto('/errors');
  await settled(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/errors\/./);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(page.url()).toMatch(/errors\/./);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a link that cannot be copied is not said to be', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  // As over plain http to another host.
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  await page.keyboard.press('y');
  await page.getByText('Not copied: this browser does not let the page').waitFor();
  expect(await page.getByText('Link copied').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});
