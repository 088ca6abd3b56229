// Health says what came in, what was asked and what it read; what is refused is counted by its code.
import { expect } from 'vitest';
import { browserTest, openPage } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

const ONE_SPAN = {
  resourceSpans: [
    {
      scopeSpans: [
        { spans: [{ traceId: '01'.repeat(16), spanId: '02'.repeat(8), name: 'x', startTimeUnixNano: '5' }] },
      ],
    },
  ],
};

function send(body: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${lake.otlpUrl}/v1/traces`, { method: 'POST', headers, body });
}

browserTest('spans, queries and refusals are counted', async () => {
  await send(JSON.stringify(ONE_SPAN));
  await send('no JSON');
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  const way = page.getByRole('region', { name: 'The way of a span' });
  await way.getByText(/^1 spans? taken$/).waitFor();
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
