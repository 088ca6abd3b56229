// A function's tabs: each has its answer, by a press and by its address.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('invocations with columns of its own, errors, versions, cold starts, memory', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/functions/shop-payment');
  const open = async (name: string): Promise<void> => {
    await page.getByRole('tab', { name: new RegExp(`^${name}( |$)`) }).click();
    await settled(page);
  };
  await open('Invocations');
  await page
    .getByRole('columnheader', { name: /^payment\./ })
    .first()
    .waitFor();
  await open('Errors');
  await page.getByRole('table', { name: 'Error groups' }).getByText('ProviderUnavailableError').first().waitFor();
  await open('Versions');
  await page.getByRole('figure', { name: /p95 by version/ }).waitFor();
  // The newest has one colour, in the table and in the chart beneath.
  const newest = page.getByRole('table', { name: 'Versions' }).locator('tbody tr', { hasText: '2.4.1' });
  const inChart = page.getByRole('region', { name: 'p95 by version' }).locator('header li', { hasText: '2.4.1' });
  const fill = await inChart.locator('rect').evaluate((mark) => getComputedStyle(mark).fill);
  expect(fill).toBe(
    await newest
      .locator('i')
      .first()
      .evaluate((mark) => getComputedStyle(mark).backgroundColor),
  );
  await open('Cold starts');
  await page.getByRole('columnheader', { name: /init_duration_ms/ }).waitFor();
  await open('Memory');
  await page.getByRole('table', { name: 'Sizes' }).getByText('now').waitFor();
  expect(page.url()).toContain('tab=memory');
  await page.reload();
  await settled(page);
  await page.getByRole('table', { name: 'Sizes' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('says what it is and whom it calls; a call opens its spans', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/functions/shop-checkout');
  // The demo's functions run in two regions under one name.
  await page.getByText(/nodejs22\.x arm64 · [\d,]+ MB · \w+-\w+-\d, \w+-\w+-\d · demo/).waitFor();
  await page.getByRole('link', { name: /^database aws\.dynamodb/ }).click();
  await settled(page);
  expect(new URL(page.url()).pathname).toBe('/explore');
  await page.getByRole('region', { name: 'Query' }).getByText('aws.dynamodb').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('its memory is drawn as used: as many invocations as there are, up to the peak', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/functions/shop-payment?start=-2h');
  const memory = page.getByRole('region', { name: 'Memory' });
  const histogram = memory.getByRole('figure', {
    name: /^Memory used by [\d,]+ invocations: at most \d+ of 1,024 MB$/,
  });
  await histogram.getByText('768 suggested').waitFor();
  await histogram.getByText('1,024 set').waitFor();
  const used = /by ([\d,]+) inv/.exec((await histogram.getAttribute('aria-label'))!)![1];
  await memory.getByText(`${used} invocations`).waitFor();
  const bars = (await histogram.locator('path').first().getAttribute('d'))!.match(/z/g)!.length;
  // The demo's functions use 30 to 55% of their size: 12 of 46 bins.
  expect(bars).toBeGreaterThan(9);
  expect(bars).toBeLessThan(15);
  await page.getByRole('tab', { name: 'Memory' }).click();
  await memory.getByText('768 suggested').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('at 1024 pixels what can be done stands in one line with what it is done with', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/functions/shop-payment', { width: 1024, height: 768 });
  await page.getByText(/went bad/).waitFor();
  await page.getByText(/arm64 · .*errors/).waitFor();
  const middles = (locator: Locator): Promise<number[]> =>
    locator.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ y, height }) => Math.round(y + height / 2)),
    );
  const [action, other] = await middles(page.getByRole('button', { name: /^(Explore|Errors against the rest)$/ }));
  expect(other).toBe(action);
  const menus = await middles(page.getByRole('button', { name: /^More of/ }));
  expect(menus).toHaveLength(3);
  expect(new Set(menus).size).toBe(1);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'what Lambda ran is counted, not the messages of its batches: beside its memory, and in what a size costs',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/functions/shop-fulfilment?start=-2h&tab=memory');
    const memory = page.getByRole('region', { name: 'Memory' });
    const histogram = memory.getByRole('figure', { name: /^Memory used by/ });
    await histogram.waitFor();
    const used = /by ([\d,]+) inv/.exec((await histogram.getAttribute('aria-label'))!)![1];
    await memory.getByText(`${used} invocations`).waitFor();
    const tab = page.getByRole('tab', { name: /^Invocations/ });
    const units = Number(/[\d,]+/.exec((await tab.textContent())!)![0].replaceAll(',', ''));
    expect(units).toBeGreaterThan(Number(used.replaceAll(',', '')) * 1.5);
    expect(faults).toEqual([]);
    await close();
  },
);
