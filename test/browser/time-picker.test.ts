// The time picker: a typed range is offered again as a recent one; from and to, a version's first moment and the day's spans choose, too.
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('typed, left, chosen again', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  const field = page.getByRole('textbox', { name: 'Time range' });
  // The address changes before the picker is gone, and once it is gone the focus goes back: a key in between opens a picker that closes at once.
  const isClosed = () => page.locator('button[title^="Time range"]:focus').waitFor();
  await page.keyboard.press('t');
  await field.fill('37m');
  await page.keyboard.press('Enter');
  await page.waitForURL(/start=-37m/);
  await isClosed();
  await page.keyboard.press('t');
  await field.waitFor();
  await page.keyboard.press('3');
  await page.waitForURL(/start=-4h/);
  await isClosed();
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Last 37 minutes' }).click();
  await page.waitForURL(/start=-37m/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('from and to, a stretch of the day, a version', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/?start=-1h');
  await page.keyboard.press('t');
  const from = page.getByRole('textbox', { name: 'From' });
  const before = await from.inputValue();
  await from.fill(before.replace(/\d\d:\d\d:\d\d$/, '00:00:01'));
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL(/start=\d{4}/);
  expect(new URL(page.url()).searchParams.get('start')).toMatch(/:00:01\.000Z$/);

  await page.keyboard.press('t');
  const day = page.getByRole('img', { name: /spans on/ });
  await day.waitFor();
  const { x, y, width, height } = (await day.boundingBox())!;
  await page.mouse.move(x + 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 48 + 2, y + height / 2, { steps: 3 });
  await page.mouse.up();
  expect(await page.getByRole('textbox', { name: 'From' }).inputValue()).toMatch(/ 00:00:00$/);
  await page.keyboard.press('Escape');

  await page.goto('/');
  await settled(page);
  await page.keyboard.press('t');
  await page
    .getByRole('button', { name: /^Since shop-/ })
    .first()
    .click();
  await page.waitForURL(/start=\d{4}/);
  expect(page.url()).not.toContain('end=');
  expect(faults).toEqual([]);
  await close();
});

browserTest('a range that begins with the digit of a preset; the range before a drag', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  const start = (): string | null => new URL(page.url()).searchParams.get('start');
  await page.keyboard.type('t45m');
  await page.keyboard.press('Enter');
  await page.waitForURL(/start=-45m/);
  const field = page.getByRole('textbox', { name: 'Time range' });
  await page.locator('button[title^="Time range"]:focus').waitFor();
  await page.keyboard.press('t');
  await field.waitFor();
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await page.waitForURL(/start=-24h/);
  await page.goto(`/explore?q=${encodeURIComponent("1~{'c':[{'p':'COUNT'}]}")}&start=-1h`);
  await settled(page);
  const plot = (await page.locator('main canvas').first().boundingBox())!;
  await page.mouse.move(plot.x + plot.width * 0.4, plot.y + 30);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.7, plot.y + 40, { steps: 6 });
  await page.mouse.up();
  await page.waitForURL(/start=\d{4}/);
  await settled(page);
  await page.keyboard.press('z');
  await page.waitForFunction(() => !location.search.includes('end='));
  expect(start()).toBeNull();
  expect(faults).toEqual([]);
  await close();
});
