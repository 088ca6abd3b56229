// Explore by hand: events with a column of one's own, files, the box's handles, conditions switched off, lines alone, moments pinned, favourites.
import { readFileSync } from 'node:fs';
import { encodeQuery } from '@tracelake/query';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('events: another column stands in the address, more are loaded by a press', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?tab=events');
  const events = page.getByRole('table', { name: 'Events' });
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox').fill('user.plan');
  await page.getByRole('option', { name: /^user\.plan/ }).click();
  await events.getByRole('columnheader', { name: /user\.plan/ }).waitFor();
  expect(page.url()).toContain('user.plan');
  const before = Number(await events.getAttribute('aria-rowcount'));
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.waitForFunction(
    (rows) => Number(document.querySelector('table[aria-label="Events"]')?.getAttribute('aria-rowcount')) > rows,
    before,
  );
  expect(faults).toEqual([]);
  await close();
});

browserTest('groups are kept as a file, a chart is seen as a table', async () => {
  const q = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${q}`);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const lines = readFileSync(await (await saved).path(), 'utf8').split('\r\n');
  expect(lines[0]).toBe('service_name,COUNT');
  expect(lines.some((line) => /^shop-web,\d+$/.test(line))).toBe(true);
  await page.getByRole('button', { name: 'More of COUNT' }).click();
  await page.getByRole('menuitemradio', { name: 'As table' }).click();
  await page.getByRole('table', { name: 'COUNT' }).getByRole('columnheader', { name: 'shop-web' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

/** Pixels that are not the ground, of the whole and of its left edge, where the axis stands. */
async function paintedPixels(page: Page, file: string): Promise<{ width: number; all: number; atLeft: number }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const painted = (left: number, top: number, width: number, height: number): number => {
      const { data } = context.getImageData(left, top, width, height);
      const pixels = new Uint32Array(data.buffer);
      return pixels.filter((pixel) => pixel !== pixels[0]).length;
    };
    const { width, height } = picture;
    return { width, all: painted(0, 0, width, height), atLeft: painted(0, 60, 70, height - 60) };
  }, readFileSync(file).toString('base64'));
}

browserTest.each(['light', 'dark'] as const)('charts are kept as pictures, with their axes, %s', async (theme) => {
  const question = {
    calculations: [
      { op: 'HEATMAP' as const, column: 'duration_ms' },
      { op: 'P95' as const, column: 'duration_ms' },
    ],
  };
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${encodeQuery(question)}`, { theme });
  const chart = (await page.getByRole('figure', { name: /^P95/ }).boundingBox())!;
  for (const name of ['Heatmap of duration_ms', 'P95(duration_ms)']) {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: `More of ${name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: 'Image' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe(`${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
    const { width, all, atLeft } = await paintedPixels(page, await file.path());
    expect(Math.abs(width - chart.width - 32)).toBeLessThan(4);
    expect(all).toBeGreaterThan(2000);
    expect(atLeft).toBeGreaterThan(100);
  }
  await page.getByRole('button', { name: 'More of P95(duration_ms)' }).click();
  await page.getByRole('menuitemradio', { name: 'As table' }).click();
  await page.getByRole('button', { name: 'More of P95(duration_ms)' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Image' }).count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a box is pulled by a handle; by touch it needs a long press', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  const plot = page.getByRole('application', { name: /Heatmap/ });
  const { x, y, width, height } = (await plot.boundingBox())!;
  await page.mouse.move(x + width * 0.5, y + height * 0.3);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, y + height * 0.5, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/box=/);
  const drawn = new URL(page.url()).searchParams.get('box')!.split(',');
  const handle = (await page.locator('[data-corner="bottom right"]').boundingBox())!;
  await page.mouse.move(handle.x + 3, handle.y + 3);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.8, y + height * 0.7, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => new URL(page.url()).searchParams.get('box')).not.toBe(drawn.join(','));
  const pulled = new URL(page.url()).searchParams.get('box')!.split(',');
  // The corner across stays; time goes on, the value goes down.
  expect([pulled[0], pulled[3]]).toEqual([drawn[0], drawn[3]]);
  expect(pulled[1] > drawn[1] && Number(pulled[2]) < Number(drawn[2])).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).not.toContain('box=');

  const touch = (type: string, at: readonly [number, number]) =>
    plot.dispatchEvent(type, {
      pointerId: 1,
      pointerType: 'touch',
      button: 0,
      isPrimary: true,
      clientX: x + width * at[0],
      clientY: y + height * at[1],
    });
  await touch('pointerdown', [0.2, 0.2]);
  await touch('pointermove', [0.4, 0.6]);
  await touch('pointerup', [0.4, 0.6]);
  expect(page.url()).not.toContain('box=');
  await touch('pointerdown', [0.2, 0.2]);
  await page.locator('[data-corner="top left"]').waitFor();
  await touch('pointermove', [0.4, 0.6]);
  await touch('pointerup', [0.4, 0.6]);
  await page.waitForURL(/box=/);
  // A pointer that a script made up cannot be captured.
  expect(faults.filter((fault) => !fault.includes('setPointerCapture'))).toEqual([]);
  await close();
});

browserTest('a box becomes where: the spans that it says, no others, and a step back', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  const plot = page.getByRole('application', { name: /Heatmap/ });
  const drawnSpans = async () =>
    Number(/: ([\d,]+) spans/.exec((await plot.getAttribute('aria-label'))!)![1].replace(',', ''));
  const all = await drawnSpans();
  const { x, y, width, height } = (await plot.boundingBox())!;
  // Down to the bottom row, where what is off the scale lies.
  await page.mouse.move(x + width * 0.5, y + height * 0.4);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.8, y + height * 0.99, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/box=/);
  const boxed = await page.getByRole('toolbar', { name: 'The box' }).innerText();
  const spans = Number(/^([\d,]+) spans/.exec(boxed)![1].replace(',', ''));
  expect(spans > 0 && spans < all).toBe(true);
  const asked = page.url();
  await page.keyboard.press('w');
  await page.waitForURL((url) => !url.search.includes('box='));
  await expect.poll(drawnSpans).toBe(spans);
  await page.keyboard.press('Control+z');
  await expect.poll(drawnSpans).toBe(all);
  expect(new URL(page.url()).searchParams.get('start')).toBe(new URL(asked).searchParams.get('start'));
  expect(faults).toEqual([]);
  await close();
});

browserTest.each([720, 800, 1024])(
  "%d pixels wide, a heatmap's head is one line, a label is beside its chip",
  async (width) => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/explore?start=-2h', { width });
    const middle = async (at: Locator): Promise<number> => {
      const { y, height } = (await at.boundingBox())!;
      return y + height / 2;
    };
    const heads = [
      page.getByRole('heading', { name: 'Heatmap of duration_ms' }),
      page.getByRole('button', { name: 'More of Heatmap of duration_ms' }),
    ] as const;
    expect(Math.abs((await middle(heads[0])) - (await middle(heads[1])))).toBeLessThan(3);
    const query = page.getByRole('region', { name: 'Query' });
    const limit = [query.getByText('Limit', { exact: true }), query.getByRole('button', { name: '100' })] as const;
    expect(Math.abs((await middle(limit[0])) - (await middle(limit[1])))).toBeLessThan(3);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a condition is switched off and on by the space bar', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  const asked = new URL(page.url()).searchParams.get('q');
  await page.getByRole('button', { name: /^main = true/ }).focus();
  await page.keyboard.press('Space');
  await page.waitForURL(/off=/);
  expect(new URL(page.url()).searchParams.get('q')).not.toBe(asked);
  await page.reload();
  await settled(page);
  await page.getByRole('button', { name: 'main = true switched off' }).focus();
  await page.keyboard.press('Space');
  await expect.poll(() => page.url()).not.toContain('off=');
  await page.getByRole('button', { name: /^main = true$/ }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a line is seen alone or hidden; a moment is pinned by a press or by keys', async () => {
  const question = {
    calculations: [{ op: 'COUNT' as const }],
    filters: [{ column: 'main', op: '=' as const, value: true }],
    breakdowns: ['service_name'],
    limit: 3,
  };
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${encodeQuery(question)}`);
  const chart = page.getByRole('figure', { name: /^COUNT, / });
  const lines = async () => Number(/COUNT, (\d+) line/.exec((await chart.getAttribute('aria-label'))!)![1]);
  const all = await lines();
  // How many services the row stands for.
  await page.getByRole('cell', { name: /^Other \(≈ \d+\)$/ }).waitFor();
  const other = page.getByRole('button', { name: 'Other', exact: true });
  await other.click();
  await expect.poll(lines).toBe(1);
  await other.click();
  await expect.poll(lines).toBe(all);
  await other.click({ modifiers: ['Shift'] });
  await expect.poll(lines).toBe(all - 1);
  const { x, y, width, height } = (await chart.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.click(x + width / 2, y + height / 2);
  await page.mouse.move(x + width / 3, y + height / 2);
  await chart.getByRole('button', { name: 'Unpin' }).click();
  expect(await chart.getByRole('button', { name: 'Traces' }).count()).toBe(0);
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await chart.getByRole('button', { name: 'Traces' }).click();
  await page.waitForURL(/tab=traces/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a moment of one chart is shown in the others and in the sparklines of the rows', async () => {
  const question = {
    calculations: [{ op: 'HEATMAP' as const, column: 'duration_ms' }, { op: 'COUNT' as const }],
    breakdowns: ['service_name'],
    limit: 3,
  };
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?q=${encodeQuery(question)}`);
  const pointed = page.getByRole('table', { name: 'Groups' }).locator('[data-pointed]');
  const at = async (): Promise<number> => Number(await pointed.first().getAttribute('data-pointed'));
  const plot = page.getByRole('application', { name: /Heatmap/ });
  const chart = page.getByRole('figure', { name: /^COUNT, / });
  expect(await pointed.count()).toBe(0);
  await plot.hover({ position: { x: 900, y: 100 } });
  await expect.poll(() => pointed.count()).toBe(3);
  const late = await at();
  // The chart beneath tells of the same bucket.
  await chart.getByRole('row').first().waitFor();
  await chart.hover({ position: { x: 300, y: 60 } });
  await expect.poll(at).toBeLessThan(late);
  await plot.locator('[data-pointed]').waitFor();
  await page.mouse.move(2, 2);
  await expect.poll(() => pointed.count()).toBe(0);
  expect(await plot.locator('[data-pointed]').count()).toBe(0);
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => pointed.count()).toBe(3);
  await page.keyboard.press('Escape');
  await expect.poll(() => pointed.count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a favourite field comes first where one is picked', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  await page.keyboard.press('b');
  await page.getByPlaceholder('Group by which attribute').fill('payment.provider');
  await page
    .getByRole('option', { name: /payment\.provider/ })
    .first()
    .waitFor();
  await page.keyboard.press('Shift+Enter');
  await page.getByPlaceholder('Group by which attribute').fill('');
  await page.getByText('Favourites').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'payment.provider', exact: true }).waitFor();
  expect(faults).toEqual([]);
  await close();
});
