// A window whose storage throws: the page is drawn, and what is chosen holds until it is closed.
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest(
  'without storage every page is drawn, and theme, favourite, column, range and notice are taken',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/?start=-2h');
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('denied', 'SecurityError');
          },
        });
    });
    await page.goto('/?start=-2h');
    await settled(page);
    await page.getByRole('button', { name: /^Dismiss/ }).click();
    await page.getByRole('region', { name: 'Notice' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'p99' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'p99' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Keys, theme, help' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await page.keyboard.press('t');
    await page.getByRole('textbox', { name: 'Time range' }).fill('37m');
    await page.keyboard.press('Enter');
    await page.waitForURL(/start=-37m/);
    await page.locator('button[title^="Time range"]:focus').waitFor();
    await page.keyboard.press('t');
    await page.getByRole('dialog').getByRole('button', { name: 'Last 37 minutes' }).waitFor();
    await page.keyboard.press('Escape');
    // Within the page: a load would be another window's.
    await page.getByRole('link', { name: 'Fields' }).first().click();
    await settled(page);
    await page
      .getByRole('button', { name: /^Favourite: / })
      .first()
      .click();
    await page.getByRole('button', { name: /^No favourite: / }).waitFor();
    await page.getByRole('link', { name: 'Explore' }).first().click();
    await settled(page);
    expect(faults).toEqual([]);
    await close();
  },
);
