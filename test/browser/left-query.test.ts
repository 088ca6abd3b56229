// What a view has asked and left is ended by DELETE where the page came over TLS, as from a function URL, which tells nobody that a caller has left.
import type { Route } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const ORIGIN = 'https://lake.example';

const lake = useDemoLake();

browserTest('leaving a view, and the page, ends what is waited for', async () => {
  const waiting: string[] = [];
  const ended: string[] = [];
  const refused = new Set<string>();
  let holds = false;
  const { page, close } = await openPage(ORIGIN, '/health', {
    route: async (route) => {
      const request = route.request();
      const { origin: _, ...headers } = request.headers();
      const path = request.url().slice(ORIGIN.length);
      if (holds && path === '/api/v1/query') waiting.push(headers['tracelake-query-id']);
      else if (request.method() === 'DELETE') {
        // As Lambda answers while all that may run does.
        const isFirst = !refused.has(path);
        refused.add(path);
        if (!isFirst) ended.push(path);
        await route.fulfill({ status: isFirst ? 429 : 202, json: {} });
      } else await route.fulfill({ response: await route.fetch({ url: `${lake.apiUrl}${path}`, headers }) });
    },
  });
  holds = true;
  const idsOf = (paths: readonly string[]) => paths.map((path) => path.replace('/api/v1/queries/', ''));
  await page.getByRole('link', { name: 'Explore' }).click();
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'Health' }).click();
  await expect.poll(() => idsOf(ended)).toEqual(expect.arrayContaining(waiting));
  const before = waiting.length;
  await page.getByRole('link', { name: 'Explore' }).click();
  await expect.poll(() => waiting.length).toBeGreaterThan(before);
  // What a page sends while it goes is seen by nobody here.
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));
  await expect.poll(() => idsOf(ended)).toEqual(expect.arrayContaining(waiting));
  await close();
});

browserTest(
  'what the first script has asked is ended as well: by a page that goes before its code is there, and by who leaves the view',
  async () => {
    const asked: string[] = [];
    const ended: string[] = [];
    let holdsCode = false;
    const answer = async (route: Route): Promise<void> => {
      const request = route.request();
      const { origin: _, ...headers } = request.headers();
      const path = request.url().slice(ORIGIN.length);
      // Neither is ever answered.
      if (path === '/api/v1/query') asked.push(headers['tracelake-query-id']);
      else if (holdsCode && /^\/assets\/(?!begin-).*\.js$/.test(path)) return;
      else if (request.method() === 'DELETE') {
        ended.push(path.replace('/api/v1/queries/', ''));
        await route.fulfill({ status: 202, json: {} });
      } else await route.fulfill({ response: await route.fetch({ url: `${lake.apiUrl}${path}`, headers }) });
    };
    const { page: other, close } = await openPage(ORIGIN, '/boards', { route: answer });
    holdsCode = true;
    const early = await other.context().newPage();
    await early.goto(`${ORIGIN}/explore`, { waitUntil: 'commit' });
    await expect.poll(() => asked.length).toBe(1);
    await early.evaluate(() => dispatchEvent(new Event('pagehide')));
    await expect.poll(() => ended).toEqual(asked);
    await early.close();

    holdsCode = false;
    const page = await other.context().newPage();
    await page.goto(`${ORIGIN}/explore`, { waitUntil: 'commit' });
    await expect.poll(() => asked.length).toBe(2);
    await page.getByRole('link', { name: 'Boards' }).click();
    await expect.poll(() => ended).toEqual(asked);
    await other.context().unrouteAll({ behavior: 'ignoreErrors' });
    await close();
  },
);
