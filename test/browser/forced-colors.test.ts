// Where the system paints (Windows' contrast themes), what is drawn by a background is there all the same, and what is chosen can be told.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { failedTraceId, useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('bars have their colours, and the tab that is chosen another line than the others', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${await failedTraceId(lake)}`, {
    forcedColors: 'active',
  });
  await page.getByRole('treeitem').first().waitFor();
  await settled(page);
  const ground = await ofAll(page, 'body', 'backgroundColor');
  const bars = await ofAll(page, '[role="treeitem"] i[style*="background"]', 'backgroundColor');
  expect(bars.length).toBeGreaterThan(0);
  expect(bars.filter((color) => color === ground[0])).toEqual([]);

  await page.goto('/explore?tab=compare&vs=errors');
  await page.getByRole('article').first().waitFor();
  const lines = await ofAll(page, '[role="tab"][aria-selected="false"]', 'borderBottomColor');
  const [chosen] = await ofAll(page, '[role="tab"][aria-selected="true"]', 'borderBottomColor');
  expect(lines).not.toContain(chosen);
  const [page1, other] = await Promise.all(
    ['[aria-current="page"]', 'nav a:not([aria-current])'].map(
      async (of) => (await ofAll(page, of, 'outlineStyle'))[0],
    ),
  );
  expect([page1, other]).toEqual(['solid', 'none']);
  expect(faults).toEqual([]);
  await close();
});

function ofAll(page: Page, selector: string, property: 'backgroundColor' | 'borderBottomColor' | 'outlineStyle') {
  return page.evaluate(
    ([of, name]) => [...document.querySelectorAll(of)].map((one) => getComputedStyle(one)[name as typeof property]),
    [selector, property] as const,
  );
}
