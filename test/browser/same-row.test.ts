// A live page has its rows elsewhere at each step: what a person was at stays theirs, and where it is gone the focus is on what stands in its place.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

interface ErrorsAnswer {
  readonly errors: readonly { readonly group: string }[];
}

const shownGroups = (page: Page): Promise<(string | null)[]> =>
  page.locator('main tr[data-row]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));
const focusedGroup = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-row') ?? null);

browserTest('the keys stay at their row of a live table, and at its place once it is gone', async () => {
  let arrange = (groups: ErrorsAnswer['errors']): ErrorsAnswer['errors'] => groups;
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors', {
    // The lake's own answer, in another order.
    route: async (route) => {
      if (!new URL(route.request().url()).pathname.endsWith('/api/v1/errors')) return route.continue();
      const response = await route.fetch();
      const answer = (await response.json()) as ErrorsAnswer;
      await route.fulfill({ response, json: { ...answer, errors: arrange(answer.errors) } });
    },
  });
  await page.locator('button[aria-pressed="true"]', { hasText: 'Live' }).waitFor();
  const before = await shownGroups(page);
  expect(before.length).toBeGreaterThan(2);
  await page.locator('main tr[data-index="0"]').focus();
  await page.keyboard.press('ArrowDown');
  expect(await focusedGroup(page)).toBe(before[1]);

  arrange = ([first, second, ...others]) => [...others.toReversed(), second, first];
  await expect
    .poll(async () => (await shownGroups(page)).indexOf(before[0]), { timeout: 40_000 })
    .toBe(before.length - 1);
  expect(await focusedGroup(page)).toBe(before[1]);
  await page.keyboard.press('ArrowDown');
  expect(await focusedGroup(page)).toBe(before[0]);
  await page.keyboard.press('ArrowUp');
  expect(await focusedGroup(page)).toBe(before[1]);

  arrange = (groups) => groups.filter(({ group }) => group !== before[1]);
  await expect.poll(() => shownGroups(page), { timeout: 40_000 }).not.toContain(before[1]);
  const after = await shownGroups(page);
  expect(await focusedGroup(page)).toBe(after[Math.min(before.length - 2, after.length - 1)]);
  expect(faults).toEqual([]);
  await close();
});
