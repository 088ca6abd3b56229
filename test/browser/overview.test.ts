// Overview and Errors by facets, and the columns of the table of functions.
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';
import { sendSpans, span } from './sent-spans.ts';

const lake = useDemoLake();

browserTest(
  'a service is chosen and let go; a column is hidden, brought back at a narrow width, and stays so',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/', { width: 1100 });
    const table = page.getByRole('table', { name: 'Functions and services' });
    const rows = async () => Number(await table.getAttribute('aria-rowcount'));
    const all = await rows();
    await page.getByRole('button', { name: /^Service \d/ }).click();
    await page.getByRole('menuitemradio', { name: /shop-payment/ }).click();
    await page.waitForURL(/service=shop-payment/);
    await settled(page);
    await expect.poll(rows).toBeLessThan(all);
    await page.keyboard.press('Control+z');
    await expect.poll(rows).toBe(all);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(rows).toBeLessThan(all);
    await page.getByRole('button', { name: 'Any service' }).click();
    await expect.poll(rows).toBe(all);

    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Memory' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'p50' }).click();
    await page.keyboard.press('Escape');
    await page.reload();
    await settled(page);
    await table.getByRole('columnheader', { name: 'Memory used / size' }).waitFor();
    expect(await table.getByRole('columnheader', { name: 'p50' }).count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a runtime in a row is a facet of it: pressed, the functions of it are left', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  const table = page.getByRole('table', { name: 'Functions and services' });
  await table
    .getByRole('row', { name: /shop-payment/ })
    .getByRole('button', { name: /^nodejs\d+\.x$/ })
    .click();
  await page.waitForURL(/runtime=nodejs/);
  await settled(page);
  await expect.poll(() => table.getByRole('row', { name: /shop-web/ }).count()).toBe(0);
  await table.getByRole('row', { name: /shop-payment/ }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('what a cost is estimated from is said wherever one stands', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  const words = page.getByTitle(/^Estimated from billed duration/);
  await expect.poll(() => words.allInnerTexts()).toEqual([expect.stringContaining('Estimated cost'), 'Cost']);
  await page.goto('/functions/shop-payment');
  await settled(page);
  await expect.poll(() => words.allInnerTexts()).toEqual(['Cost / 1 k']);
  await page.goto('/functions/shop-payment?tab=memory');
  await settled(page);
  await expect.poll(() => words.allInnerTexts()).toEqual(['Cost, estimated']);
  expect(faults).toEqual([]);
  await close();
});

browserTest('errors of one function alone', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors');
  await page.getByRole('button', { name: /^Function \d/ }).click();
  await page.getByRole('menuitemradio', { name: /shop-payment/ }).click();
  await page.waitForURL(/function=shop-payment/);
  await settled(page);
  const places = page.getByRole('table', { name: 'Error groups' }).locator('tbody tr td:nth-child(2)');
  await expect
    .poll(async () => new Set((await places.allInnerTexts()).map((text) => text.split(/\s/)[0])))
    .toEqual(new Set(['shop-payment']));
  expect(faults).toEqual([]);
  await close();
});

browserTest('an invocation costs by the architecture that it says, each of several its own', async () => {
  const ms = Date.now() - 60_000;
  const invocation = (id: number, name: string) =>
    span('c'.repeat(31) + String(id), id, {
      ms,
      // 60,000 GB-seconds.
      attributes: { 'faas.name': name, 'aws.lambda.billed_duration_ms': 60_000_000, 'aws.lambda.memory_size_mb': 1024 },
    });
  await sendSpans(lake.otlpUrl, { 'service.name': 'priced', 'host.arch': 'amd64' }, [
    invocation(1, 'x86-fn'),
    invocation(2, 'both-fn'),
  ]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'priced' }, [invocation(3, 'unsaid-fn')]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'priced', 'host.arch': 'arm64' }, [
    invocation(4, 'both-fn'),
    invocation(5, 'arm-fn'),
  ]);
  const { page, faults, close } = await openPage(lake.apiUrl, '/?service=priced');
  const rows = page.getByRole('table', { name: 'Functions and services' }).locator('tbody tr');
  const costs = async () =>
    Object.fromEntries(
      (await rows.allInnerTexts()).map((text) => [text.match(/[\w-]+-fn/)?.[0], text.match(/\$[\d.]+/)?.[0]]),
    );
  await expect
    .poll(costs, { timeout: 30_000 })
    .toEqual({ 'x86-fn': '$1.00', 'unsaid-fn': '$1.00', 'both-fn': '$1.80', 'arm-fn': '$0.800' });
  expect(faults).toEqual([]);
  await close();
});

browserTest('on a phone the last figure of a row keeps as far from the edge as its name', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/', { width: 380, height: 800 });
  const row = page.getByRole('table', { name: 'Functions and services' }).locator('tbody tr').first();
  const [left, right] = await row.locator('td').evaluateAll((cells) => {
    const seen = cells.filter((cell) => cell.getBoundingClientRect().width > 0).map((cell) => getComputedStyle(cell));
    return [seen[0].paddingLeft, seen[seen.length - 1].paddingRight];
  });
  expect(right).toBe(left);
  expect(faults).toEqual([]);
  await close();
});
