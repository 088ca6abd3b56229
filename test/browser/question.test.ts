// A question in the making: letters typed before the list is there, names that are nearly right, a clause that cannot be answered, moments pinned.
import { encodeQuery } from '@tracelake/query';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest.each([
  ['w', 'user.plan', 'Where which attribute'],
  ['b', 'user.plan', 'Group by which attribute'],
  ['v', 'p95', 'Calculate what'],
  ['o', 'count', 'Order by'],
])('letters typed in the instant of %s are in its field', async (key, text, field) => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?start=-2h');
  // In one turn: nothing is drawn in between.
  await page.evaluate(
    (keys) => {
      for (const one of keys)
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: one, bubbles: true, cancelable: true }));
    },
    [key, ...text],
  );
  const input = page.getByRole('combobox', { name: field });
  await expect.poll(() => input.inputValue()).toBe(text);
  await page.keyboard.press('x');
  expect(await input.inputValue()).toBe(`${text}x`);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a condition without a value has no list to type in: its editor has its keys to itself', async () => {
  const q = encodeQuery({ calculations: [{ op: 'COUNT' }], filters: [{ column: 'user.plan', op: 'exists' }] });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${q}`);
  await page.getByRole('button', { name: /^user\.plan exists/ }).click();
  await page.getByRole('button', { name: 'user.plan', exact: true }).press('Enter');
  await page.getByRole('combobox', { name: 'Where which attribute' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a condition on groups is edited in place', async () => {
  const q = encodeQuery({
    calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
    breakdowns: ['service_name'],
    havings: [{ calculateOp: 'P95', column: 'duration_ms', op: '>', value: 1 }],
  });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${q}`);
  await page.getByRole('button', { name: 'P95(duration_ms) > 1', exact: true }).click();
  const editor = page.getByRole('dialog', { name: 'Condition on groups' });
  expect(await editor.getByLabel('Calculation').inputValue()).toBe('P95(duration_ms)');
  await editor.getByLabel('Comparison').selectOption('<=');
  await editor.getByLabel('Number').fill('2.5');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'P95(duration_ms) <= 2.5', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: /^P95\(duration_ms\) >/ }).count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a name that is nearly one of the catalogue is asked no values', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?start=-2h');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/values')) asked.push(request.url());
  });
  await page.keyboard.press('w');
  await page.getByRole('combobox', { name: 'Where which attribute' }).fill('user.pla');
  await page.getByRole('option', { name: /as typed/ }).click();
  await page.getByRole('combobox', { name: 'Value of user.pla' }).fill('pro');
  await page.getByRole('option', { name: /^pro/ }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.includes('user.pla/'))).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'a clause that cannot be answered says so in words of the page, in its frame, and is mended there',
  async () => {
    const q = encodeQuery({
      calculations: [{ op: 'COUNT' }],
      filters: [{ column: 'user.plam', op: '=', value: 'pro' }],
      breakdowns: ['service_name'],
    });
    const { page, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${q}`);
    const frame = page.getByRole('region', { name: 'Charts' });
    await frame.getByText('No span has user.plam.').waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/filters\[|cannot be resolved/);
    await page.getByRole('button', { name: 'user.plam = pro No span has user.plam.' }).waitFor();
    await frame.getByRole('button', { name: 'Take user.plan' }).click();
    await page.waitForURL(/user\.plan/);
    await settled(page);
    await page.getByRole('region', { name: 'Time series' }).waitFor();
    await close();
  },
);

browserTest('a condition of a draft that cannot be answered says so at once, before Run', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore?start=-2h');
  const asked = page.url();
  await page.keyboard.press('w');
  await page.getByRole('combobox', { name: 'Where which attribute' }).fill('user.plam');
  await page.getByRole('option', { name: /as typed/ }).click();
  await page.getByRole('combobox', { name: 'Value of user.plam' }).fill('pro');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'user.plam = pro No span has user.plam.' }).waitFor();
  expect(page.url()).toBe(asked);
  await page.getByRole('button', { name: 'Remove user.plam = pro' }).click();
  await page.getByRole('button', { name: /No span has/ }).waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

browserTest('a moment says every calculation of each group', async () => {
  const q = encodeQuery({
    calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
    breakdowns: ['service_name'],
  });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${q}`);
  const chart = page.getByRole('figure', { name: /^COUNT, / });
  const { x, y, width, height } = (await chart.boundingBox())!;
  await page.mouse.click(x + width * 0.7, y + height / 2);
  await chart.getByRole('columnheader', { name: 'P95(duration_ms)' }).waitFor();
  const row = await chart.getByRole('row', { name: /shop-web/ }).innerText();
  expect(row.trim()).toMatch(/^shop-web\s+[\d,]+\s+[\d.]+ m?s$/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('one moment of a page is pinned', async () => {
  const q = encodeQuery({
    calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
    breakdowns: ['service_name'],
  });
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${q}`);
  for (const name of [/^COUNT, /, /^P95\(duration_ms\), /]) {
    const chart = page.getByRole('figure', { name });
    const { x, y, width, height } = (await chart.boundingBox())!;
    await page.mouse.click(x + width / 2, y + height / 2);
    await chart.getByRole('button', { name: 'Unpin' }).waitFor();
    expect(await page.getByRole('button', { name: 'Unpin' }).count()).toBe(1);
  }
  expect(faults).toEqual([]);
  await close();
});
