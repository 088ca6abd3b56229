// The demo's planted incident, found by someone who has never seen the data: three presses from Overview. And by keys alone.
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('three presses: the notice, the value that stands out, its traces', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  await page.getByRole('link', { name: 'What is different?' }).click();
  await settled(page);
  const card = page.getByRole('article').first();
  expect(await card.getByRole('heading').innerText()).toMatch(/payment\.|service\.version/);
  await card.getByRole('listitem').first().getByRole('button').click();
  await page.getByRole('menuitem', { name: /Where this/ }).click();
  await settled(page);
  expect(page.url()).toContain('payment');
  expect(faults).toEqual([]);
  await close();
});

browserTest('by keys alone: Explore, a box drawn with arrows, what is different, back and forward', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.getByRole('application').waitFor();
  await settled(page);
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByText('What is different in the box?').waitFor();
  expect(page.url()).toContain('box=');
  const withBox = page.url();
  await page.goBack();
  await page.waitForFunction(() => !location.search.includes('box='));
  await page.goForward();
  expect(page.url()).toBe(withBox);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Function, field/).fill('payment.prov');
  await page
    .getByRole('option', { name: /payment\.provider/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.search.includes('payment.provider'));
  expect(faults).toEqual([]);
  await close();
});

browserTest('a filter is typed, chosen and run; undo takes it back', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  await page.keyboard.press('w');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('user.plan');
  await page.getByRole('option', { name: /^user\.plan/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /^pro/ }).click();
  await page.getByText('edited').waitFor();
  await page.getByText(/^≈ .*B$/).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => location.search.includes('user.plan'));
  await settled(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => !location.search.includes('user.plan'));
  expect(faults).toEqual([]);
  await close();
});
