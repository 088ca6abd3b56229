// The time by mouse: dragged along a time series, with ⇧ compared with the rest; steps of a question by the browser's back and by undo; a link read in another time zone.
import { encodeQuery } from '@tracelake/query';
import { chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, CHROMIUM, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

const series = `/explore?q=${encodeQuery({
  calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
  filters: [{ column: 'main', op: '=', value: true }],
  breakdowns: ['service.name'],
})}`;
const rangeOf = (page: Page): readonly number[] =>
  ['start', 'end'].map((name) => Date.parse(new URL(page.url()).searchParams.get(name)!) / 1000);

async function drag(page: Page, chart: Locator, from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await chart.boundingBox())!;
  await page.mouse.move(x + width * from, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + height / 2, { steps: 4 });
  await page.mouse.up();
}

browserTest('a drag along a time series zooms to whole buckets, back and forward go along', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, series);
  const chart = page.getByRole('figure', { name: /^COUNT/ });
  await drag(page, chart, 0.2, 0.4);
  await page.waitForURL(/start=/);
  const [start, end] = rangeOf(page);
  expect([start % 30, end % 30, end > start]).toEqual([0, 0, true]);
  await settled(page);
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes('start='));
  await page.goForward();
  await page.waitForURL(/start=/);
  expect(rangeOf(page)).toEqual([start, end]);
  expect(faults).toEqual([]);
  await close();
});

browserTest('with ⇧ the time is held against the rest, and Esc drops it', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, series);
  await page.keyboard.down('Shift');
  await drag(page, page.getByRole('figure', { name: /^COUNT/ }), 0.2, 0.4);
  await page.keyboard.up('Shift');
  await page.getByText('What is different in this time?').waitFor();
  await settled(page);
  expect(await page.locator('main').getByText('No difference worth showing').count()).toBe(0);
  expect(new URL(page.url()).searchParams.get('start')).toBeNull();
  const bar = page.getByRole('toolbar', { name: 'The time picked' });
  expect((await bar.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/^[\d,]+ spans .*\d – \d.* Compare .*Zoom .*Traces/);
  await bar.getByRole('button', { name: /^Traces/ }).click();
  await page.waitForURL(/tab=traces/);
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.search.includes('box='));
  await bar.waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'x draws a part of the time by keys, which is compared; by touch it needs a long press, and zooms',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, series);
    const chart = page.getByRole('figure', { name: /^COUNT/ });
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    expect(page.url()).not.toContain('box=');
    await page.keyboard.press('x');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByText('What is different in this time?').waitFor();
    await page.getByRole('toolbar', { name: 'The time picked' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).not.toContain('box=');

    const { x, y, width, height } = (await chart.boundingBox())!;
    const touch = (type: string, share: number) =>
      chart.locator('.u-over').dispatchEvent(type, {
        pointerId: 1,
        pointerType: 'touch',
        button: 0,
        isPrimary: true,
        clientX: x + width * share,
        clientY: y + height / 2,
      });
    await touch('pointerdown', 0.3);
    await touch('pointermove', 0.6);
    await touch('pointerup', 0.6);
    expect(page.url()).not.toContain('start=');
    await touch('pointerdown', 0.3);
    await chart.locator('i').first().waitFor();
    await touch('pointermove', 0.6);
    await touch('pointerup', 0.6);
    await page.waitForURL(/start=/);
    const [start, end] = rangeOf(page);
    expect(end - start).toBeGreaterThan(600);
    // A pointer that a script made up cannot be captured.
    expect(faults.filter((fault) => !fault.includes('setPointerCapture'))).toEqual([]);
    await close();
  },
);

browserTest('a step that the browser went back is none for undo', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  const clauses = () => page.getByRole('region', { name: 'Query' }).innerText();
  for (const key of ['service.name', 'faas.name']) {
    await page.keyboard.press('b');
    await page.getByRole('combobox', { name: 'Group by which attribute' }).fill(key);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL((url) => decodeURIComponent(url.href).includes(`'${key}'`));
    await settled(page);
  }
  await page.goBack();
  await expect.poll(clauses).not.toContain('faas.name');
  await page.keyboard.press('Control+z');
  await expect.poll(clauses).not.toContain('service.name');
  expect(faults).toEqual([]);
  await close();
});

browserTest('a link is the same time in another zone, and says it in that zone', async () => {
  const start = '2026-11-22T13:45:00.000Z';
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  for (const [timezoneId, shown] of [
    ['Asia/Kolkata', '19:15 – 20:15'],
    ['America/St_Johns', '10:15 – 11:15'],
  ] as const) {
    const context = await browser.newContext({ timezoneId, baseURL: lake.apiUrl });
    const page = await context.newPage();
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/query'));
    await page.goto(`/explore?start=${start}&end=2026-11-22T14:45:00.000Z`);
    expect((await asked).postDataJSON()).toMatchObject({ start, end: '2026-11-22T14:45:00.000Z' });
    await page.getByRole('button', { name: shown }).waitFor();
  }
  await browser.close();
});
