// Arrows walk: through tabs without moving what is behind them, through operators without taking one on the way.
import { encodeQuery } from '@tracelake/query';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest("the tabs of a span move by arrows, Home and End; the waterfall's row stays", async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`);
  // The root, which has children to go to.
  await page.getByRole('tree').focus();
  await page.keyboard.press('Home');
  const tab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
  await tab('Attributes').focus();
  const address = page.url();
  await page.keyboard.press('ArrowRight');
  expect(await tab('Events').getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('End');
  expect(await tab('Raw').getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('ArrowRight');
  expect(await tab('Attributes').getAttribute('aria-selected')).toBe('true');
  expect(await tab('Attributes').evaluate((one) => one === document.activeElement)).toBe(true);
  expect(page.url()).toBe(address);
  expect(await page.getByRole('treeitem').count()).toBeGreaterThan(3);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'operators are walked through by arrows; Enter takes the one that needs no value, and so does its button',
  async () => {
    const filters = [{ column: 'user.plan', op: 'in', value: ['free', 'pro'] }] as const;
    const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=-2h&q=${encodeQuery({ filters })}`);
    const chip = page.getByRole('button', { name: 'user.plan in free, pro', exact: true });
    await chip.click();
    const editor = page.getByRole('dialog', { name: 'Condition' });
    const operator = editor.getByLabel('Operator');
    await operator.focus();
    for (const op of ['not-in', 'exists', 'does-not-exist', 'contains']) {
      await page.keyboard.press('ArrowDown');
      expect(await operator.inputValue()).toBe(op);
      expect(await operator.evaluate((one) => one === document.activeElement)).toBe(true);
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await editor.getByText('Needs no value').waitFor();
    await page.keyboard.press('Enter');
    await editor.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'user.plan exists', exact: true }).click();
    await operator.focus();
    await page.keyboard.press('ArrowDown');
    await editor.getByRole('button', { name: 'Set' }).click();
    await page.getByRole('button', { name: 'user.plan does-not-exist', exact: true }).waitFor();
    await settled(page);
    expect(faults).toEqual([]);
    await close();
  },
);
