// What every chart offers: its numbers as a table and in its name, a logarithmic scale, its moments said aloud.
import { encodeQuery } from '@tracelake/query';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

async function asTable(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `More of ${name}`, exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'As table' }).click();
  await page
    .getByRole('region', { name: `${name} as a table` })
    .getByRole('row')
    .nth(1)
    .waitFor();
}

browserTest.each([
  ['/functions/shop-payment', ['Invocations', 'Duration', 'Cold starts']],
  ['/functions/shop-payment?tab=versions', ['p95 by version']],
  ['/fields/payment.provider', ['Spans that have it']],
  ['/health', ['Spans in']],
  ['/explore', ['Heatmap of duration_ms']],
] as const)('%s: its charts as tables', async (path, names) => {
  const { page, faults, close } = await openPage(lake.apiUrl, path);
  for (const name of names) await asTable(page, name);
  expect(faults).toEqual([]);
  await close();
});

browserTest('the chart of an error group is a table, too', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors');
  await page.getByRole('table', { name: 'Error groups' }).getByRole('row').nth(1).click();
  await settled(page);
  await asTable(page, 'Errors by version');
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'a chart has its numbers in its name, says the moment that keys go to, and takes a logarithmic scale',
  async () => {
    const q = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service.name'] });
    const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${q}`);
    const chart = page.getByRole('figure', { name: /^COUNT, \d+ lines over time\. shop-\w+ .*\d to \d.*, last \d/ });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    await expect
      .poll(() => chart.locator('[aria-live]').textContent())
      .toMatch(/^.*\d – .*\d: .*shop-\w+ (\d|nothing)/);
    await page.getByRole('button', { name: 'More of COUNT' }).click();
    await page.getByRole('menuitemradio', { name: 'Logarithmic' }).click();
    await page.getByText(/spans .*, log$/).waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest(
  'the line under the pointer is the stronger one, in its chart and from its row; its colour stays in another order',
  async () => {
    const q = encodeQuery({
      calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
      breakdowns: ['service.name'],
      limit: 4,
    });
    // A range that does not move on between two pictures.
    const [start, end] = [Date.now() - 7_200_000, Date.now()].map((ms) => new Date(ms).toISOString());
    const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${q}&start=${start}&end=${end}`);
    const chart = page.getByRole('figure', { name: /^P95/ });
    const picture = () => chart.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    // Its first picture is not its last: it is drawn once more.
    let before = '';
    await expect
      .poll(
        async () => {
          const last = before;
          before = await picture();
          return before === last;
        },
        { interval: 500 },
      )
      .toBe(true);
    const rows = page.getByRole('table', { name: 'Groups' });
    const swatch = rows.getByRole('button', { name: / in the charts$/ });
    await swatch.first().hover();
    await expect.poll(picture).not.toBe(before);
    await page.mouse.move(2, 2);
    await expect.poll(picture).toBe(before);
    const { x, y, width, height } = (await chart.boundingBox())!;
    for (let down = 0.1; down < 0.8 && (await chart.locator('tr[data-pointed]').count()) === 0; down += 0.05) {
      await page.mouse.move(x + width * 0.8, y + height * down);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    }
    await chart.locator('tr[data-pointed]').waitFor();
    await page.mouse.move(2, 2);
    await expect.poll(picture).toBe(before);
    const colors = async () =>
      Object.fromEntries(
        await swatch.evaluateAll((all) =>
          all.map((one) => [one.getAttribute('aria-label'), one.querySelector('i')!.getAttribute('style')]),
        ),
      );
    const known = await colors();
    await rows.getByRole('button', { name: 'COUNT', exact: true }).click();
    await settled(page);
    for (const [name, color] of Object.entries(await colors())) if (name in known) expect(color).toBe(known[name]);
    expect(faults).toEqual([]);
    await close();
  },
);
