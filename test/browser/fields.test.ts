// A field is opened beside the list by keys: its values, services and storage; a value opens Explore; the address opens it again.
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('found, opened, asked', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/fields');
  await page.keyboard.press('/');
  await page.keyboard.type('payment.prov');
  const row = page.getByRole('row', { name: /payment\.provider/ });
  await row.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/fields\/payment\.provider/);
  const panel = page.getByRole('region', { name: 'Field payment.provider' });
  await panel.getByRole('button', { name: 'ottercard', exact: true }).waitFor();
  await panel.getByRole('figure', { name: /Spans that have it/ }).waitFor();
  await panel.getByRole('button', { name: 'shop-payment', exact: true }).waitFor();
  await panel.getByText(/ of .* in this range/).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await page.goBack();
  await panel.getByRole('button', { name: 'ottercard', exact: true }).click();
  await page.waitForURL(/\/explore\?.*ottercard/);
  await settled(page);
  expect(await page.getByText('No spans match').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'the panel goes on to the next field; one that is not there is told; ⌘K opens the palette from a row',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/fields?find=payment.&level=span');
    await page
      .getByRole('row', { name: /^payment\./ })
      .first()
      .click();
    const title = page.getByRole('heading', { level: 2 });
    const first = await title.innerText();
    await page.getByRole('button', { name: 'Next field' }).click();
    await expect.poll(() => title.innerText()).not.toBe(first);
    await page.getByRole('button', { name: 'Field before' }).click();
    await expect.poll(() => title.innerText()).toBe(first);
    await page
      .getByRole('row', { name: /^payment\./ })
      .nth(1)
      .focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: /Search|Commands|palette/i }).waitFor();
    await page.goto('/fields/no.such.field');
    await page.getByText('No field “no.such.field”').waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('levels and types part the list; a wrong name is told the closest', async () => {
  const { page, close } = await openPage(lake.apiUrl, '/fields');
  await page.getByRole('radio', { name: 'Resource' }).press('Space');
  await page.getByRole('row', { name: /^service\.version/ }).waitFor();
  expect(await page.getByRole('row', { name: /^payment\.provider/ }).count()).toBe(0);
  await page.goto('/fields');
  await page.getByRole('button', { name: /^Type/ }).click();
  await page.getByRole('menuitemradio', { name: /^number/ }).click();
  await page.waitForURL(/type=number/);
  await page.getByRole('row', { name: /^payment\.amount.*B$/ }).waitFor();
  expect(await page.getByRole('row', { name: /^payment\.provider/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Any type' }).click();
  await page.getByRole('row', { name: /^payment\.provider/ }).waitFor();
  await page.goto('/fields?find=payment.provder');
  await page.getByText(/Closest: payment\.provider/).waitFor();
  await close();
});
