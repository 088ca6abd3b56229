// Live mode moves the range; what is read stays: what is drawn until the next is there, lists of several pages, what SQL was told to run. A server that is away is told, not asked for ever.
import type { Request } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, type WatchedPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();
/** More than a step of the clock of an hour. */
const A_TICK_MS = 13_000;

interface Opened extends WatchedPage {
  readonly asked: Request[];
  /** Requests that wait, or that fail. */
  set(next: { readonly holds?: string; readonly fails?: boolean }): void;
}

async function openLive(path: string): Promise<Opened> {
  let now: { readonly holds?: string; readonly fails?: boolean } = {};
  const asked: Request[] = [];
  const opened = await openPage(lake.apiUrl, path, {
    route: async (route) => {
      const request = route.request();
      asked.push(request);
      if (now.fails === true && request.url().includes('/api/v1/')) return route.abort();
      if (now.holds === undefined || !request.url().includes(now.holds)) await route.continue();
    },
  });
  await opened.page.locator('button[aria-pressed="true"]', { hasText: 'Live' }).waitFor();
  asked.length = 0;
  return {
    ...opened,
    asked,
    set: (next) => {
      now = next;
    },
  };
}

const to = (asked: readonly Request[], path: string): readonly Request[] =>
  asked.filter((request) => new URL(request.url()).pathname.endsWith(path));

browserTest('facets and cards of a comparison stay while the next are under way', async () => {
  const overview = await openLive('/');
  const facet = overview.page.getByRole('button', { name: /^Environment/ });
  await facet.waitFor();
  overview.set({ holds: '/values' });
  await expect.poll(() => to(overview.asked, '/values').length).toBeGreaterThan(0);
  expect(await facet.count()).toBe(1);
  await overview.close();
  const compare = await openLive('/explore?vs=errors&tab=compare');
  const cards = compare.page.getByRole('article');
  await cards.first().waitFor();
  const before = await cards.count();
  compare.set({ holds: '/compare' });
  await expect.poll(() => to(compare.asked, '/compare').length).toBeGreaterThan(0);
  expect(await cards.count()).toBe(before);
  expect(compare.faults).toEqual([]);
  await compare.close();
});

browserTest('events of several pages stay of the range that they were asked for', async () => {
  const { page, faults, close, asked } = await openLive('/explore?tab=events');
  const events = page.getByRole('region', { name: 'Events' });
  await events.getByText('the newest 200').waitFor();
  await events.getByRole('button', { name: 'Load more' }).click();
  await events.getByText('the newest 400').waitFor();
  asked.length = 0;
  await expect.poll(() => to(asked, '/query').length).toBeGreaterThan(0);
  await events.getByText(/^the newest 400, up to /).waitFor();
  expect(to(asked, '/events')).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

browserTest('SQL runs when it is told to', async () => {
  const sql = 'SELECT count(*) AS n FROM spans';
  const { page, faults, close, asked } = await openLive(`/sql?sql=${encodeURIComponent(sql)}`);
  await page.waitForTimeout(A_TICK_MS);
  expect(to(asked, '/sql')).toEqual([]);
  await page.getByRole('button', { name: /^Run/ }).click();
  await expect.poll(() => to(asked, '/sql').length).toBe(1);
  expect(faults).toEqual([]);
  await close();
});

/** It waits for steps of the clock, and for the page to ask again by itself. */
const AWAY_TEST_MS = 240_000;

browserTest('a server that is away is told, and not asked at each step', { timeout: AWAY_TEST_MS }, async () => {
  const { page, close, asked, set } = await openLive('/explore');
  set({ fails: true });
  const away = page.getByRole('button', { name: 'Not answering' });
  await away.waitFor();
  asked.length = 0;
  await page.waitForTimeout(A_TICK_MS);
  expect(to(asked, '/query')).toEqual([]);
  expect(to(asked, '/health').length).toBeGreaterThan(1);
  set({});
  // Once it answers, the page goes on by itself.
  await away.waitFor({ state: 'detached' });
  await expect.poll(() => to(asked, '/query').length).toBeGreaterThan(0);
  await close();
  const health = await openPage(lake.apiUrl, '/health');
  await health.page.context().route('**/api/v1/**', (route) => route.abort());
  await health.page.getByText(/^Not renewed since .*\. The server does not answer\.$/).waitFor();
  await health.page.getByText('does not answer', { exact: true }).waitFor();
  await health.page.context().unroute('**/api/v1/**');
  await health.page.getByText(/^Not renewed since/).waitFor({ state: 'detached' });
  await health.close();
});

browserTest(
  'a server that goes is told beside the range, and at its return what had failed is there again with no press',
  { timeout: AWAY_TEST_MS },
  async () => {
    // No step of the clock asks anything of a range between two moments.
    const [start, end] = [new Date(Date.now() - 3_600_000), new Date()].map((moment) => moment.toISOString());
    const { page, close, set } = await openLive('/health');
    set({ fails: true });
    const away = page.getByRole('button', { name: 'Not answering' });
    await away.waitFor();
    await page
      .getByRole('status')
      .getByText(/^Not answering: /)
      .waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Errors', exact: true }).click();
    await page.getByText('The server does not answer').first().waitFor();
    set({});
    await away.waitFor({ state: 'detached' });
    await page.getByText('The server does not answer').first().waitFor({ state: 'detached' });
    await page.locator('main tbody tr').first().waitFor();
    await close();
    const still = await openPage(lake.apiUrl, `/health?start=${start}&end=${end}`);
    await still.page.context().route('**/api/v1/**', (route) => route.abort());
    await still.page.getByRole('button', { name: 'Not answering' }).waitFor();
    await still.page.getByRole('link', { name: 'Errors', exact: true }).click();
    await still.page.getByText('The server does not answer').first().waitFor();
    await still.page.context().unroute('**/api/v1/**');
    await still.page.getByText('The server does not answer').first().waitFor({ state: 'detached' });
    await still.close();
  },
);

browserTest('a statement that got no answer runs again when it is told to', { timeout: AWAY_TEST_MS }, async () => {
  const { page, close, asked, set } = await openLive('/sql');
  set({ fails: true });
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByRole('button', { name: 'Not answering' }).waitFor();
  await page.locator('main').getByText('The server does not answer').first().waitFor();
  asked.length = 0;
  set({});
  await page.getByRole('button', { name: 'Not answering' }).waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  expect(to(asked, '/sql')).toEqual([]);
  await page.locator('main').getByRole('button', { name: 'Retry', exact: true }).click();
  await expect.poll(() => to(asked, '/sql').length).toBe(1);
  await close();
});

/** A quarter of an hour, by keys. */
async function chooseQuarter({ page }: Pick<WatchedPage, 'page'>): Promise<void> {
  await page.keyboard.press('t');
  await page.getByRole('textbox', { name: 'Time range' }).waitFor();
  await page.keyboard.press('1');
  await page.waitForURL(/start=-15m/);
}

browserTest('a pointer at rest on a heatmap, and a box begun on it, stand a range with fewer cells', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  const plot = page.getByRole('application', { name: /Heatmap/ });
  const { x, y, width } = (await plot.boundingBox())!;
  await page.mouse.move(x + width - 4, y + 6);
  await page.keyboard.press('x');
  const before = await plot.getAttribute('aria-label');
  await chooseQuarter({ page });
  await expect.poll(() => plot.getAttribute('aria-label')).not.toBe(before);
  expect(await page.getByText('This view failed').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest('what was switched off stays off when another range is chosen', async () => {
  const opened = await openLive('/');
  const live = opened.page.locator('button[aria-pressed]', { hasText: 'Live' });
  await live.click();
  await expect.poll(() => live.getAttribute('aria-pressed')).toBe('false');
  await chooseQuarter(opened);
  await opened.page.waitForTimeout(1_000);
  expect(await live.getAttribute('aria-pressed')).toBe('false');
  await opened.close();
});

browserTest('a server that takes requests and answers none is told as one that is away', async () => {
  const { page, set, close } = await openLive('/');
  set({ holds: '/api/v1/' });
  await page.locator('button[title^="The server does not answer"]').waitFor({ timeout: 30_000 });
  await close();
});
