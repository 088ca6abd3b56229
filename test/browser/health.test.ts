// Health says what came in, what was asked and what it read; what is refused is counted by its code.
import { afterAll, beforeAll, expect } from 'vitest';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';
import { type DemoLake, startDemoLake } from './demo-lake.ts';

let lake: DemoLake;

beforeAll(async () => {
  if (CHROMIUM !== null) lake = await startDemoLake();
});

afterAll(async () => {
  await closeBrowser();
  await lake?.remove();
});

browserTest('spans, queries and refusals are counted', async () => {
  await fetch(`${lake.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'no JSON',
  });
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  const way = page.getByRole('region', { name: 'The way of a span' });
  await way.getByText(/^[1-9][\d,]* spans taken$/).waitFor();
  await page.getByRole('region', { name: 'Dropped' }).getByText('malformed_body').waitFor();
  await page.getByRole('figure', { name: /Spans in/ }).waitFor();
  // The chart itself is a query: the next look at the counts has it.
  await page
    .getByRole('region', { name: 'Queries' })
    .getByText(/^[1-9].* read, \$0 since/)
    .waitFor();
  expect(faults).toEqual([]);
  await close();
});
