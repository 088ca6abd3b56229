// Run while old answers stay on screen: it is Cancel, by press and by Esc; what was cancelled is asked again, of a range between two moments, too.
import { encodeQuery } from '@tracelake/query';
import { expect } from 'vitest';
import { asksVersions, browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('Run is Cancel while an answer is under way, and then asks again', async () => {
  const [start, end] = [Date.now() - 7_200_000, Date.now()].map((ms) => new Date(ms).toISOString());
  let isHanging = false;
  let asked = 0;
  const { page, faults, close } = await openPage(lake.apiUrl, `/explore?start=${start}&end=${end}`, {
    route: async (route) => {
      const request = route.request();
      if (!request.url().endsWith('/api/v1/query') || asksVersions(request)) return route.continue();
      asked += 1;
      if (!isHanging) return route.continue();
    },
  });
  const query = page.getByRole('region', { name: 'Query' });
  const run = query.getByRole('button', { name: /^Run/ });
  const cancel = query.getByRole('button', { name: /^Cancel/ });
  expect(await cancel.count()).toBe(0);
  for (const stop of [() => cancel.click(), () => page.keyboard.press('Escape')]) {
    isHanging = true;
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/v1/query'));
    const q = encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: [asked % 2 === 0 ? 'service_name' : 'name'] });
    await page.evaluate((text) => {
      const link = document.createElement('a');
      link.href = text;
      history.pushState(null, '', link.href);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/explore?start=${start}&end=${end}&q=${q}`);
    await cancel.waitFor();
    await page.getByRole('table', { name: 'Groups' }).waitFor();
    await stop();
    await failed;
    await query.getByText('cancelled').waitFor();
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    isHanging = false;
    const before = asked;
    await run.click();
    await expect.poll(() => asked).toBeGreaterThan(before);
    await settled(page);
    await query.getByText(/^[\d.]+ [kM]?B · \$0$/).waitFor();
  }
  expect(faults).toEqual([]);
  await close();
});
