// Every page over the demo's lake, in both themes and on a phone: no violation of the policy, no request elsewhere, no error, no axe finding.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, type PageOptions, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  '/',
  '/functions/shop-payment',
  '/functions/shop-payment?tab=invocations',
  '/functions/shop-payment?tab=errors',
  '/functions/shop-payment?tab=versions',
  '/functions/shop-payment?tab=memory',
  '/explore',
  '/explore?vs=errors',
  '/explore?tab=events',
  '/trace',
  '/trace?view=map',
  '/errors',
  '/sql?sql=SELECT%201',
  '/fields',
  '/health',
  '/boards',
  '/boards/saved',
  '/fields/payment.provider',
] as const;
const LOOKS: readonly (readonly [name: string, options: PageOptions])[] = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['phone', { theme: 'light', width: 380, height: 844 }],
];

let traceId: string;
const lake = useDemoLake(async (started) => {
  traceId = await failedTraceId(started);
});

browserTest.each(VIEWS.flatMap((view) => LOOKS.map(([look, options]) => [view, look, options] as const)))(
  '%s, %s',
  async (view, _look, options) => {
    const { page, faults, close } = await openPage(lake.apiUrl, view.replace(/^\/trace/, `/trace/${traceId}`), options);
    expect(await findings(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(await tabsWithoutPanel(page)).toBe(0);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest(
  'at twice the size, and at widths between a phone and a screen, all of the bar is in the window',
  async () => {
    // The longest that the bar says of a range.
    const range = 'start=2026-10-27T09:31:00.000Z&end=2026-11-28T10:02:00.000Z';
    const { page, faults, close } = await openPage(lake.apiUrl, `/?${range}`, { width: 720, height: 450 });
    const outside = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('header:first-of-type :is(a, button), nav :is(a, button)')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth)
          .map((one) => one.getAttribute('aria-label') ?? one.textContent),
      );
    for (const width of [720, 860, 979, 980, 1024, 1180, 1181]) {
      await page.setViewportSize({ width, height: 450 });
      expect([width, await outside()]).toEqual([width, []]);
    }
    await page.setViewportSize({ width: 720, height: 450 });
    for (const view of ['/explore', '/errors', '/fields', '/health', '/sql']) {
      await page.goto(`${view}?${range}`);
      await settled(page);
      expect([view, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([view, 720]);
    }
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest(
  'what is opened by keys has no axe finding: an error group, the time picker, a picker of attributes, the palette; nor has an address of no view',
  async () => {
    const { page, close } = await openPage(lake.apiUrl, '/errors');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('What these have in common').waitFor();
    await settled(page);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('t');
    await page.getByLabel('Time range', { exact: true }).first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.goto('/explore');
    await settled(page);
    await page.keyboard.press('w');
    await page.getByRole('option').first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'main = true', exact: true }).hover();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Control+k');
    await page
      .getByRole('option', { name: /Overview/ })
      .first()
      .waitFor();
    expect(await findings(page)).toEqual([]);
    await page.goto('/nothing/here');
    await page.getByText('This address belongs to no view.').waitFor();
    expect(await findings(page)).toEqual([]);
    await close();
  },
);

browserTest("what is pressed in Compare's cards is 24 px high", async () => {
  const { page, close } = await openPage(lake.apiUrl, '/explore?vs=errors');
  const pressed = page.getByRole('article').getByRole('button');
  await pressed.first().waitFor();
  const heights = await pressed.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);
  await close();
});

browserTest.each(['light', 'dark'] as const)('old answers are read while others are awaited, %s', async (theme) => {
  let holds = false;
  const { page, close } = await openPage(lake.apiUrl, '/?start=-30m', {
    theme,
    route: async (route) => {
      if (!holds || !route.request().url().endsWith('/api/v1/query')) await route.continue();
    },
  });
  holds = true;
  await page.evaluate(() => history.pushState(null, '', '/?start=-15m'));
  await page.locator('main [aria-busy="true"]').first().waitFor();
  await page.evaluate(async () => void (await Promise.allSettled(document.getAnimations().map((one) => one.finished))));
  expect(await findings(page)).toEqual([]);
  await close();
});

/** Each current tab names what it shows, and that is named by it. */
async function tabsWithoutPanel(page: Page): Promise<number> {
  return page.evaluate(() => {
    const tabs = [...document.querySelectorAll('[role="tab"][aria-selected="true"]')];
    const panelOf = (tab: Element) => document.getElementById(tab.getAttribute('aria-controls') ?? '');
    return tabs.filter(
      (tab) => panelOf(tab)?.role !== 'tabpanel' || panelOf(tab)?.getAttribute('aria-labelledby') !== tab.id,
    ).length;
  });
}

/** What axe finds, by rule and place. Evaluated by the browser's debugger, which the page's policy does not bind. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (
      globalThis as unknown as {
        axe: {
          run(): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }[] }>;
        };
      }
    ).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary.slice(0, 200)}`),
  );
}
