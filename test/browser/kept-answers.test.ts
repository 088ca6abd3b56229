// An answer that is kept while the next is under way is drawn as what it is: under the heads of its own question, without a number of another.
import { encodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

const explore = (query: StructuredQuery, more = ''): string => `/explore?q=${encodeQuery(query)}${more}`;

/** Requests that `holds` fits wait until it is called off. */
async function openHolding(path: string) {
  let holds = (_: Request): boolean => false;
  const waiting: (() => void)[] = [];
  const asked: Request[] = [];
  const opened = await openPage(lake.apiUrl, path, {
    route: async (route) => {
      asked.push(route.request());
      if (holds(route.request())) await new Promise<void>((resolve) => waiting.push(resolve));
      await route.continue().catch(() => undefined);
    },
  });
  return {
    ...opened,
    asked,
    waiting,
    hold: (which: (request: Request) => boolean) => {
      holds = which;
    },
    release: async () => {
      holds = () => false;
      for (const go of waiting.splice(0)) go();
      await settled(opened.page);
    },
  };
}

/** As a link does, without a reload. */
const goTo = (page: Page, path: string): Promise<void> => page.evaluate((to) => history.pushState({}, '', to), path);
const bodyOf = (request: Request): string => request.postData() ?? '';
const isQuery = (request: Request): boolean => request.url().endsWith('/api/v1/query');

browserTest('groups: the heads of the answer, until the next is there; no total of another question', async () => {
  const COUNT = { calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] } as const;
  const filters = [{ column: 'status_code', op: '=', value: 'ERROR' }] as const;
  const { page, faults, close, hold, release, waiting } = await openHolding(explore(COUNT));
  const table = page.getByRole('table', { name: 'Groups' });
  const total = table.locator('tr').filter({ hasText: /^Total/ });
  await expect.poll(() => total.innerText()).toMatch(/\d/);
  const row = await table.locator('tbody tr').first().innerText();
  hold(isQuery);
  await goTo(
    page,
    explore({ calculations: [{ op: 'MAX', column: 'duration_ms' }], breakdowns: ['name', 'service_name'] }),
  );
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
    'service_name',
    expect.stringMatching(/^COUNT/),
    'Over time',
  ]);
  expect(await table.locator('tbody tr').first().innerText()).toBe(row);
  expect(await page.getByRole('figure', { name: /^COUNT/ }).count()).toBe(1);
  await release();
  await expect
    .poll(async () => (await table.getByRole('columnheader').allInnerTexts()).slice(0, 2))
    .toEqual(['name', 'service_name']);
  // Another condition: the groups come before their total does.
  await goTo(page, explore(COUNT));
  await expect.poll(() => total.innerText()).toMatch(/\d/);
  hold((request) => isQuery(request) && !bodyOf(request).includes('breakdowns'));
  await goTo(page, explore({ ...COUNT, filters }));
  await expect.poll(() => table.locator('tbody tr').first().innerText()).not.toBe(row);
  expect(await total.innerText()).not.toMatch(/\d/);
  await release();
  await expect.poll(() => total.innerText()).toMatch(/\d/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('events: values stand under the columns that they were asked for', async () => {
  const { page, faults, close, hold, release, waiting } = await openHolding(
    '/explore?tab=events&cols=name,service_name',
  );
  const table = page.getByRole('table', { name: 'Events' });
  const heads = async (): Promise<string[]> => (await table.getByRole('columnheader').allInnerTexts()).slice(1);
  const values = () => table.locator('tbody tr').first().locator('td').allInnerTexts();
  const before = await values();
  hold((request) => request.url().includes('/events'));
  await goTo(page, '/explore?tab=events&cols=service_name,name');
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  expect(await heads()).toEqual(['name', 'service_name']);
  expect(await values()).toEqual(before);
  await release();
  await expect.poll(heads).toEqual(['service_name', 'name']);
  expect(faults).toEqual([]);
  await close();
});

browserTest('the slowest tenth: nothing is listed by the bound of another question', async () => {
  const { page, faults, close, hold, release, waiting, asked } = await openHolding('/explore?vs=slowest&tab=traces');
  await page.getByRole('table', { name: 'Traces' }).waitFor();
  hold((request) => isQuery(request) && bodyOf(request).includes('"P90"'));
  const before = asked.length;
  const filters = [{ column: 'status_code', op: '=', value: 'ERROR' }] as const;
  await goTo(page, explore({ filters }, '&vs=slowest&tab=traces'));
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  await page.getByRole('table', { name: 'Traces' }).waitFor({ state: 'detached' });
  await release();
  await page.getByRole('table', { name: 'Traces' }).waitFor();
  const lists = asked.slice(before).filter((request) => isQuery(request) && bodyOf(request).includes('"trace_id"'));
  expect(lists.length).toBe(1);
  expect(faults).toEqual([]);
  await close();
});

browserTest('from one function to another nothing of the first stays', async () => {
  const { page, faults, close, hold, release } = await openHolding('/functions/shop-payment');
  const facts = page.getByText(/\d+% errors$/);
  await facts.waitFor();
  await page
    .getByRole('columnheader', { name: /^payment\./ })
    .first()
    .waitFor();
  hold((request) => request.url().includes('/api/v1/'));
  await goTo(page, '/functions/shop-checkout');
  await page.getByRole('heading', { name: 'shop-checkout' }).waitFor();
  expect(await facts.count()).toBe(0);
  expect(await page.getByRole('tab', { name: /Invocations \d/ }).count()).toBe(0);
  await release();
  await page.getByRole('table', { name: 'Traces' }).waitFor();
  expect(await page.getByRole('columnheader', { name: /^payment\./ }).count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest('the number of a board is not held against a time that is not right before it', async () => {
  await fetch(`${lake.apiUrl}/api/v1/saved/number`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      kind: 'board',
      name: 'Numbers',
      panels: [
        {
          name: 'Spans',
          query: encodeQuery({ calculations: [{ op: 'COUNT' }] }),
          view: 'number',
          column: 0,
          row: 0,
          width: 6,
          height: 5,
        },
      ],
    }),
  });
  const { page, faults, close, hold, release } = await openHolding('/boards/number?start=-10m');
  await page.getByText(/ on the 10 min \d+ s before$| on the 10 min before$/).waitFor();
  const askedEnd = (request: Request): number => Date.parse((JSON.parse(bodyOf(request)) as { end: string }).end);
  hold((request) => isQuery(request) && askedEnd(request) < Date.now() - 10 * 60_000);
  const answered = page.waitForResponse((response) => isQuery(response.request()));
  await goTo(page, '/boards/number?start=-20m');
  await answered;
  await page.locator('main [aria-busy="true"]').waitFor({ state: 'detached' });
  expect(await page.getByText(/ before$/).count()).toBe(0);
  await release();
  await page.getByText(/ on the 20 min .*before$/).waitFor();
  expect(faults).toEqual([]);
  await close();
});
