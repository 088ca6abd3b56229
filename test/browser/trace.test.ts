// A trace of the demo's shop: its map by key, and the trace that goes on with what it handed over.
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

/** A checkout whose order was taken up by another trace. */
async function linkedTraceId(): Promise<string> {
  const answer = await fetch(`${lake.apiUrl}/api/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sql: 'SELECT links[1].trace_id FROM spans WHERE cardinality(links) > 0 LIMIT 1',
      start: '-2h',
    }),
  });
  return ((await answer.json()) as { rows: [[string]] }).rows[0][0];
}

browserTest('the map names who calls whom; a press selects the span; a link leads on', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await linkedTraceId()}`);
  await page.keyboard.press('m');
  const calls = page.getByRole('table', { name: 'Calls between services' });
  await calls.getByRole('row', { name: /shop-checkout shop-payment/ }).waitFor();
  await page.getByRole('button', { name: /shop-payment/ }).click();
  await page.getByText('Request id').waitFor();
  expect(page.url()).toContain('view=map');
  await page.getByRole('region', { name: 'Linked traces' }).getByRole('link').first().click();
  await settled(page);
  await page.getByText('Begun by').waitFor();
  await page.getByRole('treeitem').getByRole('link', { name: 'Open the linked trace' }).first().waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a failed span leads to its group; names are widened by keys, the map is made smaller', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`);
  const divider = page.getByRole('separator', { name: 'Width of the names' });
  const leftOf = async () => (await divider.boundingBox())!.x;
  const before = await leftOf();
  await divider.press('ArrowRight');
  expect(await leftOf()).toBe(before + 16);
  await page.keyboard.press('m');
  await page.getByText('100%').waitFor();
  await page.keyboard.press('-');
  await page.getByText('80%').waitFor();
  await page.keyboard.press('m');
  await page.getByRole('tree').waitFor();
  await page.keyboard.press('e');
  await page.getByRole('link', { name: 'All errors like this' }).click();
  await page.getByRole('heading', { name: 'Errors' }).waitFor();
  await page.getByText('What these have in common').waitFor();
  expect(page.url()).toMatch(/\/errors\/[0-9a-f]+/);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'an attribute of the chosen span is asked for by the keys of a value; the tree says which span is chosen',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`);
    await page.keyboard.press('e');
    const where = page.getByRole('button', { name: /^Where / }).first();
    await where.waitFor();
    const chosen = await page.getByRole('tree').getAttribute('aria-activedescendant');
    expect(await page.locator(`#${chosen}`).getAttribute('aria-selected')).toBe('true');
    await where.press('w');
    await page.waitForURL(/\/explore\?.*q=/);
    await settled(page);
    expect(await page.getByText('No spans match').count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('on a phone the head is two lines, and its menu has what they have no room for', async () => {
  const size = { width: 380, height: 820 };
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`, size);
  const head = (await page.locator('main header').first().boundingBox())!;
  expect(head.height).toBeLessThan(100);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
  const more = page.getByRole('button', { name: 'More of this trace' });
  await more.click();
  await page
    .getByRole('menu')
    .getByText(/\d services · /)
    .waitFor();
  await page.getByRole('menuitemcheckbox', { name: 'Critical path' }).click();
  await page.waitForURL(/path=0/);
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Save as JSON' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^trace-[0-9a-f]{32}\.json$/);
  await more.click();
  await page.getByRole('menuitem', { name: 'Traces like this' }).click();
  await page.waitForURL(/\/explore\?/);
  expect(faults).toEqual([]);
  await close();
});

browserTest.each([
  ['on this machine', true],
  ['of a bucket, which Firehose writes', false],
])('a trace that is not there %s', async (_, isLocal) => {
  const path = `/trace/${'9'.repeat(32)}`;
  const { page, close } = await openPage(lake.apiUrl, '/health', {
    route: async (route) => {
      if (isLocal || !route.request().url().endsWith('/api/v1/health')) return route.continue();
      const answer = await route.fetch();
      return route.fulfill({ response: answer, json: { ...(await answer.json()), otlpUrl: null } });
    },
  });
  await page.goto(path);
  await page.getByText(/^Searched (the one day that is here|all 2 days), [\d.]+ MB\./).waitFor();
  const late = page.getByText('New spans can take 15 minutes to arrive.');
  if (isLocal) {
    await settled(page);
    expect(await late.count()).toBe(0);
  } else await late.waitFor();
  await close();
});
